"""Pages of a vote: putting a proposal, voting, closing; and putting a dossier on an agenda."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Role
from copil import actions
from copil.ballots.forms import CancelBallotForm, OnlineProposalForm
from copil.ballots.turnout import votes_of
from copil.forms import AgendaForm, ProposalForm
from copil.models import Ballot, Session, Turnout, Vote
from copil.room.forms import MAX_KEY
from copil.stage import stage
from copil.tally import Outcome
from copil.views.common import Place, Returned, found_item, place_or_404, posted, refused, returned, too_late
from copil.views.items import item_context
from copil.wording import proposal_words
from dossiers.envelope import left_for
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, person, sentence_for, typed_number
from dossiers.views.common import refused as refused_on_dossier
from scoring.reading import consensuses_for
from workflow.gesture import Actor, new_key
from workflow.judgment import find, judge, load_facts
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Unmet, Why

#: Which field answers an unmet point.
FIELDS = {
    "proposal_chosen": "outcome",
    "conditions_written": "conditions",
    "reasons_written": "reasons",
    "completion_date": "complete_by",
    "amount_is_money": "amount",
    "amount_within_request": "amount",
    "amount_fits_proposal": "amount",
    "departure_explained": "departure",
    "reason_given": "reason",
    "window_ahead": "opens_on",
    "window_long_enough": "closes_on",
    "convocation_delay_holds": "urgency",
    "session_open_to_items": "session",
}
CLOSED = {
    Outcome.ADOPTED: gettext_lazy("Vote clos : la proposition est adoptée."),
    Outcome.REJECTED: gettext_lazy("Vote clos : la proposition est rejetée."),
    Outcome.DEFERRED: gettext_lazy("Vote clos : le dossier est ajourné."),
    Outcome.INVALID: gettext_lazy("Vote clos, sans valeur : le quorum n’est pas atteint."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """Puts a proposal to the vote, starting from what the consensus recommends."""
    place = place_or_404(request, number, reference)
    context = item_context(place)
    return _propose(request, place, context, may=context["stage"].may_propose, kind=ProposalForm)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_online(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """The same in an asynchronous vote: also from when to when it takes votes."""
    place = place_or_404(request, number, reference)
    context = item_context(place) | {"online": True}
    return _propose(request, place, context, may=context["stage"].may_propose_online, kind=OnlineProposalForm)


def _propose(
    request: HttpRequest, place: Place, context: dict[str, Any], *, may: bool, kind: type[ProposalForm]
) -> HttpResponse:
    if not place.conducts:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.item.get_absolute_url())
    if request.method != "POST" and not may:
        return too_late(request, place.item.get_absolute_url())
    dossier = place.item.dossier
    consensus = consensuses_for(place.user, [dossier]).get(dossier.pk)
    recommended = consensus.recommended_amount if consensus is not None else None
    initial = {"amount": _typed(recommended or dossier.requested)}
    if consensus is not None and consensus.conditions:
        initial["conditions"] = consensus.conditions
    form = kind(posted(request), requested=dossier.requested, initial=initial)
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.propose(item=place.item, by=place.user, **form.said())
            if not isinstance(outcome, Refusal):
                said = _("Le vote est annoncé à tous les sièges.") if outcome.is_online else _("Le vote est ouvert.")
                messages.success(request, said)
                return redirect(place.item)
            result = returned(outcome, form, FIELDS)
    context |= {
        "form": form,
        "returned": result,
        "consensus": consensus,
        "left": left_for(dossier, dossier.call),
    }
    return render(request, "copil/propose.html", context, status=result.status)


def _typed(amount: Decimal) -> str:
    """An amount as one types it: 18000 or 18000,50."""
    return f"{amount:.2f}".removesuffix(".00").replace(".", ",")


@require_POST
def vote(request: HttpRequest, number: int, reference: str, ballot: int) -> HttpResponse:
    """One's vote, for one's own seat or for the one whose proxy one holds."""
    here = found_item(request, number, reference)
    row = get_object_or_404(Ballot, item=here, number=ballot)
    row.item = here
    wanted = request.POST.get("seat", "")
    seat = here.session.seats.filter(pk=typed_number(wanted)).first()
    if wanted and seat is None:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), here.get_absolute_url())
    back = here.get_absolute_url()
    if request.POST.get("back") == "mes-votes":
        back = reverse("copil:my_votes", args=[number]) + f"#point-{here.position}"
    choice, key = request.POST.get("choice", ""), request.POST.get("key", "")[:MAX_KEY]
    outcome: actions.Received | Vote | Turnout | Refusal
    if key:  # sent by the page's script, which may send it again
        outcome = actions.cast_once(ballot=row, choice=choice, by=person(request), key=key, seat=seat)
    else:
        outcome = actions.cast_vote(ballot=row, choice=choice, by=person(request), seat=seat)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, back)
    if isinstance(outcome, actions.Received):
        return redirect(back)
    if not isinstance(outcome, Vote):
        messages.success(request, _("Vote secret enregistré. Vous pouvez le changer jusqu’à la clôture."))
        return redirect(back)
    label = Vote.Choice(outcome.choice).label.lower()
    said = _("Vote enregistré : %(choice)s. Vous pouvez le changer jusqu’à la clôture.") % {"choice": label}
    messages.success(request, said)
    return redirect(back)


@require_POST
def ask_secret(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """A member asks that the votes to come on this point be secret."""
    here = found_item(request, number, reference)
    outcome = actions.ask_secret(item=here, by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, here.get_absolute_url())
    messages.success(request, _("Le scrutin secret est demandé : les votes à venir sur ce point le seront."))
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
def close_ballot(request: HttpRequest, number: int, reference: str, ballot: int) -> HttpResponse:
    """Who is counted and what is missing, before the close; closed by somebody else meanwhile, its result."""
    place = place_or_404(request, number, reference)
    if not place.conducts:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.item.get_absolute_url())
    row = get_object_or_404(Ballot, item=place.item, number=ballot)
    row.item = place.item
    if request.method == "POST":
        outcome = actions.close_ballot(ballot=row, by=place.user)
        if isinstance(outcome, Refusal):
            return refused(request, outcome, place.item.get_absolute_url())
        messages.success(request, str(CLOSED[Outcome(outcome.verdict)]))
        return redirect(place.item)
    if not row.is_open:
        return redirect(place.item)
    context = item_context(place)
    return render(request, "copil/close_ballot.html", {**context, "ballot": row, **_silence(place)})


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_ballot(request: HttpRequest, number: int, reference: str, ballot: int) -> HttpResponse:
    """Takes back a vote opened by mistake, with a reason, before its close."""
    place = place_or_404(request, number, reference)
    if not place.conducts:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.item.get_absolute_url())
    row = get_object_or_404(Ballot, item=place.item, number=ballot)
    row.item = place.item
    context = item_context(place)
    if request.method != "POST" and not (row.is_open and context["stage"].may_cancel_ballot):
        return too_late(request, place.item.get_absolute_url())
    form = CancelBallotForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.cancel_ballot(ballot=row, reason=form.cleaned_data["reason"], by=place.user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le vote est annulé : rien n’en est compté."))
                return redirect(place.item)
            result = returned(outcome, form, FIELDS)
    received = len({vote.seat_id for vote in votes_of(row)})
    said = {"proposal": proposal_words(row), "received": received}
    context |= {"form": form, "returned": result, "ballot": row, **said}
    return render(request, "copil/cancel_ballot.html", context, status=result.status)


def _silence(place: Place) -> dict[str, Any]:
    """Who may still vote and has not."""
    shown = stage(place.item, place.roll, place.user, place.roles)
    return {"silent": [mark for mark in shown.marks if mark.able and not mark.voted]}


@require_http_methods(["GET", "HEAD", "POST"])
def put_on_agenda(request: HttpRequest, reference: str) -> HttpResponse:
    """Chooses the session; the chair's urgency is recorded when its convocation delay is past."""
    glance = glance_or_404(request, reference)
    step = find(glance.dossier, "put_on_agenda")
    if step is None or not glance.roles.intersection(step.roles):
        return refused_on_dossier(request, _why_not(glance, elsewhere=step is None), glance)
    able = [Session.Status.PLANNED, Session.Status.CONVOKED]
    sessions = list(Session.objects.filter(status__in=able).order_by("held_at", "number"))
    initial = {"key": new_key(), "version": glance.dossier.version, "session": str(sessions[0].pk) if sessions else ""}
    form = AgendaForm(posted(request), sessions=sessions, initial=initial)
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            said = form.cleaned_data
            outcome = actions.put_on_agenda(
                dossier=glance.dossier,
                session=next(s for s in sessions if str(s.pk) == said["session"]),
                by=glance.user,
                key=said["key"],
                version=said["version"],
                urgency=said["urgency"],
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le dossier est inscrit à l’ordre du jour."))
                return redirect(glance.dossier)
            result = returned(outcome, form, FIELDS)
            if outcome.why is not Why.UNMET:
                result = Returned(outcome.status, sentence_for(outcome, glance))
        unmet: tuple[Unmet, ...] = ()
    else:
        unmet = judge(step, load_facts(glance.dossier, Actor(glance.user), (step,), None), None).unmet
    context = {
        "dossier": glance.dossier,
        "step": glance.step,
        "form": form,
        "returned": result,
        "unmet": unmet,
        "sessions": sessions,
    }
    return render(request, "copil/put_on_agenda.html", context, status=result.status)


def _why_not(glance: Glance, *, elsewhere: bool) -> Refusal:
    """To who may put dossiers on an agenda, that this one is elsewhere; to others, that they may not."""
    if elsewhere and Role.TEAM_LEAD in glance.roles:
        return Refusal(Why.WRONG_STATE, _("Ce dossier n’est pas à l’étape où l’on inscrit au COPIL."))
    return Refusal(Why.FORBIDDEN, FORBIDDEN)
