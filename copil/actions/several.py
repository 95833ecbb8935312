"""What verbs on several items share: their locks in one order, all refusals told at once.

Locks: the session, then every dossier in one order, whoever asks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from copil import rights
from copil.actions.doing import Floor, floor, forbidden, require_conduct
from copil.ballots.proposals import Proposal
from copil.models import AgendaItem, Session
from copil.roll import roll_of_session
from workflow.verdict import Refusal, Refused, Unmet, Why

Act = Callable[[Floor], object]


@dataclass(frozen=True)
class Together:
    """One item to put to the vote with others, and what is proposed on it."""

    item: AgendaItem
    proposal: Proposal


def floors_of(items: Iterable[AgendaItem], by: User, session: Session) -> list[Floor]:
    """The items under lock, their dossiers in the one order, then as the agenda has them; the session is locked."""
    floors = [floor(item, by, of_session=False) for item in sorted(items, key=lambda item: item.dossier_id)]
    for each in floors:
        each.item.session = session
    return sorted(floors, key=lambda each: each.item.position)


def require_conduct_of(session: Session, floors: Sequence[Floor], by: User) -> None:
    """Refused to who does not conduct each item; of no item, to who does not conduct the session."""
    if not floors and not rights.conducts(by, roll_of_session(session)):
        raise forbidden()
    for each in floors:
        require_conduct(each, by)


def on_all(floors: Sequence[Floor], act: Act) -> None:
    """Does it on each; refused with everything that each refuses, named by its place on the agenda."""
    found = list(_refused(floors, act))
    if found:
        raise Refused(Refusal(Why.UNMET, _("Des points ne peuvent pas être votés ensemble."), tuple(found)))


def _refused(floors: Sequence[Floor], act: Act) -> Iterator[Unmet]:
    for each in floors:
        try:
            act(each)
        except Refused as stop:
            code = stop.refusal.unmet[0].code if stop.refusal.unmet else "together"
            said = {"position": each.item.position, "why": stop.refusal.sentence}
            yield Unmet(code, _("Point %(position)s : %(why)s") % said)


def about(floors: Sequence[Floor]) -> str:
    """The items as the session's journal tells them."""
    return ", ".join(f"{each.item.position}. {each.dossier.reference}" for each in floors)
