"""People for the tests of this folder, with a verified address unless said otherwise."""

import re
from datetime import date, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.addresses import prove_address
from accounts.models import RoleHolding, User
from accounts.roles import Role

PASSWORD = "quatre mots sans rapport"

#: What a newcomer types, but for the address and the passwords.
IDENTITY = {
    "first_name": "Nadia",
    "last_name": "Vidal",
    "job_title": "Cheffe de projet",
    "service_name": "DDETS de l’Aude",
    "department": "11",
}
NEW_PASSWORDS = {"password1": PASSWORD, "password2": PASSWORD}


def person(email: str, *roles: Role, verified: bool = True, **fields: Any) -> User:
    """A person with these roles since last year, without end but for a mission of control."""
    names = {"first_name": "Camille", "last_name": "Essai", **fields}
    user = User.objects.create_user(email=email, password=PASSWORD, **names)
    if verified:
        prove_address(user)
    for role in roles:
        hold(user, role, starts_on=days(-365), ends_on=days(365) if role is Role.AUDITOR else None)
    return user


def hold(user: User, role: Role, *, starts_on: date, ends_on: date | None = None, **fields: Any) -> RoleHolding:
    return RoleHolding.objects.create(user=user, role=role, starts_on=starts_on, ends_on=ends_on, **fields)


def days(count: int) -> date:
    """That many days from today; fewer than zero: ago."""
    return timezone.localdate() + timedelta(days=count)


def link_in(mail: EmailMessage) -> str:
    """The path of the one link that the mail asks to follow."""
    links = re.findall(r"https?://[^/\s]+(/(?:compte|invitation)/\S+)", str(mail.body))
    assert len(links) == 1, mail.body
    return str(links[0])
