"""Grants that are followed up, brought there only through the verbs that people use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from accounts.roles import Role
from decisions.actions import record_countersignature
from decisions.conditions.setting import DayWanted, set_condition_days
from decisions.facts import is_agreement
from decisions.models import Act
from dossiers.models import Dossier
from followup import actions
from followup.models import Condition, Evidence, Payment, Report
from tests.decisions.desk import Desk, desk
from tests.world import ok
from workflow import clock
from workflow.verdict import Refusal

CONDITIONS = "Associer deux communes.\nFournir le devis du prestataire."


@contextmanager
def followed(
    *beneficiaries: dict[str, Any], conditions: str = CONDITIONS, days: int = 30, holds: bool = True
) -> Iterator[Desk]:
    """Within it, the grant of one dossier a beneficiary is signed and told, each condition due in so many days."""
    said = {"outcome": "conditional", "conditions": conditions, "amount": "18000.00"} if conditions else {}
    with desk(*beneficiaries, **said) as d:
        for dossier in d.dossiers:
            if conditions:
                wanted = {
                    n: DayWanted(in_days(days), before_payment=holds)
                    for n in range(1, len(conditions.splitlines()) + 1)
                }
                ok(set_condition_days(dossier=dossier, days=wanted, by=d.world[Role.TEAM]))
            sign(d, dossier)
        yield d


def sign(d: Desk, dossier: Dossier) -> Act:
    """Its act prepared, signed by its beneficiary too when it is an agreement, then in force."""
    act: Act = ok(d.prepare(dossier=dossier))
    if is_agreement(act):
        said = {"dossier": dossier, "on": clock.today(), "terms": act.terms_sha256, "by": d.lead}
        ok(record_countersignature(**said))
    ok(d.sign(act))
    return act


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def condition(d: Desk, number: int = 1) -> Condition:
    """That condition of the first dossier, as the database has it now."""
    return Condition.objects.select_related("dossier").get(dossier=d.dossiers[0], number=number)


def show(d: Desk, text: str = "Voici les deux délibérations.", *, number: int = 1, key: UUID | None = None) -> Any:
    return actions.show_condition(condition=condition(d, number), text=text, by=d.world.leader, key=key or uuid4())


def seen(one: Condition) -> int:
    return Evidence.objects.filter(condition=one).count()


def lift(d: Desk, *, number: int = 1, text: str = "", by: Any = None, count: int | None = None) -> Any:
    one = condition(d, number)
    return actions.lift_condition(
        condition=one, by=by or d.world[Role.TEAM], seen=seen(one) if count is None else count, text=text, key=uuid4()
    )


def send_back(d: Desk, reason: str = "Il manque une signature.", *, until: date | None = None, by: Any = None) -> Any:
    one = condition(d)
    return actions.send_back_condition(
        condition=one, reason=reason, until=until, seen=seen(one), by=by or d.world[Role.TEAM]
    )


def payment(d: Desk, number: int = 1) -> Payment:
    """That part of the first dossier's grant, as the database has it now."""
    return Payment.objects.select_related("dossier").get(dossier=d.dossiers[0], number=number)


def ask(
    d: Desk, amount: str | None = None, *, number: int = 1, by: Any = None, text: str = "L’atelier a eu lieu."
) -> Any:
    one = payment(d, number)
    wanted = Decimal(amount) if amount else one.planned
    return actions.ask_payment(payment=one, amount=wanted, text=text, by=by or d.lead)


FINAL = {
    "done": "Les deux ateliers ont eu lieu ; le guide est en ligne.",
    "measured": "12",
    "spent": "30000.00",
    "lessons": "Associer les agents dès le premier jour.",
    "kit": "Le guide d’animation et ses fiches.",
    "links": "https://exemple.gouv.fr/guide",
    "contact": "lab@exemple.gouv.fr",
    "licence": "etalab-2.0",
    "publish": "yes",
}


def report(d: Desk, kind: str = "final") -> Report:
    """That report of the first dossier, as the database has it now."""
    return Report.objects.select_related("dossier").get(dossier=d.dossiers[0], kind=kind)


def hand(d: Desk, kind: str = "final", *, key: UUID | None = None, by: Any = None, **said: str) -> Any:
    answers = {**FINAL, **said}
    return actions.hand_report(report=report(d, kind), answers=answers, by=by or d.world.leader, key=key or uuid4())


def accept(d: Desk, kind: str = "final", *, by: Any = None, count: int | None = None) -> Any:
    one = report(d, kind)
    given = one.handings.count() if count is None else count
    return actions.accept_report(report=one, by=by or d.world[Role.TEAM], seen=given)


ACCOUNTS = actions.Accounts("2103456789", "DP-2026-118", "4500123456")


def pay(d: Desk, *, number: int = 1, by: Any = None, on: date | None = None) -> Any:
    one = payment(d, number)
    return actions.pay(payment=one, paid_on=on or clock.today(), accounts=ACCOUNTS, by=by or d.lead)


def ask_back(d: Desk, amount: str, *, by: Any = None, key: UUID | None = None, until: date | None = None) -> Any:
    return actions.ask_repayment(
        dossier=d.dossiers[0],
        amount=Decimal(amount),
        reason="Une part n’a pas été employée.",
        until=until or in_days(30),
        by=by or d.lead,
        key=key or uuid4(),
    )


def why(outcome: Any) -> list[str]:
    """The codes of what is not met, or of the refusal itself; nothing when it is done."""
    if not isinstance(outcome, Refusal):
        return []
    return [one.code for one in outcome.unmet] or [outcome.why.code]
