"""The session of the committee that a dossier can still make, and what must happen by when for that."""
