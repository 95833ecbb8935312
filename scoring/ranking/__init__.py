"""The ranking of a call's dossiers under its envelope: the line, what would move it, and its results as files."""
