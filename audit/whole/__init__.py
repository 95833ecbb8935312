"""A dossier's whole file on one page, for a control: asked, said, scored, voted, decided, and what followed."""
