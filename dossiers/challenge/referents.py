"""The référents as the team shares dossiers out among them: what they follow, have in hand, when they are away.

Who they are and what they say of themselves is `accounts`' to know; what they have in hand is known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import DEPARTMENTS, Absence, User
from accounts.roles import Role
from accounts.themes import THEMES
from dossiers.visibility import holders
from workflow import calendar, clock

#: An assignment in hand: no opinion yet, on a dossier that is being challenged.
IN_HAND = Q(assignments__ended_at=None, assignments__opinion=None, assignments__dossier__state="challenge")
#: How many opinions a person still owes.
LOAD = Count("assignments", filter=IN_HAND)
#: Of those, how many missions they have not accepted yet.
UNACCEPTED = Count("assignments", filter=IN_HAND & Q(assignments__accepted_at=None))


@dataclass(frozen=True)
class Away:
    """An absence, both days included."""

    first: date
    last: date


@dataclass(frozen=True)
class Referent:
    """A référent of today; `load` counts the opinions they still owe, of which `unaccepted` they have not said yes to;
    `away`, their absences of today and to come.
    """

    person: User
    load: int
    departments: tuple[str, ...]
    themes: tuple[str, ...]
    away: tuple[Away, ...]
    unaccepted: int

    @property
    def follows(self) -> str:
        """The departments and themes in words, empty when nothing was said."""
        departments = [label for code, label in DEPARTMENTS if code in self.departments]
        themes = [_(label) for code, label in THEMES if code in self.themes]
        return ", ".join([*departments, *themes])


def referents() -> list[Referent]:
    """Everyone who may be asked today, by name; two statements, however many they are."""
    today = clock.today()
    coming = Absence.objects.filter(cancelled_at=None, ends_on__gte=today).order_by("starts_on", "pk")
    people = (
        User.objects.filter(pk__in=holders(Role.REFERENT), is_active=True)
        .annotate(load=LOAD, unaccepted=UNACCEPTED)
        .select_related("service", "sheet")
        .prefetch_related(Prefetch("absences", queryset=coming, to_attr="coming"))
        .order_by("last_name", "first_name", "pk")
    )
    return [_referent(person) for person in people]


def _referent(person: User) -> Referent:
    sheet = getattr(person, "sheet", None)
    away = tuple(Away(a.starts_on, a.ends_on) for a in person.coming)  # type: ignore[attr-defined] # prefetched
    load: int = person.load  # type: ignore[attr-defined] # annotated
    unaccepted: int = person.unaccepted  # type: ignore[attr-defined] # annotated
    departments = tuple(sheet.departments) if sheet else ()
    return Referent(person, load, departments, tuple(sheet.themes) if sheet else (), away, unaccepted)


def is_away(absences: Iterable[Away], first: date, last: date) -> bool:
    """Whether absences take more than half of the working days from `first` to `last`, both included.

    Past its last day (a late opinion), today alone counts.
    """
    days = [day for day in calendar.days(first, max(first, last)) if calendar.is_working_day(day)]
    gone = [day for day in days if any(away.first <= day <= away.last for away in absences)]
    return 2 * len(gone) > len(days)
