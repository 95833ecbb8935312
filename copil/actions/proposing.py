"""Proposals put to the vote: alone in session, between two hours, or several together."""

from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from copil import messages, tally
from copil.actions import items
from copil.actions.doing import (
    Floor,
    changed,
    floor,
    impossible,
    note,
    require_conduct,
    require_status,
    verb,
    words,
)
from copil.agenda import departures
from copil.ballots import secrecy, windows
from copil.ballots.proposals import Proposal, same_proposal, sound
from copil.models import AgendaItem, Ballot, GroupedItem, Session, VoteGroup
from workflow import clock, workitems
from workflow.verdict import unmet


@verb
def propose(
    *,
    item: AgendaItem,
    outcome: str,
    by: User,
    amount: Decimal | None = None,
    conditions: str = "",
    reasons: str = "",
    complete_by: date | None = None,
    departure: str = "",
    window: tally.Window | None = None,
) -> Ballot:
    """Puts one proposal to the vote on a called item: the ballot is open as soon as it exists.

    With a `window` the vote is asynchronous: it takes votes between its hours whoever attends, calls the item itself
    and asks for no quorum beforehand.

    Refused: no quorum, a vote open or a decision adopted already, an amount beyond what is asked for, no words where
    the proposal needs some, of which `departure` is why a grant leaves its rank. The same proposal sent twice while it
    is open is put once.
    """
    here = floor(item, by)
    require_conduct(here, by)
    wanted = sound(Proposal(outcome, amount, conditions, reasons, complete_by), here.dossier.requested)
    current = here.item.ballots.filter(closed_at=None).first()
    if current is not None and same_proposal(current, wanted):
        return current
    if here.item.opened_at is None and window is None:
        raise impossible(_("Appelez d’abord ce point."))
    if GroupedItem.objects.filter(item=here.item, left_at=None).exists():
        raise impossible(_("Ce point est dans un vote groupé : détachez-le d’abord."))
    require_votable(here, current, window)
    ballot = put(here, wanted, by, window=window, departure=departure)
    messages.vote_opened(ballot=ballot, roll=here.roll)
    changed(here.item.session)
    return ballot


def put(
    here: Floor,
    wanted: Proposal,
    by: User,
    *,
    window: tally.Window | None = None,
    departure: str = "",
    group: VoteGroup | None = None,
    together: departures.Together | None = None,
) -> Ballot:
    """Opens the ballot of a sound proposal on a locked item that may be voted on; calls the item when it was not."""
    if here.item.opened_at is None:
        items.call(here, by)
    over = _departing(here, wanted, words(departure), by, together or {})
    number = (here.item.ballots.aggregate(last=Max("number"))["last"] or 0) + 1
    ballot = Ballot.objects.create(
        item=here.item,
        number=number,
        group=group,
        outcome=wanted.outcome,
        amount=wanted.amount or Decimal(0),
        conditions=wanted.conditions,
        reasons=wanted.reasons,
        complete_by=wanted.complete_by,
        opened_at=clock.now(),
        opened_by=by,
        **windows.columns(window),
        **secrecy.columns(here.item),
    )
    due_on = clock.day_of(window.closes) if window is not None else clock.today()
    workitems.open_item(case=here.dossier, kind=items.VOTE, label=_("Voter"), role=Role.COPIL_MEMBER, due_on=due_on)
    if here.dossier.due_on is not None and here.dossier.due_on < due_on:
        items.follow_date(here.dossier, due_on)
    data = {"ballot": str(number), "proposal": wanted.outcome, "amount": str(ballot.amount), **windows.logged(window)}
    if group is not None:
        data["group"] = str(group.number)
    note(here.dossier, by, "ballot_opened", data, {"reasons": wanted.reasons, "conditions": wanted.conditions})
    if over:
        note_departure(here, ballot, over, words(departure), by)
    return ballot


def note_departure(here: Floor, ballot: Ballot, over: tuple[str, ...], reason: str, by: User) -> None:
    """Keeps on the locked dossier's chain whom its grant passes over, and why."""
    told = {"session": str(here.item.session.number), "ballot": str(ballot.number), "passed_over": " ".join(over)}
    note(here.dossier, by, departures.EVENT, told, {"reason": reason})


def _departing(here: Floor, wanted: Proposal, reason: str, by: User, together: departures.Together) -> tuple[str, ...]:
    """The better ranked dossiers that the grant would pass over; refused when no reason says why."""
    amount = wanted.amount or Decimal(0)
    over = departures.passed_over(
        dossier=here.dossier, session=here.item.session, amount=amount, by=by, together=together
    )
    require_explained(over, reason)
    return over


def require_explained(over: tuple[str, ...], reason: str) -> None:
    """Refused when a grant passes over better ranked dossiers and no reason says why."""
    if over and not reason:
        sentence = ngettext(
            "Après cet accord, l’enveloppe ne suffirait plus pour un dossier mieux classé (%(over)s)\u00a0: écrivez "
            "pourquoi le rang n’est pas suivi, le procès-verbal le reprendra.",
            "Après cet accord, l’enveloppe ne suffirait plus pour %(count)s dossiers mieux classés (%(over)s)\u00a0: "
            "écrivez pourquoi le rang n’est pas suivi, le procès-verbal le reprendra.",
            len(over),
        ) % {"count": len(over), "over": ", ".join(over)}
        raise unmet("departure_explained", sentence, lifted_by=_("vous"))


def require_votable(here: Floor, current: Ballot | None, window: tally.Window | None = None) -> None:
    """Refused where no vote can open on the item now: `current` is the one open on it."""
    require_status(here.item.session, Session.Status.OPEN)
    if here.item.left_at is not None or here.dossier.state != "copil":
        raise impossible(_("Ce dossier n’est plus à l’ordre du jour de cette séance."))
    if here.item.closed_at is not None:
        raise impossible(_("Ce point est clos."))
    if current is not None:
        raise impossible(_("Un vote est déjà ouvert sur ce point : clôturez-le d’abord."))
    chair = here.roll.chair
    if chair is None or chair.pk in here.roll.recused:
        sentence = _("La présidence est en déport sur ce point : désignez qui la remplace.")
        raise unmet("chair_not_recused", sentence, lifted_by=_("le secrétariat du COPIL"))
    if window is not None:
        windows.require_sound(window)
        return
    quorum = here.roll.quorum
    if not quorum.met:
        said = {"present": quorum.present, "required": quorum.required}
        sentence = _("Le quorum n’est pas atteint : %(present)s présents ou représentés, %(required)s exigés.") % said
        raise unmet("quorum_met", sentence, lifted_by=_("les membres du COPIL"))
