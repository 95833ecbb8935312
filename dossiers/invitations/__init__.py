"""Who is asked to take part in a dossier: co-leaders."""
