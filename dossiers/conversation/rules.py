"""Who takes part in the exchange on a dossier, and while when (docs/adr/0014-exchange.md)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier, Exchange, Interest, Leadership, Side
from dossiers.visibility import holders, leaders_of, readers_of
from workflow import clock

#: An author may correct what they have just sent for so long, and never after.
CORRECTED_WITHIN = timedelta(minutes=5)
#: Steps at which nobody writes any more; a refusal or an inadmissibility may well be asked about.
OVER = frozenset({"closed", "withdrawn"})
#: Files that one message may carry.
MAX_FILES = 10


def side_of(roles: frozenset[Role]) -> Side | None:
    """On which side those roles speak; None for whoever does not."""
    if Role.LEADER in roles:
        return Side.LEADERS
    return Side.TEAM if Role.TEAM in roles else None


def may_read(roles: frozenset[Role], dossier: Dossier) -> bool:
    """Both sides and whoever checks, once the dossier was deposited: before, nobody of the team may know of it."""
    return dossier.deposited_at is not None and (side_of(roles) is not None or Role.AUDITOR in roles)


def is_open(dossier: Dossier) -> bool:
    """Whether one may still write."""
    return dossier.deposited_at is not None and dossier.state not in OVER


def correctable(message: Exchange, by: User) -> bool:
    """Whether that person may still correct it."""
    return message.author_id == by.pk and message.withdrawn_at is None and clock.now() < corrected_until(message)


def corrected_until(message: Exchange) -> datetime:
    return message.sent_at + CORRECTED_WITHIN


def readers(dossier: Dossier, side: Side) -> list[User]:
    """Those to whom a message of that side is addressed: the leaders, or the whole team.

    Of the team, without those who lead, led or were invited to read the dossier, or stepped aside. One statement.
    """
    if side is Side.TEAM:
        return [person for person in leaders_of(dossier) if person.is_active]
    return list(team_on(dossier))


def team_on(dossier: Dossier) -> Iterable[User]:
    """The team of today on that dossier."""
    tied = Leadership.objects.filter(dossier=dossier).values("person")
    aside = Interest.objects.filter(dossier=dossier, withdrawn_at=None).values("person")
    people = holders(Role.TEAM).filter(is_active=True).exclude(pk__in=tied).exclude(pk__in=aside)
    return people.exclude(pk__in=readers_of(dossier).order_by().values("pk")).order_by("pk")
