"""A grant amended: the terms agreed in place of those of its act in force, and the act that says so."""
