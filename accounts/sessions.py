"""Sessions kept in the database, under the keys that Django draws: anything else in a cookie is no session."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from accounts.prepared import Prepared


def _unexpired(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).order_by()


_kept: Prepared[Session] = Prepared(_unexpired, str, datetime)


class SessionStore(DatabaseStore):
    def __init__(self, session_key: str | None = None) -> None:
        """Letters and digits: PostgreSQL cannot even look for a NUL, and a forged cookie is no fault of ours."""
        known = session_key is not None and session_key.isascii() and session_key.isalnum()
        super().__init__(session_key if known else None)

    def _get_session_from_db(self) -> Session | None:
        """As Django's own, at every request: its SQL is written once."""
        found = next(_kept.instances(self.session_key, timezone.now()), None)
        if found is None:
            self._session_key = None
        return found
