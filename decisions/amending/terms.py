"""From the terms of an act in force to those of the act that replaces it, and what differs between both. Pure.

What replaces an act says again what it said, whatever the dossier or the house's habits say by now: a correction that
follows an amendment keeps it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_noop

from decisions.amending.agreed import Agreed
from decisions.amending.said import Amendment, Changed
from decisions.document import ActInputs, Grant, Superseded
from decisions.french import long_date, money

ENDS = gettext_noop("Fin du projet")
INTERIM = gettext_noop("Compte rendu intermédiaire")
FINAL = gettext_noop("Compte rendu final")
AMOUNT = gettext_noop("Montant maximal")
PAYMENTS = gettext_noop("Versements")
CONDITION = "Condition {number}"


def carried(proposed: Grant, former: Grant, agreed: Agreed | None) -> Grant:
    """What an act grants that replaces the one that granted `former`; `proposed` is what a first act would.

    The year of the budget is that in which the money was committed; its line is the call's as it stands.
    """
    kept = replace(
        proposed,
        starts_on=former.starts_on,
        ends_on=former.ends_on,
        report_due=former.report_due,
        interim_due=former.interim_due,
        milestones=former.milestones,
        budget=replace(proposed.budget, year=former.budget.year),
    )
    if agreed is None and proposed.amount != former.amount:
        return kept
    kept = replace(kept, amount=former.amount, payments=former.payments, computation=former.computation)
    return kept if agreed is None else _amended(kept, agreed)


def _amended(former: Grant, agreed: Agreed) -> Grant:
    computation = former.computation
    if agreed.amount != former.amount:
        computation = f"montant ramené de {money(former.amount)} à {money(agreed.amount)}"
    return replace(
        former,
        ends_on=agreed.ends_on,
        report_due=agreed.report_due,
        interim_due=agreed.interim_due,
        amount=agreed.amount,
        payments=agreed.payments,
        computation=computation,
    )


def amendment(agreed: Agreed, *, former: ActInputs, superseded: Superseded, grant: Grant) -> Amendment:
    """What the act says of the one that it amends; `grant` is what it grants."""
    if former.grant is None:  # only a grant is amended
        raise AssertionError(f"act {former.reference} grants nothing")
    first = former.amendment
    return Amendment(
        number=agreed.number,
        of=first.of if first else superseded.title,
        of_signed_on=first.of_signed_on if first else superseded.signed_on,
        asked_on=agreed.asked_on,
        by_beneficiary=agreed.by_beneficiary,
        reason=agreed.reason,
        changes=tuple(changes(former.grant, grant)),
    )


def changes(before: Grant, after: Grant) -> Iterator[Changed]:
    """What differs from one grant to the other, in the order of the act's articles."""
    pairs = (
        (AMOUNT, money(before.amount), money(after.amount)),
        (ENDS, long_date(before.ends_on), long_date(after.ends_on)),
        (PAYMENTS, _payments(before), _payments(after)),
        (FINAL, _by(before.report_due), _by(after.report_due)),
        (INTERIM, _by(before.interim_due), _by(after.interim_due)),
        *_conditions(before, after),
    )
    for what, old, new in pairs:
        if old != new:
            yield Changed(what=what, before=old, after=new)


def _payments(grant: Grant) -> str:
    return "\n".join(f"{one.label} : {money(one.amount)}, {one.condition}" for one in grant.payments)


def _by(day: date | None) -> str:
    return f"au plus tard le {long_date(day)}" if day else ""


def _conditions(before: Grant, after: Grant) -> Iterator[tuple[str, str, str]]:
    days = {text: term.due for text, term in before.bound if term}
    for number, (text, term) in enumerate(after.bound, 1):
        if term and text in days:
            yield CONDITION.format(number=number), _by(days[text]), _by(term.due)
