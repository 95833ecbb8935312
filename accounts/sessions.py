"""Sessions kept in the database, under the keys that Django draws: anything else in a cookie is no session."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    def __init__(self, session_key: str | None = None) -> None:
        """Letters and digits: PostgreSQL cannot even look for a NUL, and a forged cookie is no fault of ours."""
        known = session_key is not None and session_key.isascii() and session_key.isalnum()
        super().__init__(session_key if known else None)
