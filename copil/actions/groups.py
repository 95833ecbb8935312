"""Several items voted together: prepared, opened, closed one by one under one lock, given up.

Locks: the session, then every dossier of the group in one order, whoever asks.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, messages, rights
from copil.actions.ballots import count
from copil.actions.cancelling import require_same_reason, void
from copil.actions.doing import (
    Floor,
    changed,
    forbidden,
    impossible,
    locked_session,
    require_status,
    verb,
    words,
)
from copil.actions.in_group import end
from copil.actions.proposing import note_departure, put, require_explained, require_votable
from copil.actions.several import Together, about, floors_of, on_all, require_conduct_of
from copil.agenda import departures
from copil.ballots.proposals import Proposal, sound
from copil.models import Ballot, GroupedItem, Session, VoteGroup
from copil.ranking import in_rank_order
from copil.roll import roll_of_session
from copil.tally import Outcome
from dossiers.actions.doing import lock
from dossiers.models import Call
from workflow import clock
from workflow.verdict import unmet

FEWEST = 2


@verb
def prepare_group(*, session: Session, wanted: Sequence[Together], by: User) -> VoteGroup:
    """Puts items together with their proposals; members read them, and any may detach one before the vote opens.

    Refused: fewer than two, one already voted on, asked secret, in another group; every refusal is told, by item.
    """
    here = locked_session(session)
    if not rights.conducts(by, roll_of_session(here)):
        raise forbidden()
    require_status(here, Session.Status.CONVOKED, Session.Status.OPEN)
    if len({one.item.pk for one in wanted}) < FEWEST:
        sentence = _("Choisissez au moins deux points à voter ensemble.")
        raise unmet("items_chosen", sentence, lifted_by=_("vous"))
    by_item = {one.item.pk: one.proposal for one in wanted}
    floors = floors_of((one.item for one in wanted), by, here)
    proposals: dict[int, Proposal] = {}
    on_all(floors, lambda each: proposals.update({each.item.pk: _fit(each, by_item[each.item.pk])}))
    number = (here.groups.aggregate(last=Max("number"))["last"] or 0) + 1
    group = VoteGroup.objects.create(session=here, number=number, prepared_at=clock.now(), prepared_by=by)
    for each in floors:
        said = proposals[each.item.pk]
        GroupedItem.objects.create(
            group=group,
            item=each.item,
            outcome=said.outcome,
            amount=said.amount or 0,
            conditions=said.conditions,
            reasons=said.reasons,
            complete_by=said.complete_by,
        )
    changed(here)
    journal.record(here, by, "group_prepared", about(floors))
    return group


def _fit(here: Floor, proposal: Proposal) -> Proposal:
    """The proposal as it will be kept; refused where its item cannot be voted with others."""
    item = here.item
    if item.left_at is not None or item.closed_at is not None or here.dossier.state != "copil":
        raise impossible(_("Ce point n’est plus à voter."))
    if item.secret_asked_at is not None:
        raise impossible(_("Un scrutin secret y est demandé : ce point se vote seul."))
    if item.ballots.filter(closed_at=None).exists():
        raise impossible(_("Un vote est déjà ouvert sur ce point."))
    if GroupedItem.objects.filter(item=item, left_at=None).exists():
        raise impossible(_("Ce point est déjà dans un vote groupé."))
    return sound(proposal, here.dossier.requested)


@verb
def open_group(*, group: VoteGroup, by: User, departure: str = "") -> VoteGroup:
    """Opens one ballot on each item still in the group, all or none; items not called yet are called.

    `departure` says why grants leave their rank, where they do. Opened twice, it is opened once.
    """
    session = locked_session(group.session)
    now = VoteGroup.objects.get(pk=group.pk)
    found = now.lines.filter(left_at=None).select_related("item__dossier")
    floors = floors_of((line.item for line in found), by, session)
    lines = {line.item_id: line for line in found.all()}  # under the locks: an item may have left meanwhile
    floors = [each for each in floors if each.item.pk in lines]
    require_conduct_of(session, floors, by)
    now.session = session
    if now.opened_at is not None and now.ended_at is None:
        return now
    if now.ended_at is not None:
        raise impossible(_("Ce vote groupé est terminé."))
    if Ballot.objects.filter(item__session=session, closed_at=None, mode=Ballot.Mode.LIVE).exists():
        raise impossible(_("Un vote est ouvert sur un autre point : clôturez-le d’abord."))
    on_all(floors, lambda each: require_votable(each, each.item.ballots.filter(closed_at=None).first()))
    together = {each.dossier.pk: lines[each.item.pk].amount for each in floors}
    ballots: list[Ballot] = []

    def opening(each: Floor) -> None:
        said = lines[each.item.pk]
        proposal = Proposal(said.outcome, said.amount or None, said.conditions, said.reasons, said.complete_by)
        ballots.append(put(each, proposal, by, departure=departure, group=now, together=together))

    on_all(floors, opening)
    now.opened_at = clock.now()
    now.save(update_fields=["opened_at"])
    rolls = {each.item.pk: each.roll for each in floors}
    messages.votes_opened(
        session=session, ballots=[(ballot, rolls[ballot.item_id]) for ballot in ballots], link=now.get_absolute_url()
    )
    changed(session)
    journal.record(session, by, "group_opened", about(floors))
    return now


@verb
def close_group(*, group: VoteGroup, by: User, departure: str = "") -> VoteGroup:
    """Closes and counts every ballot of the group under one lock, in the order of the scores.

    Each item has its own quorum, count and outcome; a grant that no longer fits waits while the others stand. Whether
    one leaves its rank is judged again, on what the votes came to: a better ranked item may have been rejected, or
    detached, since the opening. `departure` says why, where it does. Closed twice, it is closed once. Refused where it
    ended without being counted.
    """
    session = locked_session(group.session)
    now = VoteGroup.objects.get(pk=group.pk)
    ballots = {
        ballot.item_id: ballot for ballot in now.ballots.filter(cancelled_for="").select_related("item__dossier")
    }
    floors = floors_of((ballot.item for ballot in ballots.values()), by, session)
    require_conduct_of(session, floors, by)
    now.session = session
    if now.ended_at is not None:
        if not is_counted(now):
            raise impossible(_("Ce vote groupé a pris fin sans être compté : chaque point se vote à nouveau."))
        return now
    if now.opened_at is None:
        raise impossible(_("Ce vote groupé n’est pas ouvert."))
    by_item = {each.item.pk: each for each in floors}
    adopted: dict[UUID, Decimal] = {}
    for item in in_rank_order([each.item for each in floors]):
        here, ballot = by_item[item.pk], by_item[item.pk].item.ballots.get(pk=ballots[item.pk].pk)
        over = _leaving(here, ballot, adopted, by)
        count(here, ballot, by)
        if ballot.verdict != Outcome.ADOPTED:
            continue
        adopted[here.dossier.pk] = Decimal(0)  # reserved by now, or waiting: it is out of what is left
        require_explained(over, words(departure))
        if over:
            note_departure(replace(here, dossier=lock(here.dossier)), ballot, over, words(departure), by)
    end(now)
    changed(session)
    journal.record(session, by, "group_closed", about(floors))
    return now


def _leaving(here: Floor, ballot: Ballot, adopted: departures.Together, by: User) -> tuple[str, ...]:
    """Whom the grant would pass over, those counted before it taken as served; not whom the opening told of already."""
    here.dossier.call = Call.objects.get(pk=here.dossier.call_id)  # the money that those before it have taken
    session = here.item.session
    over = departures.passed_over(dossier=here.dossier, session=session, amount=ballot.amount, by=by, together=adopted)
    if not over:
        return ()
    told = [one for one in departures.departures(session, [here.dossier]) if one.ballot == ballot.number]
    known = {reference for one in told for reference in one.passed_over}
    return tuple(reference for reference in over if reference not in known)


@verb
def cancel_group(*, group: VoteGroup, reason: str, by: User) -> VoteGroup:
    """Gives up voting together: the open ballots are cancelled with the reason, every item is free again.

    Cancelled twice for the same reason, it is cancelled once. Refused once it was counted, as for a vote alone, and
    where it ended otherwise: the reason would be kept nowhere.
    """
    session = locked_session(group.session)
    now = VoteGroup.objects.get(pk=group.pk)
    lines = now.lines.filter(left_at=None).select_related("item__dossier")
    floors = floors_of((line.item for line in lines), by, session)
    require_conduct_of(session, floors, by)
    why = words(reason, code="reason_given", sentence=_("Écrivez pourquoi ce vote est annulé."))
    now.session = session
    if now.ended_at is not None:
        _require_cancelled_for(now, why)
        return now
    for each in floors:
        ballot = each.item.ballots.filter(closed_at=None, group=now).first()
        if ballot is not None:
            void(each, ballot, why, by)
    end(now)
    changed(session)
    journal.record(session, by, "group_cancelled", why)
    return now


def is_counted(group: VoteGroup) -> bool:
    """Whether a group that ended was counted, or else given up."""
    return group.ballots.exclude(verdict="").exists()


def _require_cancelled_for(group: VoteGroup, why: str) -> None:
    """Refused unless the ended group was cancelled, for that reason."""
    if is_counted(group):
        raise impossible(_("Ce vote groupé est clos et compté : il ne s’annule plus."))
    together = group.lines.filter(detached_by=None).values("item")
    given_up = group.ballots.filter(item__in=together).first()
    if given_up is None:
        raise impossible(_("Ce vote groupé a déjà pris fin : il n’y a plus rien à annuler."))
    require_same_reason(why, given_up.cancelled_for)
