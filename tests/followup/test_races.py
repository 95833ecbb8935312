"""Real processes at one payment, or at the last euros that may be asked back: one result, nothing half-done."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import User
from followup import actions
from followup.models import FollowUp, Payment, Repayment
from tests.decisions.desk import ASSOCIATION
from tests.followup.followed import ACCOUNTS, accept, followed, hand, in_days, why
from tests.processes import Making, at_once
from tests.world import ok
from workflow import clock
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
