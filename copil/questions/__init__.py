"""Members ask the team before a session; what it answers, all of them read."""
