"""The form: what is asked (`questions`), what is still missing (`completeness`), what it adds up to (`budget`)."""
