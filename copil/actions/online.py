"""One online vote for a whole session: every item put to the vote between the same two hours."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, messages
from copil.actions.doing import Floor, changed, impossible, locked_session, require_status, verb
from copil.actions.proposing import put, require_votable
from copil.actions.several import Together, about, floors_of, on_all, require_conduct_of
from copil.ballots import windows
from copil.ballots.proposals import Proposal, sound
from copil.models import Ballot, GroupedItem, Session
from copil.roll import Roll
from copil.tally import Window
from workflow.verdict import unmet


@verb
def propose_online(
    *, session: Session, wanted: Sequence[Together], window: Window, by: User, departure: str = ""
) -> tuple[Ballot, ...]:
    """Opens an asynchronous vote on each of these items, all or none; one mail to each member names them all.

    Time closes and counts each by itself (copil/ballots/timers.py), under its own lock, in rank order.
    `departure` says why grants leave their rank, where they do.
    """
    here = locked_session(session)
    by_item = {one.item.pk: one.proposal for one in wanted}
    floors = floors_of((one.item for one in {one.item.pk: one for one in wanted}.values()), by, here)
    require_conduct_of(here, floors, by)
    require_status(here, Session.Status.OPEN)
    if not floors:
        raise unmet("items_chosen", _("Choisissez au moins un point à mettre aux voix."), lifted_by=_("vous"))
    windows.require_sound(window)
    proposals: dict[int, Proposal] = {}
    grouped = set(GroupedItem.objects.filter(item__in=by_item, left_at=None).values_list("item", flat=True))

    def fit(each: Floor) -> None:
        require_votable(each, each.item.ballots.filter(closed_at=None).first(), window)
        if each.item.pk in grouped:
            raise impossible(_("Ce point est dans un vote groupé : détachez-le d’abord."))
        proposals[each.item.pk] = sound(by_item[each.item.pk], each.dossier.requested)

    on_all(floors, fit)
    together = {each.dossier.pk: proposals[each.item.pk].amount or Decimal(0) for each in floors}
    opened: list[tuple[Ballot, Roll]] = []

    def opening(each: Floor) -> None:
        said = proposals[each.item.pk]
        ballot = put(each, said, by, window=window, departure=departure, together=together)
        opened.append((ballot, each.roll))

    on_all(floors, opening)
    messages.votes_opened(session=here, ballots=opened, link=reverse("copil:my_votes", args=[here.number]))
    changed(here)
    journal.record(here, by, "online_opened", about(floors))
    return tuple(ballot for ballot, _roll in opened)
