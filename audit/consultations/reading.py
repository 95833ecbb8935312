"""What auditors read, as those who may know of it find it: the administration, the team; an auditor their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from audit.consultations.words import named
from audit.models import Consultation
from audit.reading import MissionLine, lines
from audit.scope import instants

#: Those who read what every auditor read.
READERS = frozenset({Role.ADMIN, Role.TEAM, Role.TEAM_LEAD})


@dataclass(frozen=True)
class Told:
    """One consultation in words; `searched` is what was filtered there, name by name."""

    at: datetime
    who: str
    what: str
    about: str
    searched: str
    mission: MissionLine | None


def reads_all(user: User) -> bool:
    """Whether they read what every auditor read."""
    return bool(user.roles & READERS)


def may_read(user: User) -> bool:
    return user.is_active and (reads_all(user) or Role.AUDITOR in user.roles)


def consultations_for(
    user: User, *, about: str = "", person: User | None = None, first: date | None = None, last: date | None = None
) -> "QuerySet[Consultation]":
    """What this person may know was read, narrowed."""
    rows = Consultation.objects.all() if reads_all(user) else Consultation.objects.filter(person=user)
    if person is not None:
        rows = rows.filter(person=person)
    if about:
        rows = rows.filter(about__startswith=about)
    if first or last:
        begins, ends = instants(first, last)
        rows = rows.filter(at__gte=begins, at__lt=ends)
    return rows.select_related("person", "mission__user", "mission__mission", "mission__recorded_by")


def auditors() -> "QuerySet[User]":
    """Whoever has read something on a mission."""
    return User.objects.filter(pk__in=Consultation.objects.order_by().values("person")).order_by("last_name", "pk")


def told(rows: Iterable[Consultation]) -> list[Told]:
    return [
        Told(
            at=row.at,
            who=row.person.full_name,
            what=named(row.page),
            about=row.about,
            searched=", ".join(f"{name} = {value}" for name, value in parse_qsl(row.query)),
            mission=lines([row.mission])[0] if row.mission is not None else None,
        )
        for row in rows
    ]
