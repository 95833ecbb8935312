"""The paper of a session's notices: typeset like every document of the house, verified like them."""
