"""The whole session as one PDF: what a reader may read of it, made for them by the worker."""
