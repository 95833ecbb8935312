"""Who is told of what a deposit sets going: missing pieces asked for, and come."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.models import CompletionRequest, Dossier, MissingPiece
from dossiers.visibility import leaders_of
from dossiers.wording import written_day
from notifications import outbox
from workflow import clock


def pieces_asked(*, request: CompletionRequest, pieces: Sequence[MissingPiece], dossier: Dossier, by: User) -> None:
    """To the leaders: what is missing, and until when."""
    refuses_on = dossier.implicit_decision_on
    stops = refuses_on is not None and request.due_on < refuses_on  # not once silence has refused
    stopped = _("D’ici là, le délai au terme duquel le silence vaudrait refus est suspendu.")
    said = {
        "dossier": str(dossier),
        "by": by.full_name,
        "pieces": "\n".join(f"- {p.label}" + (f" ({p.reason})" if p.reason else "") for p in pieces),
        "message": request.message,
        "due": written_day(request.due_on),
        "silence": stopped if stops else "",
        "link": reverse("dossiers:completion", args=[dossier.reference]),
    }
    outbox.queue_each(to=leaders_of(dossier), template="pieces_asked", context=said, key=f"pieces_asked:{request.pk}")


def pieces_in(*, request: CompletionRequest, dossier: Dossier) -> None:
    """To who asked: everything has come."""
    link = reverse("dossiers:completion", args=[dossier.reference])
    context = {"dossier": str(dossier), "asked_on": written_day(clock.day_of(request.asked_at)), "link": link}
    outbox.queue(to=request.asked_by, template="pieces_in", context=context, key=f"pieces_in:{request.pk}")
