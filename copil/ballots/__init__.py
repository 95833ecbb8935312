"""What a vote is held like beyond the show of voices in session: its window, when time closes it."""
