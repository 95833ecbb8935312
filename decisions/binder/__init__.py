"""The binder of a session, typeset like every document of the house, each page told to who waits for it."""
