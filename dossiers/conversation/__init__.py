"""What leaders and the team write to each other about a dossier."""
