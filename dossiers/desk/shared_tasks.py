"""Tasks that a role shares and of which each holder does a part: whom such a task still awaits, as rooms say it."""

from collections.abc import Callable

from django.db.models import Q

from accounts.models import User

#: By kind: given a person, a condition on the task's row (`OuterRef("case_id")`), true while it awaits that person.
_parts: dict[str, Callable[[User], Q]] = {}


def register_part(kind: str, awaits: Callable[[User], Q]) -> None:
    _parts[kind] = awaits


def awaiting(user: User) -> Q:
    """On tasks of the roles that this person holds: those of which their own part is not done."""
    found = ~Q(kind__in=list(_parts))
    for kind, awaits in _parts.items():
        found |= awaits(user) & Q(kind=kind)
    return found
