"""Payments: planned by the act, held by conditions, asked for, paid once and never above the act, given back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from accounts.roles import Role
from dossiers.models import Call
from followup import actions
from followup.models import FollowUp, Payment, Repayment
from notifications.models import Message
from tests.decisions.desk import ASSOCIATION
from tests.followup.followed import accept, ask, ask_back, followed, hand, in_days, lift, pay, payment, show, why
from tests.followup.test_conditions import tasks
from tests.world import do, fresh, ok, tell
from workflow import clock
from workflow.invariants import violations
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db


def sums() -> tuple[Decimal, Decimal, bool]:
    found = FollowUp.objects.get()
    return found.paid, found.repaid, found.settled_on is not None


def test_the_act_s_schedule_is_paid_part_by_part_and_settles() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        leader = d.world.leader
        assert [(p.number, p.state, p.planned, p.amount) for p in Payment.objects.all()] == [
            (1, "asked", Decimal(12600), Decimal(12600)),  # the first part falls due by itself
            (2, "planned", Decimal(5400), Decimal(0)),
        ]
        task = tasks(d.dossier)["payment:1"]
        assert (task.role, task.due_on) == (Role.TEAM_LEAD, payment(d).due_on)
        ok(pay(d))
        assert (sums(), "payment:1" in tasks(d.dossier)) == ((Decimal(12600), Decimal(0), False), False)
        ok(hand(d))
        ok(accept(d))  # the balance, which waited for it, is asked for by itself
        ok(actions.send_back_payment(payment=payment(d, 2), reason="Le RIB a changé.", by=d.lead))
        assert why(ask(d, number=2, by=leader, text="")) == ["claim_given"]
        assert [why(ask(d, amount, number=2)) for amount in ("5400.01", "-1", "0.001", "NaN")] == [["amount_given"]] * 4
        ok(ask(d, "5000.00", number=2, by=leader))
        ok(actions.send_back_payment(payment=payment(d, 2), reason="Il manque une facture.", by=d.lead))
        assert (payment(d, 2).state, payment(d, 2).amount) == ("planned", 0)
        ok(ask(d, "5000.00", number=2, by=leader))
        ok(pay(d, number=2))
        assert sums() == (Decimal(17600), Decimal(0), True)
        assert why(pay(d, number=2)) == ["wrong_state"]
        events = LogEntry.objects.filter(event__startswith="payment_").order_by("seq").values_list("event", flat=True)
        assert [event.removeprefix("payment_") for event in events] == [
            "ask", "pay", "ask", "send_back", "ask", "send_back", "ask", "pay",
        ]  # fmt: skip
        tell()
        told = Message.objects.filter(recipient=leader, context__what="Versement payé").latest("pk")
        assert "5\u202f000,00" in told.context["next"]
        assert list(violations()) == []


def test_nothing_is_paid_before_the_conditions_that_hold_it_are_lifted() -> None:
    with followed(ASSOCIATION) as d:
        assert (payment(d).state, sorted(tasks(d.dossier))) == (
            "planned",
            ["condition:1", "condition:2", "report:1"],
        )
        outcome = ask(d)
        assert why(outcome) == ["conditions_lifted"]
        assert outcome.unmet[0].sentence.startswith("Les réserves 1, 2 ne sont pas levées")
        for number in (1, 2):
            assert payment(d).state == "planned"
            ok(show(d, number=number))
            ok(lift(d, number=number))
        assert (payment(d).state, payment(d, 2).state) == ("asked", "planned")  # asked by itself once nothing holds it
        assert list(violations()) == []


def test_a_condition_that_does_not_hold_money_lets_it_go() -> None:
    with followed(ASSOCIATION, holds=False) as d:
        assert payment(d).state == "asked"
        ok(pay(d))


def test_who_asks_and_who_pays() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        others = [d.world[role] for role in (Role.TEAM, Role.AUDITOR, Role.COPIL_CHAIR, Role.ADMIN)]
        for who in [*others, d.signatory, d.world.leader]:
            assert why(pay(d, by=who)) == ["forbidden"]
            assert why(ask_back(d, "1.00", by=who)) == ["forbidden"]
            assert why(actions.drop_payment(payment=payment(d, 2), reason="x", by=who)) == ["forbidden"]
        for who in others:
            assert why(ask(d, number=2, by=who)) == ["forbidden"]
        late, early = clock.today() + timedelta(1), clock.today() - timedelta(1)
        assert [why(pay(d, on=day)) for day in (late, early)] == [["paid_on"]] * 2
        long = actions.Accounts("x" * 41, "", "")
        assert why(actions.pay(payment=payment(d), paid_on=clock.today(), accounts=long, by=d.lead)) == ["ae"]


def test_what_is_asked_back_never_passes_what_was_paid() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        assert why(ask_back(d, "1.00")) == ["amount_given"]  # nothing was paid
        ok(pay(d))
        ok(actions.drop_payment(payment=payment(d, 2), reason="Le projet coûte moins.", by=d.lead))
        assert sums()[2]
        key = uuid4()
        first = ok(ask_back(d, "600.00", key=key))
        assert ok(ask_back(d, "600.00", key=key)) == first
        assert not sums()[2]
        assert (tasks(d.dossier)["repayment:1"].assignee, first.due_on) == (d.world.leader, in_days(30))
        assert why(ask_back(d, "12000.01")) == ["amount_given"]
        assert why(ask_back(d, "10.00", until=clock.today())) == ["until_given"]
        second = ok(ask_back(d, "12000.00"))
        assert why(actions.drop_repayment(repayment=second, reason="", by=d.lead)) == ["reason_given"]
        ok(actions.drop_repayment(repayment=second, reason="Erreur de calcul.", by=d.lead))
        assert why(actions.receive_repayment(repayment=first, received_on=in_days(1), by=d.lead)) == ["received_on"]
        ok(actions.receive_repayment(repayment=first, received_on=clock.today(), by=d.lead))
        assert sums() == (Decimal(12600), Decimal(600), True)
        assert list(violations()) == []


def test_a_funding_is_ended_once_all_is_settled_and_what_was_not_spent_goes_back() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(pay(d))
        assert why(do(d.dossier, "decline", d.world.leader, reason="Projet abandonné.")) == ["nothing_paid"]
        assert why(do(d.dossier, "cancel", d.lead, reason="Projet arrêté.")) == ["payments_settled"]
        ok(actions.drop_payment(payment=payment(d, 2), reason="Projet arrêté.", by=d.lead))
        back = ok(ask_back(d, "2600.00"))
        assert why(do(d.dossier, "cancel", d.lead, reason="Projet arrêté.")) == ["payments_settled"]
        ok(actions.receive_repayment(repayment=back, received_on=clock.today(), by=d.lead))
        ok(do(d.dossier, "cancel", d.lead, reason="Projet arrêté."))
        assert (fresh(d.dossier).state, fresh(d.dossier).granted) == ("closed", Decimal(10000))
        assert Call.objects.get().signed == Decimal(10000)
        assert list(violations()) == []


def test_the_database_refuses_what_would_pass_the_act() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(pay(d))
        rows, follow_up = Payment.objects.filter(pk=payment(d, 2).pk), FollowUp.objects.all()
        day = clock.today()
        asked = {"amount": Decimal(5400), "asked_on": day, "due_on": day}
        more = {"planned": Decimal(6000), "amount": Decimal(6000), "asked_on": day}
        for change in (
            lambda: follow_up.update(paid=Decimal("18000.01")),
            lambda: follow_up.update(repaid=Decimal("12600.01")),
            lambda: rows.update(state="asked", **more) and rows.update(state="paid", paid_on=day),
            lambda: rows.update(state="paid", paid_on=day, **asked),  # along no edge
            lambda: Payment.objects.filter(state="paid").update(amount=Decimal(1)),
            lambda: Payment.objects.create(
                dossier=d.dossier, number=9, label="x", when="x", planned=6000, amount=6000, state="paid", asked_on=day,
                paid_on=day, entered_at=clock.now(),
            ),
            lambda: Repayment.objects.create(
                dossier=d.dossier, number=1, key=uuid4(), amount=0, reason="x", wanted_on=day, state="asked",
                entered_at=clock.now(),
            ),
        ):  # fmt: skip
            refused_by_the_database(change)


def refused_by_the_database(change: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
