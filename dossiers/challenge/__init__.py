"""The challenge: which référents, shared out how, absent when, and what each person reads of it."""
