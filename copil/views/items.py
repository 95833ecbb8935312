"""Pages of one item: what is said and voted on it, and what conducts it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copil import actions, rights
from copil.board import led_by
from copil.forms import CloseItemForm, PresidingForm
from copil.live import EVERY, followed, item_mark
from copil.minutes.excerpt import excerpt_of
from copil.models import AgendaItem, GroupedItem, Session, Vote
from copil.stage import stage
from copil.views.common import Place, Returned, found_item, place_or_404, posted, refused, returned, too_late
from dossiers.files.reading import shown_files
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from dossiers.versions import may_compare
from dossiers.views.common import person
from dossiers.withheld import as_read
from scoring.reading import consensuses_for
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why


@require_safe
def by_dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """From a dossier to its item of the day, for who sees the session; else to the dossier itself."""
    user = person(request)
    dossier = get_object_or_404(Dossier.objects.visible_to(user), reference=reference)
    item = AgendaItem.objects.filter(dossier=dossier).select_related("session").order_by("-pk").first()
    seen = item is not None and Session.objects.visible_to(user).filter(pk=item.session_id).exists()
    return redirect(item if item is not None and seen and not led_by(user, [dossier.pk]) else dossier)


@require_safe
def item(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """One item: the dossier in short, its consensus, what happens, one's own vote."""
    place = place_or_404(request, number, reference)
    dossier = place.item.dossier
    glance = Glance(place.user, dossier, place.roles)
    context = {
        **item_context(place),
        "dossier": dossier,
        "call": as_read(place.user, [dossier.call])[0],
        "files": shown_files(glance, dossier.submitted_version),
        "compares": may_compare(glance),
        "consensus": consensuses_for(place.user, [dossier]).get(dossier.pk),
        "neighbours": neighbours(place),
    }
    return render(request, "copil/item.html", context)


@require_safe
def item_live(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """The part of the page that follows the session; 304 while nothing has moved."""
    here = found_item(request, number, reference)

    def draw() -> HttpResponse:
        context = item_context(place_or_404(request, number, reference))
        return render(request, "copil/parts/item_live.html", {**context, "again": True})

    return followed(request, item_mark(here, person(request)), draw)


def item_context(place: Place) -> dict[str, Any]:
    return {
        "item": place.item,
        "session": place.session,
        "dossier": place.item.dossier,
        "stage": stage(place.item, place.roll, place.user, place.roles),
        "mark": item_mark(place.item, place.user),
        "every": EVERY,
        "choices": Vote.Choice.choices,
        "grouped": _grouped(place.item),
    }


def _grouped(item: AgendaItem) -> GroupedItem | None:
    """The vote in which the item stands with others, if it does; one statement."""
    return GroupedItem.objects.filter(item=item, left_at=None).select_related("group__session").first()


def neighbours(place: Place) -> tuple[AgendaItem | None, AgendaItem | None]:
    """The items before and after on the agenda, among those this person may open."""
    visible = Dossier.objects.visible_to(place.user).exclude(leaderships__person=place.user)
    rows = place.session.items.filter(left_at=None, dossier__in=visible).select_related("dossier", "session")
    others = [row for row in rows if row.pk != place.item.pk]
    here = (place.item.position, place.item.pk)
    before = [row for row in others if (row.position, row.pk) < here]
    after = [row for row in others if (row.position, row.pk) > here]
    return (before[-1] if before else None), (after[0] if after else None)


@require_POST
def open_item(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    here = found_item(request, number, reference)
    outcome = actions.open_item(item=here, by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, here.get_absolute_url())
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
def close_item(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """Closes an item on which nothing was adopted."""
    place = place_or_404(request, number, reference)
    if not place.conducts:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.item.get_absolute_url())
    context = item_context(place)
    if request.method != "POST" and not context["stage"].may_close_item:
        return too_late(request, place.item.get_absolute_url())
    form = CloseItemForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.close_item(item=place.item, by=place.user, reason=form.cleaned_data["reason"])
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le point est clos : le dossier est ajourné."))
                return redirect(place.item)
            result = returned(outcome, form, {"text_too_long": "reason"})
    context |= {"form": form, "returned": result}
    return render(request, "copil/close_item.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def presiding(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """Names who presides the item in the chair's place."""
    place = place_or_404(request, number, reference)
    if not rights.keeps(place.user):
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.item.get_absolute_url())
    context = item_context(place)
    if request.method != "POST" and not context["stage"].may_name_presiding:
        return too_late(request, place.item.get_absolute_url())
    form = PresidingForm(posted(request), roll=place.roll)
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            seat = place.roll.by_pk[int(form.cleaned_data["seat"])]
            outcome = actions.name_presiding(item=place.item, seat=seat, by=place.user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("%(label)s préside ce point.") % {"label": seat.label})
                return redirect(place.item)
            result = returned(outcome, form, {"presiding_is_present": "seat"})
    context |= {"form": form, "returned": result}
    return render(request, "copil/presiding.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def excerpt(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """The excerpt of the minutes, as it will stand, for who presided to validate."""
    place = place_or_404(request, number, reference)
    if not rights.presides(place.user, place.roll, place.roles):
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.item.get_absolute_url())
    if request.method == "POST":
        outcome = actions.validate_excerpt(item=place.item, by=place.user)
        if isinstance(outcome, Refusal):
            return refused(request, outcome, place.item.get_absolute_url())
        messages.success(request, _("L’extrait du procès-verbal est validé."))
        return redirect(place.item)
    point = excerpt_of(place.item, place.roll, place.user)
    return render(request, "copil/excerpt.html", {**item_context(place), "point": point})
