"""Real processes at one payment, at the last euros that may be asked back, at the terms of an amendment: one result,
nothing half-done.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import User
from followup import actions
from followup.amendments.terms import ground_of, proposed
from followup.models import Amendment, FollowUp, Payment, Repayment
from tests.decisions.desk import ASSOCIATION
from tests.followup.followed import ACCOUNTS, accept, followed, hand, in_days, why
from tests.followup.test_amendments import asked
from tests.processes import Making, at_once
from tests.world import ok
from workflow import clock
from workflow.invariants import violations
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)


def paying(number: int, person: int) -> Making:
    one, by = Payment.objects.select_related("dossier").get(number=number), User.objects.get(pk=person)
    yield
    return why(actions.pay(payment=one, paid_on=clock.today(), accounts=ACCOUNTS, by=by)) or ["done"]


def asking_back(amount: str, person: int) -> Making:
    dossier, by = Payment.objects.select_related("dossier").get(number=1).dossier, User.objects.get(pk=person)
    yield
    outcome = actions.ask_repayment(
        dossier=dossier, amount=Decimal(amount), reason="Trop versé.", until=in_days(30), by=by, key=uuid4()
    )
    return why(outcome) or ["done"]


def agreeing(person: int) -> Making:
    one, by = Amendment.objects.select_related("dossier").get(), User.objects.get(pk=person)
    ground = ground_of(FollowUp.objects.select_related("act").get())
    terms = proposed(one, ground)
    yield
    return why(actions.accept_amendment(amendment=one, terms=terms, seen=ground.mark, by=by)) or ["done"]


def test_terms_are_agreed_once_and_on_the_schedule_that_was_read(children: dict[str, str]) -> None:
    with clock.at(clock.now() - timedelta(days=20)), followed(ASSOCIATION, conditions="") as d:
        lead = d.lead
        ok(asked(d, amount=Decimal(16000)))
    answers = at_once(children, *[(agreeing, lead.pk)] * 3, *[(paying, 1, lead.pk)] * 2)
    agreed = LogEntry.objects.filter(event="amendment_accept").count()
    assert sorted(answers[3:]) == [["done"], ["wrong_state"]]  # what was asked for may be paid in any case
    assert sorted(answers[:3]) == ([["done"]] * 3 if agreed else [["stale"]] * 3)
    assert (agreed, LogEntry.objects.filter(event="correct").count()) in {(1, 1), (0, 0)}
    assert Payment.objects.get(number=1).state == "paid"
    assert list(violations()) == []


def test_one_payment_is_paid_once_and_two_are_both_counted(children: dict[str, str]) -> None:
    with clock.at(clock.now() - timedelta(days=20)), followed(ASSOCIATION, conditions="") as d:
        lead = d.lead
        ok(hand(d))
        ok(accept(d))  # the balance is asked for by itself
    answers = at_once(children, *[(paying, 1, lead.pk)] * 4, *[(paying, 2, lead.pk)] * 2)
    assert sorted(answers) == [["done"]] * 2 + [["wrong_state"]] * 4
    assert FollowUp.objects.get().paid == Decimal(18000)
    assert LogEntry.objects.filter(event="payment_pay").count() == 2
    answers = at_once(children, *[(asking_back, "10000.00", lead.pk)] * 3)
    assert sorted(answers) == [["amount_given"]] * 2 + [["done"]]
    assert Repayment.objects.get().amount == Decimal(10000)
