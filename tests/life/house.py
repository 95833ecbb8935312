"""The lab of the story before it begins: a call, the people who work there, a signature delegated, and its clock."""

from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.addresses import prove_address
from accounts.models import Delegation, RoleHolding, User
from accounts.roles import Role
from dossiers.models import Call
from workflow import clock

PASSWORD = "quatre mots sans rapport"
LONG_AGO, LATE = date(2020, 1, 1), date(2099, 12, 31)
DELEGATION = "Arrêté du 2 janvier 2026"
QUALITY = "Secrétaire générale pour les affaires régionales"

#: Who works at the lab; their address is their first name's.
STAFF = {
    "yvan": ("Yvan", "Cros", Role.TEAM_LEAD),
    "ines": ("Inès", "Roux", Role.TEAM),
    "paul": ("Paul", "Serre", Role.TEAM),
    "lise": ("Lise", "Mazet", Role.TEAM),
    "omar": ("Omar", "Fabre", Role.TEAM),
    "anne": ("Anne", "Delmas", Role.REFERENT),
    "bruno": ("Bruno", "Vidal", Role.REFERENT),
    "chloe": ("Chloé", "Barthes", Role.COPIL_CHAIR),
    "denis": ("Denis", "Gayraud", Role.COPIL_MEMBER),
    "elsa": ("Elsa", "Pradel", Role.COPIL_MEMBER),
    "farid": ("Farid", "Bonnet", Role.COPIL_SECRETARY),
    "helene": ("Hélène", "Roc", Role.SIGNATORY),
    "marc": ("Marc", "Teyssier", Role.AUDITOR),
}


def address(who: str) -> str:
    return f"{who}@lab-o.example"


def furnish() -> None:
    """What stands before anybody comes: the call, its envelope, the staff and the delegation."""
    Call.objects.create(
        code="LABO-2026",
        title="Appel à projets 2026",
        opens_on=date(2026, 9, 1),
        closes_on=date(2026, 10, 31),
        ends_on=date(2027, 6, 30),
        envelope=Decimal("100000.00"),
        budget_line="BOP 349",
    )
    for who, (first, last, role) in STAFF.items():
        person = User.objects.create_user(email=address(who), password=PASSWORD, first_name=first, last_name=last)
        prove_address(person)
        audits = role is Role.AUDITOR
        RoleHolding.objects.create(
            user=person,
            role=role,
            starts_on=LONG_AGO,
            ends_on=LATE if audits else None,
            scope="LABO-2026" if audits else "",
        )
    Delegation.objects.create(
        signatory=User.objects.get(email=address("helene")),
        reference=DELEGATION,
        quality=QUALITY,
        ceiling=Decimal("50000.00"),
        starts_on=LONG_AGO,
        ends_on=LATE,
    )


class Time:
    """The story's clock, which the site's own threads read too, and the worker's minute."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def comes(self, day: str, hour: str = "09:00") -> None:
        """It is now that hour in the lab; the worker does what the time has made due, and the mails leave."""
        instant = timezone.make_aware(datetime.fromisoformat(f"{day} {hour}"))
        self._monkeypatch.setattr(clock, "_set_to", ContextVar("jalon_clock", default=instant))
        self.passes()

    def passes(self) -> None:
        """The worker's minute; it fails when a timer or a mail did."""
        call_command("tick", verbosity=0)
