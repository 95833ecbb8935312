"""The page of one dossier: who has the ball, where it stands, what happened, what one may do."""
