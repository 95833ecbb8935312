"""Who reviews which dossier: a proposal for all that wait, which the team reads, changes and confirms."""
