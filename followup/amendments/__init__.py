"""Amendments of a grant: what may be asked for, what is agreed, and what the signature makes of it."""
