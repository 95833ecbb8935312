"""What members do with a group of items: vote on all of them in one gesture, have one voted alone."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from copil import rights, tally
from copil.actions.ballots import no_seat, take
from copil.actions.cancelling import void
from copil.actions.doing import Floor, changed, floor, forbidden, impossible, note, verb
from copil.models import AgendaItem, Ballot, GroupedItem, Seat, Vote, VoteGroup
from copil.roll import roll_of_session
from copil.wording import why_not_vote
from workflow import clock
from workflow.verdict import Refusal, Refused, Why


@dataclass(frozen=True)
class Gesture:
    """What one gesture did: a vote on each of `items`; `out` are those where the seat steps aside, `gone` those that
    had left the group when the vote arrived: detached, to be voted alone.
    """

    votes: tuple[Vote, ...]
    items: tuple[AgendaItem, ...]
    out: tuple[AgendaItem, ...]
    gone: tuple[AgendaItem, ...]

    @property
    def gone_words(self) -> str:
        """What who voted is told of those; empty when there are none."""
        where = ", ".join(str(item.position) for item in self.gone)
        sentence = ngettext(
            "Le point %(where)s vient d’être détaché\u00a0: il se vote seul, ce vote n’y compte pas.",
            "Les points %(where)s viennent d’être détachés\u00a0: ils se votent seuls, ce vote n’y compte pas.",
            len(self.gone),
        )
        return sentence % {"where": where} if self.gone else ""


@verb
def vote_together(*, group: VoteGroup, choice: str, by: User, seat: Seat | None = None) -> Gesture | Refusal:
    """One gesture, for one's own seat or for one whose proxy one holds: the same vote on every item of the group.

    Where the seat steps aside it is out of that item only. After the close, late on each, and logged there.
    """
    roll = roll_of_session(group.session)
    own = roll.seat_of(by)
    if own is None or Role.COPIL_MEMBER not in by.roles:
        raise no_seat(roll, by)
    acting = {own.pk, seat.pk if seat is not None else own.pk}
    ballots = Ballot.objects.filter(group=group, cancelled_for="").select_related("item__dossier", "item__session")
    given: list[tuple[Vote, AgendaItem]] = []
    out: list[AgendaItem] = []
    gone: list[AgendaItem] = []
    refusal: Refusal | None = None
    for ballot in ballots.order_by("item__dossier_id"):
        here = floor(ballot.item, by, of_session=False)
        now = here.item.ballots.get(pk=ballot.pk)
        if now.is_cancelled:  # detached meanwhile: no longer of the group, and no late vote
            gone.append(here.item)
            continue
        try:
            answer = take(here, now, choice=choice, by=by, seat=seat)
        except Refused as stop:
            answer = stop.refusal
        if isinstance(answer, Vote):
            given.append((answer, here.item))
        elif isinstance(answer, Refusal):
            refusal = refusal or answer
            if acting & here.roll.recused:
                out.append(here.item)
    if not given:
        return refusal or Refusal(Why.WRONG_STATE, _("Ce vote groupé n’est pas ouvert."))
    given.sort(key=lambda one: one[1].position)
    return Gesture(
        tuple(vote for vote, _item in given),
        tuple(item for _vote, item in given),
        tuple(sorted(out, key=lambda item: item.position)),
        tuple(sorted(gone, key=lambda item: item.position)),
    )


@verb
def detach_item(*, item: AgendaItem, by: User) -> GroupedItem:
    """Any member who votes on an item may have it voted alone, until the close; so may who conducts it.

    The votes already given on it are void. Detached twice, it is detached once.
    """
    here = floor(item, by)
    _require_may_detach(here, by)
    lines = GroupedItem.objects.filter(item=here.item).select_related("group")
    line = lines.filter(left_at=None).first()
    if line is None:
        former = lines.exclude(detached_by=None).last()
        if former is None:
            raise impossible(_("Ce point n’est dans aucun vote groupé."))
        return former
    leave_group(here, line, by)
    changed(here.item.session)
    return line


def leave_group(here: Floor, line: GroupedItem, by: User) -> None:
    """Takes a locked item out of its group, to be voted alone; its open ballot is void."""
    own = here.roll.seat_of(by)
    ballot = here.item.ballots.filter(closed_at=None, group=line.group).first()
    if ballot is not None:
        with translation.override(settings.LANGUAGE_CODE):  # kept, and read by all
            asked = own.label if own is not None else _("secrétariat du COPIL")
            why = _("Point détaché du vote groupé, à la demande de : %(who)s.") % {"who": asked}
        void(here, ballot, why, by)
    line.left_at, line.detached_by = clock.now(), by
    line.save(update_fields=["left_at", "detached_by"])
    data = {"session": str(here.item.session.number), "group": str(line.group.number)}
    note(here.dossier, by, "item_detached", data | ({"seat": str(own.pk)} if own is not None else {}))
    if not line.group.lines.filter(left_at=None).exists():
        end(line.group)


def _require_may_detach(here: Floor, by: User) -> None:
    if rights.conducts_item(by, here.roll, here.roles):
        return
    own = here.roll.seat_of(by)
    if own is None or not own.has_voice or not by.is_active or Role.COPIL_MEMBER not in by.roles:
        raise forbidden(of_dossier=True)
    if own.pk in here.roll.recused:
        raise Refused(Refusal(Why.FORBIDDEN, why_not_vote(tally.Why.INTEREST, own=True)))


def end(group: VoteGroup) -> None:
    """Nothing is left to vote together; the session is locked."""
    group.ended_at = clock.now()
    group.save(update_fields=["ended_at"])
    group.lines.filter(left_at=None).update(left_at=group.ended_at)
