"""What the tests queue."""

from accounts.models import User
from notifications import outbox
from notifications.models import Message

DOSSIER = "LO-2026-0012 Accueil commun"


def queue(to: User, key: str = "resumed:1", dossier: str = DOSSIER) -> Message:
    """One mail of the simplest kind, as its row."""
    context = {"dossier": dossier, "link": "/dossiers/LO-2026-0012/"}
    outbox.queue(to=to, template="resumed", context=context, key=key)
    return Message.objects.get(key=key)
