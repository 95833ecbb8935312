"""What the team notes for itself about a dossier."""
