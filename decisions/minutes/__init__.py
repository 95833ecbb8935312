"""The papers of a session that was held: its minutes, typeset like every document of the house, verified like them."""
