"""Notes each page and file that an auditor is given, in one statement; nothing is noted of anybody else.

Asked of the answer, not of the pages: no page can forget it, and a page added tomorrow is noted too. What cannot be
noted is not given.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch

from accounts.models import User
from accounts.models.users import Held
from audit.consultations.words import LEFT_OUT
from audit.models import Consultation
from audit.visibility import covering
from workflow import clock

#: The names of what addresses are about, the most telling first.
ABOUT = ("reference", "number", "code", "pk")
GIVEN = frozenset({200, 206})


class Noting:
    """The middleware: after the session's, so that it knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        match = request.resolver_match
        if request.method == "GET" and response.status_code in GIVEN and match is not None:
            missions: tuple[Held, ...] = getattr(request.user, "missions_read", ())
            if missions and match.view_name not in LEFT_OUT:
                note(request, match, missions)
        return response


def note(request: HttpRequest, match: ResolverMatch, missions: tuple[Held, ...]) -> None:
    """One statement; with several missions in force, one more to know which bears on the dossier."""
    user: User = request.user  # type: ignore[assignment] # who has missions has an account
    named = [str(match.kwargs[name]) for name in ABOUT if name in match.kwargs]
    Consultation.objects.create(
        at=clock.now(),
        person_id=user.pk,
        mission_id=missions[0].pk if len(missions) == 1 else covering(missions, named[0] if named else ""),
        page=match.view_name[:60],
        about="/".join(named)[:60],
        query=_query(request),
    )


def _query(request: HttpRequest) -> str:
    """What was searched or filtered: what was left empty says nothing."""
    asked = request.GET.copy()
    for name in list(asked):
        if not any(asked.getlist(name)):
            del asked[name]
    return asked.urlencode().replace("%00", "")[:400]
