"""Pages of a gesture on many dossiers: what is asked, what each would answer, what became of each."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from dossiers.actions.bulk import (
    MAX_LINES,
    carry_out_bulk,
    confirm_bulk,
    foresee_bulk,
    prepare_bulk,
    say_bulk,
)
from dossiers.bulk.gestures import BulkGesture, gesture_for, gestures_for
from dossiers.desk import sorting
from dossiers.desk.listing import desk_of
from dossiers.desk.reading import listing
from dossiers.models import BulkLine, BulkRun, Dossier
from dossiers.page.glance import Step, real_step
from dossiers.views.common import person
from dossiers.wording import written_day
from workflow.verdict import Refusal, Unmet

#: How many lines one request examines, or carries out.
BATCH = 20


class SaidForm(forms.Form):
    """What the gesture asks once for all dossiers."""

    def __init__(self, *args: Any, fields: dict[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields)

    def said(self) -> dict[str, str]:
        """The answers as a run keeps them: dates as ISO, a ticked box as "on", nothing for nothing."""
        words = {name: _words(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in words.items() if value}


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value or "")


@dataclass(frozen=True)
class Row:
    """A line of the run in words."""

    reference: str
    title: str
    url: str
    step: Step
    line: BulkLine
    reasons: tuple[Unmet, ...]


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """From the list: the lines ticked, or all those of its filters, and the gesture wanted."""
    user = _agent(request)
    query = request.POST.get("query", "")[:1000].replace("\x00", "")
    back = f"{reverse('dossiers:list')}?{query or 'all=1'}"
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        messages.error(request, _("Le formulaire est arrivé incomplet : recommencez."))
        return redirect(back)
    outcome = prepare_bulk(
        key=key,
        gesture=request.POST.get("gesture", ""),
        dossiers=_chosen(request, user, query),
        query=query,
        by=user,
    )
    if isinstance(outcome, Refusal):
        messages.error(request, outcome.sentence)
        return redirect(back)
    if outcome.said is not None and outcome.confirmed_at is None:
        foresee_bulk(run=outcome, by=user, at_most=BATCH)
    return redirect("dossiers:bulk", outcome.pk)


def _chosen(request: HttpRequest, user: User, query: str) -> list[Dossier]:
    """The dossiers chosen that are on this person's desk, one more than a run may hold at most; in the list's order."""
    found = listing(user, QueryDict(query))
    order = sorting.order(found.sort, desk=True)
    sign = "-" if order.descending else ""
    if request.POST.get("all"):
        rows = found.rows if found.desk else desk_of(user).none()  # a list without gestures: nothing is all of it
    else:
        picked = [word.replace("\x00", "") for word in request.POST.getlist("pick")[: MAX_LINES + 1]]
        rows = desk_of(user).filter(reference__in=picked)
    return list(rows.order_by(f"{sign}{order.column}", f"{sign}pk")[: MAX_LINES + 1])


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """The run as it stands; its buttons say, confirm, or go on."""
    user = person(request)
    run = get_object_or_404(BulkRun, pk=key, person=user)
    gesture = gesture_for(user, run.gesture)
    if gesture is None:
        raise Http404
    if request.method != "POST":
        return _page(request, run, gesture, SaidForm(fields=gesture.fields(user), initial=run.said or {}))
    if request.POST.get("step") == "say":
        return _say(request, run, gesture)
    if request.POST.get("step") == "confirm":
        outcome = confirm_bulk(run=run, by=user)
        if isinstance(outcome, Refusal):
            messages.error(request, outcome.sentence)
            return redirect("dossiers:bulk", run.pk)
        run = outcome
    if run.confirmed_at is None:
        foresee_bulk(run=run, by=user, at_most=BATCH)
    else:
        carry_out_bulk(run=run, by=user, at_most=min(BATCH, gesture.at_most))
    return redirect("dossiers:bulk", run.pk)


def _say(request: HttpRequest, run: BulkRun, gesture: BulkGesture) -> HttpResponse:
    user = person(request)
    form = SaidForm(request.POST, fields=gesture.fields(user))
    if not form.is_valid():
        return _page(request, run, gesture, form, status=422)
    outcome = say_bulk(run=run, said=form.said(), by=user)
    if isinstance(outcome, Refusal):
        messages.error(request, outcome.sentence)
    else:
        foresee_bulk(run=outcome, by=user, at_most=BATCH)
    return redirect("dossiers:bulk", run.pk)


def _page(
    request: HttpRequest, run: BulkRun, gesture: BulkGesture, form: SaidForm, *, status: int = 200
) -> HttpResponse:
    lines = list(run.lines.select_related("dossier").order_by("position"))
    rows = [_row(line) for line in lines]
    possible = [row for row in rows if row.line.foreseen == BulkLine.Foreseen.YES]
    unknown = sum(row.line.foreseen == BulkLine.Foreseen.UNKNOWN for row in rows)
    waiting = sum(row.line.outcome == BulkLine.Outcome.PENDING for row in possible)
    asking = run.confirmed_at is None and (run.said is None or status != 200)
    context = {
        "run": run,
        "gesture": gesture,
        "form": form if form.fields and run.confirmed_at is None else None,
        "asking": asking,
        "rows": rows,
        "possible": len(possible),
        "impossible": len(rows) - unknown - len(possible),
        "examining": unknown if not asking and run.confirmed_at is None else 0,
        "waiting": waiting if run.confirmed_at else 0,
        "reached": len(possible) - waiting if run.confirmed_at else len(rows) - unknown,
        "whole": len(possible) if run.confirmed_at else len(rows),
        "done": sum(row.line.outcome == BulkLine.Outcome.DONE for row in rows),
        "broken": sum(row.line.outcome == BulkLine.Outcome.FAILED for row in rows),
        "said": _said_again(run, gesture, person(request)) if not asking else [],
        "refused": sum(row.line.outcome == BulkLine.Outcome.REFUSED for row in rows),
        "back_label": gesture.back_label or _("Dossiers"),
        "back_url": f"{reverse(gesture.back)}?{run.query or 'all=1'}",
        "failed": status != 200,
    }
    return render(request, "dossiers/bulk.html", context, status=status)


def _said_again(run: BulkRun, gesture: BulkGesture, user: User) -> list[tuple[str, str]]:
    """What was said of all the dossiers, each answer as a person reads it, for whoever is about to confirm it."""
    fields, said = gesture.fields(user), run.said or {}
    return [(str(fields[name].label), _read(fields[name], answer)) for name, answer in said.items() if name in fields]


def _read(field: forms.Field, answer: str) -> str:
    if isinstance(field, forms.DateField):
        return written_day(date.fromisoformat(answer))
    if isinstance(field, forms.BooleanField):
        return _("Oui")
    if isinstance(field, forms.ChoiceField):
        shown: Any = field.choices
        return next((str(label) for value, label in shown if str(value) == answer), answer)
    return answer


def _row(line: BulkLine) -> Row:
    dossier = line.dossier
    reasons = tuple(
        Unmet("", said, by_whom, date.fromisoformat(day) if day else None) for said, by_whom, day in line.reasons
    )
    return Row(dossier.reference, dossier.title, dossier.get_absolute_url(), real_step(dossier), line, reasons)


def _agent(request: HttpRequest) -> User:
    """Whoever may ask one gesture at least of many dossiers of the list; it does not begin there for others."""
    user = person(request)
    if not gestures_for(user):
        raise Http404
    return user
