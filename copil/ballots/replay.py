"""A vote that was held, counted again from the case kept at its close."""

from dataclasses import replace

from django.utils.translation import gettext as _

from copil import tally
from copil.ballots.secret import case_kept
from copil.models import Ballot, Seat
from copil.tally_file import result_as_json


def held(session: int, item: int, number: int | None = None) -> Ballot:
    """The closed ballot of that session's number, at that place of its agenda: the last one, or of that number.

    Raises `Malformed` when there is none.
    """
    ballots = Ballot.objects.filter(
        item__session__number=session, item__position=item, closed_at__isnull=False, cancelled_for=""
    )
    if number is not None:
        ballots = ballots.filter(number=number)
    found = ballots.order_by("-closed_at", "-pk").first()
    if found is None:
        wanted = {"session": session, "item": item}
        raise tally.Malformed(_("Aucun vote clos à la séance %(session)s, point %(item)s.") % wanted)
    return found


def replayed(ballot: Ballot) -> tuple[tally.Result, bool]:
    """What the law makes of it today, seats called as the session labelled them, and whether that was recorded."""
    result = tally.tally(labelled(ballot, case_kept(ballot.case or {})))
    return result, result_as_json(result) == ballot.result


def labelled(ballot: Ballot, case: tally.Case) -> tally.Case:
    labels = {str(seat.pk): seat.label for seat in Seat.objects.filter(session__items=ballot.item_id)}
    return replace(case, seats=tuple(replace(seat, label=labels.get(seat.id, "")) for seat in case.seats))
