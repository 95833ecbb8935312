"""Reports: planned by the act, written, handed in, accepted or asked for again; what their figures make due."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from accounts.roles import Role
from decisions.document import Route
from decisions.models import Act
from decisions.reading import inputs_of
from decisions.schedule import interim_due
from dossiers.actions import TextMoved
from followup import actions
from followup.models import FollowUp, Handing, Payment, Report
from followup.paying import overpaid
from followup.reports.due import due_of
from followup.reports.measure import Indicator, measured
from followup.reports.questions import FINAL as QUESTIONS
from followup.reports.questions import is_address, lacking
from notifications.models import DueNotice, Message
from tests.decisions.desk import ASSOCIATION
from tests.followup.followed import FINAL, accept, ask, ask_back, followed, hand, in_days, pay, payment, report, why
from tests.followup.test_conditions import tasks
from tests.followup.test_payments import refused_by_the_database
from tests.world import do, fresh, ok, tell
from workflow import clock, timers
from workflow.invariants import violations

pytestmark = pytest.mark.django_db


def states(d: Any) -> list[tuple[str, str]]:
    return [(one.kind, one.state) for one in Report.objects.filter(dossier=d.dossier)]


def lead_task(d: Any) -> str:
    return str(tasks(d.dossier)["close_follow_up"].label)


def grant_of(d: Any) -> Any:
    return inputs_of(Act.objects.get(dossier=d.dossier, status="in_force")).grant


def test_the_final_report_is_expected_reminded_handed_in_completed_and_accepted() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        leader, team, due = d.world.leader, d.world[Role.TEAM], grant_of(d).report_due
        assert states(d) == [("final", "expected")]
        task = tasks(d.dossier)["report:1"]
        assert (task.assignee, task.due_on, task.label) == (leader, due, "Remettre le compte rendu final")
        assert "state:granted" not in tasks(d.dossier)  # said better by what is owed
        assert why(do(d.dossier, "close", d.lead)) == ["final_report_accepted", "payments_settled"]

        assert why(hand(d, done="", measured="", spent="-3", publish="peut-être")) == ["spent", "publish"]
        assert why(hand(d, done="", measured="", publish="")) == ["done", "publish", "measured_note"]
        assert why(hand(d, links="javascript:alert(1)", licence="")) == ["links", "licence"]
        for who in (team, d.lead, d.signatory, d.world[Role.AUDITOR], d.world[Role.COPIL_CHAIR]):
            assert why(hand(d, by=who)) == ["forbidden"]
        key = uuid4()
        first = ok(hand(d, key=key))
        assert ok(hand(d, key=key)) == first  # the network sent it twice
        assert why(hand(d)) == ["wrong_state"]
        task = tasks(d.dossier)["report:1"]
        assert (task.role, task.label) == (Role.TEAM, "Examiner le compte rendu final")
        assert (fresh(d.dossier).due_on, fresh(d.dossier).next_report_on) == (None, None)

        def send_back(reason: str = "Joignez l’état des dépenses.", by: Any = team, seen: int = 1) -> Any:
            return actions.send_back_report(report=report(d), reason=reason, by=by, seen=seen)

        assert [why(send_back(by=who)) for who in (leader, d.signatory)] == [["forbidden"]] * 2
        assert [why(send_back(" ")), why(send_back(seen=0))] == [["reason_given"], ["stale"]]
        ok(send_back())
        one = report(d)
        assert (one.state, one.due_on, one.draft["done"]) == ("expected", due, FINAL["done"])  # nothing is typed twice
        assert fresh(d.dossier).due_on == due
        ok(hand(d, done="Voir l’état joint."))
        assert [why(accept(d, count=1)), why(accept(d, by=leader))] == [["stale"], ["forbidden"]]
        ok(accept(d))
        assert [one.verdict for one in Handing.objects.all()] == ["not_enough", "enough"]
        assert FollowUp.objects.get().final_report_accepted_on == clock.today()
        tell()
        whats = Message.objects.filter(recipient=leader, template="happened").values_list("context__what", flat=True)
        assert {"Compte rendu à compléter", "Compte rendu accepté"} < set(whats)
        for change in (
            lambda: Handing.objects.update(answers={}),
            lambda: Handing.objects.update(verdict="not_enough"),
            lambda: Report.objects.update(state="handed", due_on=in_days(3)),
            lambda: FollowUp.objects.update(due=Decimal("18000.01")),
        ):
            refused_by_the_database(change)
        assert list(violations()) == []


def test_what_is_late_is_reminded_then_escalated_and_a_day_may_be_postponed() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        task, due = tasks(d.dossier)["report:1"], report(d).wanted_on
        for days in (7, 2, 0, -1):
            with clock.at(clock.now() + (due - clock.today()) - timedelta(days=days)):
                assert timers.run().faults == ()
        steps = DueNotice.objects.filter(task_id=task.pk).order_by("pk").values_list("step", flat=True)
        assert list(steps) == ["week_before", "two_days_before", "same_day", "passed"]
        assert tasks(d.dossier)["deadline_passed"].role == Role.TEAM_LEAD

        def postpone(until: Any, by: Any = d.lead) -> Any:
            return actions.postpone_report(report=report(d), until=until, reason="Chantier retardé.", by=by)

        later = due + timedelta(days=40)
        assert [why(postpone(later, d.world[Role.TEAM])), why(postpone(due - timedelta(1)))] == [
            ["forbidden"],
            ["until_given"],
        ]
        ok(postpone(later))
        ok(postpone(later))  # sent twice
        assert (report(d).due_on, report(d).stated_on, fresh(d.dossier).due_on) == (later, due, later)


def test_a_draft_is_kept_as_it_is_typed_and_two_leaders_do_not_overwrite_each_other() -> None:
    with followed(ASSOCIATION, conditions="") as d:

        def save(revision: int | None, **said: str) -> Any:
            return actions.save_report(report=report(d), answers=said, by=d.world.leader, revision=revision)

        kept = ok(save(0, done="Un premier atelier."))
        assert (kept.draft_revision, kept.draft["done"]) == (1, "Un premier atelier.")
        assert ok(save(0, done="Un premier atelier.")).draft_revision == 1
        moved = save(0, done="Deux ateliers.")
        assert isinstance(moved, TextMoved)
        assert (moved.revision, (moved.current or {})["done"]) == (1, "Un premier atelier.")
        assert why(save(1, spent="douze")) == ["spent"]
        assert why(actions.save_report(report=report(d), answers={}, by=d.world[Role.TEAM])) == ["forbidden"]
        ok(hand(d))
        assert why(save(2, done="Trop tard.")) == ["wrong_state"]


def test_an_interim_report_holds_its_instalment_and_the_final_one_the_balance() -> None:
    # Above 23 000 € in the year, an association signs an agreement, paid in three parts.
    with followed(ASSOCIATION, ASSOCIATION, conditions="") as d:
        d.dossiers.reverse()
        grant = grant_of(d)
        assert [(p.after, p.planned) for p in Payment.objects.filter(dossier=d.dossier)] == [
            ("", Decimal(9000)),
            ("interim", Decimal(5400)),
            ("final", Decimal(3600)),
        ]
        assert states(d) == [("interim", "expected"), ("final", "expected")]
        assert (report(d, "interim").wanted_on, fresh(d.dossier).due_on) == (grant.interim_due, grant.interim_due)
        outcome = ask(d, number=2)
        assert why(outcome) == ["report_accepted"]
        assert "compte rendu intermédiaire" in outcome.unmet[0].sentence
        ok(pay(d))
        ok(hand(d, "interim", spent="14000.00"))
        assert fresh(d.dossier).due_on == grant.report_due
        ok(accept(d, "interim"))
        assert [payment(d, n).state for n in (1, 2, 3)] == ["paid", "asked", "planned"]  # asked for by itself
        ok(pay(d, number=2))
        assert why(ask(d, number=3)) == ["report_accepted"]
        ok(hand(d, spent=str(grant.eligible_expense)))
        ok(accept(d))
        assert (payment(d, 3).state, payment(d, 3).amount) == ("asked", Decimal(3600))
        assert lead_task(d) == "Solder les paiements, puis clore le dossier"
        ok(pay(d, number=3))
        ok(do(d.dossier, "close", d.lead))
        assert (fresh(d.dossier).state, tasks(d.dossier)) == ("closed", {})
        assert list(violations()) == []


def test_less_spent_makes_less_due_and_what_was_paid_beyond_is_proposed_to_be_asked_back() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(pay(d))  # 12 600 of 18 000
        eligible = grant_of(d).eligible_expense
        ok(hand(d, spent=str(eligible / 2)))
        ok(accept(d))
        found = FollowUp.objects.get()
        assert (found.due, payment(d, 2).state, found.settled_on) == (Decimal(9000), "planned", None)
        assert overpaid(found, []) == Decimal(3600)
        assert why(ask(d, "1.00", number=2)) == ["amount_given"]  # nothing more is due
        ok(actions.drop_payment(payment=payment(d, 2), reason="Le projet a coûté moins.", by=d.lead))
        assert why(do(d.dossier, "close", d.lead)) == ["payments_settled"]
        assert tasks(d.dossier)["close_follow_up"].role == Role.TEAM_LEAD
        back = ok(ask_back(d, "3600.00"))
        ok(actions.receive_repayment(repayment=back, received_on=clock.today(), by=d.lead))
        ok(do(d.dossier, "close", d.lead))
        assert (fresh(d.dossier).granted, FollowUp.objects.get().settled_on) == (Decimal(9000), clock.today())
        assert list(violations()) == []


def test_a_balance_is_asked_for_as_far_as_the_expense_makes_it_due() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(pay(d))
        ok(hand(d, spent=str(grant_of(d).eligible_expense * 9 / 10)))
        ok(accept(d))
        assert (payment(d, 2).state, payment(d, 2).amount) == ("asked", Decimal(3600))  # 16 200 due, 12 600 paid


def test_a_suspension_moves_the_day_and_a_correction_keeps_what_was_handed_in() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        due = report(d).wanted_on
        ok(do(d.dossier, "suspend", d.world[Role.TEAM], reason="Travaux.", until=in_days(20)))
        assert "report:1" not in tasks(d.dossier)
        with clock.at(clock.now() + timedelta(days=14)):
            ok(do(d.dossier, "resume", d.world[Role.TEAM]))
            moved = report(d).wanted_on
            assert moved > due
            assert (fresh(d.dossier).due_on, tasks(d.dossier)["report:1"].due_on) == (moved, moved)
            ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
            ok(hand(d))  # its leader knows of no correction
            d.signed()
            assert states(d) == [("final", "handed")]
            assert "state:granted" not in tasks(d.dossier)
            ok(accept(d))
            assert list(violations()) == []


# -- pure ------------------------------------------------------------------------------------
def test_what_is_due_by_route_to_the_cent() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        grant = grant_of(d)
    whole = grant.eligible_expense
    cases = {
        (Route.ASSOCIATION_ORDER, whole): grant.amount,
        (Route.ASSOCIATION_ORDER, whole + 1): grant.amount,
        (Route.PUBLIC_BODY, whole / 3): (grant.amount / 3).quantize(Decimal("0.01")),
        (Route.LOCAL_INVESTMENT, Decimal(0)): Decimal(0),
        (Route.STATE_SERVICE, Decimal("17999.99")): Decimal("17999.99"),
        (Route.STATE_SERVICE, whole): grant.amount,
    }
    assert {case: due_of(grant, *case) for case in cases} == cases
    starts, ends, today = grant.starts_on, grant.ends_on, clock.today()
    assert interim_due(Route.PUBLIC_BODY, starts_on=starts, ends_on=ends, signed_on=today) is None
    assert interim_due(Route.ASSOCIATION_AGREEMENT, starts_on=starts, ends_on=ends, signed_on=ends) == ends + timedelta(
        60
    )


def test_the_indicator_is_drawn_from_zero_and_its_way_told() -> None:
    one = Indicator("Délai", "jours", Decimal(40), Decimal(10))
    drawn = measured(one, Decimal(25))
    assert [(v.code, v.x, v.width) for v in drawn.values] == [
        ("baseline", 0, 400), ("measured", 0, 250), ("target", 0, 100),
    ]  # fmt: skip
    assert drawn.progress.startswith("50")
    assert measured(one, Decimal(9)).progress == "La cible est atteinte."
    assert measured(one, Decimal(55)).progress.startswith("L’indicateur ne s’est pas rapproché")
    negative = measured(Indicator("Écart", "", Decimal(-10), Decimal(10)), None)
    assert [(v.code, v.x, v.width) for v in negative.drawn] == [("baseline", 0, 200), ("target", 200, 200)]


@pytest.mark.parametrize(
    ("line", "fine"),
    [
        ("https://exemple.fr/a?b=c", True), ("http://exemple.fr", True), ("exemple.fr", False),
        ("javascript:alert(1)", False), ("https://", False), ("https://a b.fr", False), ("https://[", False),
    ],
)  # fmt: skip
def test_a_link_is_a_whole_address_of_the_web(line: str, fine: bool) -> None:
    assert is_address(line) is fine
    assert ([one.code for one in lacking(QUESTIONS, {**FINAL, "links": line})] == []) is fine
