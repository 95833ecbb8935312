"""Which dossiers a page of the ranking is about, as its address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.models import User
from dossiers.models import Call
from dossiers.withheld import as_read
from scoring.ranking.reading import calls_for, opens
from scoring.ranking.selections import Selection, selections

CALL, SELECTION = "appel", "selection"


@dataclass(frozen=True)
class Choice:
    """Which dossiers are ranked: a call's, all that await a decision or a selection of them."""

    calls: Sequence[Call]
    call: Call
    selections: Sequence[Selection]
    selection: Selection | None

    @property
    def query(self) -> dict[str, str]:
        """What the address says of it."""
        said = {CALL: self.call.code}
        return said | ({SELECTION: self.selection.value} if self.selection else {})

    def url(self, more: Mapping[str, str] | None = None) -> str:
        return f"{reverse('scoring:ranking')}?{urlencode({**self.query, **(more or {})})}"


def chosen(request: HttpRequest, user: User) -> Choice | None:
    """What is ranked; None when there is nothing yet; 404 for who ranks nothing, and for what one may not see."""
    if not opens(user):
        raise Http404
    calls = calls_for(user)
    code = request.GET.get(CALL, "")
    call = next((call for call in calls if call.code == code), None) if code else next(iter(calls), None)
    if call is None:
        if code:
            raise Http404
        return None
    found = selections(user, call)
    value = request.GET.get(SELECTION, "")
    selection = next((one for one in found if one.value == value), None)
    if value and selection is None:
        raise Http404
    (shown,) = as_read(user, [call])
    return Choice(calls, shown, found, selection)
