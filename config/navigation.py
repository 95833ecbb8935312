"""The main navigation: each room of the site has its entry, and each person sees those meant for them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from accounts.roles import Role

Visitor = User | AnonymousUser


@dataclass(frozen=True)
class Entry:
    """A link of the main navigation; `label` may be lazy, `order` sorts from left to right."""

    label: str | Promise
    url_name: str
    visible: Callable[[Visitor], bool]
    order: int


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it; `current` is the value of aria-current, empty elsewhere."""

    label: str | Promise
    url: str
    current: str


_entries: dict[str, Entry] = {}


def register(label: str | Promise, url_name: str, visible: Callable[[Visitor], bool], order: int = 50) -> None:
    """Add an entry; the same URL name registered again replaces the former entry."""
    _entries[url_name] = Entry(label, url_name, visible, order)


def everyone(_user: Visitor) -> bool:
    return True


def signed_in(user: Visitor) -> bool:
    return user.is_authenticated


def strangers(user: Visitor) -> bool:
    return not user.is_authenticated


def holds(*roles: Role) -> Callable[[Visitor], bool]:
    """A `visible` that asks for at least one of these roles, held today."""

    def visible(user: Visitor) -> bool:
        return isinstance(user, User) and not user.roles.isdisjoint(roles)

    return visible


def links_for(user: Visitor, path: str) -> list[Link]:
    """The links this person sees, the one that leads to `path`, or to its section, marked as current."""
    shown = sorted((e for e in _entries.values() if e.visible(user)), key=lambda e: e.order)
    urls = [reverse(entry.url_name) for entry in shown]
    # The longest address that begins the path is its section; the home page is nobody's section.
    section = max((u for u in urls if u != "/" and path.startswith(u)), key=len, default="")
    return [
        Link(entry.label, url, "page" if url == path else "true" if url == section else "")
        for entry, url in zip(shown, urls, strict=True)
    ]
