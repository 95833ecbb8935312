"""Other business as pages show it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.prepared import Prepared
from copil import tally
from copil.models import Business, Session, Vote
from copil.plots import Bar, bar
from copil.reading import ResultReading, result_from
from copil.roll import Roll
from copil.tally_file import case_of_json


@dataclass(frozen=True)
class BusinessLine:
    """One point without a dossier; `step` says where it stands, `closed` whether it was examined."""

    business: Business
    url: str
    step: str
    result: ResultReading | None

    @property
    def position(self) -> int:
        return self.business.position

    @property
    def closed(self) -> bool:
        return self.business.closed_at is not None


@dataclass(frozen=True)
class Hand:
    """How one seat voted, and by whose hand when it was not its own."""

    label: str
    choice: str
    choice_label: str
    cast_by: str


def business_of(session: Session) -> tuple[BusinessLine, ...]:
    """The current points without a dossier, in their order; one statement."""
    return tuple(line_of(one, session) for one in _current.instances(session.pk))


_current: Prepared[Business] = Prepared(
    lambda session: Business.objects.filter(session=session, left_at=None).select_related("rapporteur"), int
)


def line_of(business: Business, session: Session) -> BusinessLine:
    business.session = session
    result = result_from(business.result)
    return BusinessLine(business, business.get_absolute_url(), _step(business, session, result), result)


def _step(business: Business, session: Session, result: ResultReading | None) -> str:
    if result is not None:
        return result.verdict
    if business.closed_at is not None:
        return _("Examiné")
    return _("Non examiné") if session.is_held else _("À venir")


def bar_of(line: BusinessLine) -> Bar | None:
    return bar(line.result.counts) if line.result is not None else None


def hands(business: Business, roll: Roll) -> Iterator[Hand]:
    """The votes that counted, in the order of the seats, from the case kept."""
    if business.case is None:
        return
    case = case_of_json(business.case)
    counted, _refused = tally.take_ballots(case, tally.take_proxies(case)[0])
    for seat in roll.seats:
        vote = counted.get(str(seat.pk))
        if vote is not None:
            by = "" if vote.is_own else roll.by_pk[int(vote.cast_by or 0)].label
            yield Hand(seat.label, vote.choice.value, str(Vote.Choice(vote.choice.value).label), by)
