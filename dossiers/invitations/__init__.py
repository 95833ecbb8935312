"""Who is asked to stand beside a dossier's leader: co-leaders, readers, who leads it next."""
