"""The minutes of a session: derived from what was recorded, completed in prose, submitted, approved, kept."""
