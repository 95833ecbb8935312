"""An interest discovered after a vote: what becomes of the vote, and who hears of it (docs/adr/0033)."""
