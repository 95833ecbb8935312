"""A session while it is held: the screen that the whole room reads, the page on which each member votes."""
