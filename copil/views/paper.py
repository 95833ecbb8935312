"""The pages by which the secretary enters a vote held on paper: the totals, then what they give, then yes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from copil import actions
from copil.ballots.forms import PaperForm
from copil.ballots.paper import Counted, reckoned, require_sound
from copil.ballots.proposals import fits
from copil.models import Ballot
from copil.plots import bar
from copil.reading import result_from
from copil.tally import Outcome
from copil.tally_file import result_as_json
from copil.views.ballots import CLOSED
from copil.views.common import Place, Returned, place_or_404, posted, refused, returned, too_late
from copil.views.items import item_context
from dossiers.envelope import left_for
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why

FIELDS = {"totals_entered": "pour", "totals_fit_the_seats": "pour", "chair_told": "chair"}


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, number: int, reference: str, ballot: int) -> HttpResponse:
    """Totals entered, looked at a second time with what they give, and only then recorded."""
    place = place_or_404(request, number, reference)
    if Role.COPIL_SECRETARY not in place.roles:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.item.get_absolute_url())
    row = get_object_or_404(Ballot, item=place.item, number=ballot)
    row.item = place.item
    context = item_context(place) | {"ballot": row}
    if not row.is_open:
        return _over(request, place, row)
    if not context["stage"].may_count_on_paper:
        outcome = actions.count_on_paper(ballot=row, paper=PaperForm.nothing(), by=place.user)
        if isinstance(outcome, Refusal) and outcome.why is not Why.UNMET:
            return refused(request, outcome, place.item.get_absolute_url())
        return too_late(request, place.item.get_absolute_url())
    form = PaperForm(posted(request), secret=row.secret)
    if request.method != "POST" or not form.is_valid() or "correct" in request.POST:
        return _asked(request, context, form, Returned(200 if form.is_valid() or request.method != "POST" else 422))
    counted = reckoned(place.roll, row, form.paper())
    try:
        require_sound(counted)
    except Refused as stop:
        return _asked(request, context, form, returned(stop.refusal, form, FIELDS))
    if request.POST.get("seen") != counted[1].outcome.value:
        return render(request, "copil/paper_seen.html", context | _given(place, row, counted) | {"form": form})
    outcome = actions.count_on_paper(ballot=row, paper=form.paper(), by=place.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, place.item.get_absolute_url())
    messages.success(request, str(CLOSED[Outcome(outcome.verdict)]))
    return redirect(place.item)


def _over(request: HttpRequest, place: Place, ballot: Ballot) -> HttpResponse:
    """Sent again, or too late: what was recorded, or that nothing was."""
    outcome = actions.count_on_paper(ballot=ballot, paper=PaperForm.nothing(), by=place.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, place.item.get_absolute_url())
    if request.method == "POST":
        messages.success(request, str(CLOSED[Outcome(outcome.verdict)]))
    return redirect(place.item)


def _asked(request: HttpRequest, context: dict[str, Any], form: PaperForm, result: Returned) -> HttpResponse:
    return render(request, "copil/paper.html", {**context, "form": form, "returned": result}, status=result.status)


def _given(place: Place, ballot: Ballot, counted: Counted) -> dict[str, Any]:
    """What the totals give: the result, and where a grant would go."""
    result = counted[1]
    return {
        "result": result_from(result_as_json(result)),
        "bar": bar(result.counts),
        "waits": result.outcome is Outcome.ADOPTED and not fits(ballot, place.item.dossier, place.item.dossier.call),
        "left": left_for(place.item.dossier, place.item.dossier.call),
    }
