"""Votes on several items at once: the forms that put them together, the page that follows them."""
