"""Drawing the consensus: what the team writes of it together before it is established."""
