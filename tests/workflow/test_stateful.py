"""The engine under any sequence of gestures: whatever people try, in whatever order, its promises hold."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier, Opinion
from tests.world import World, build, do, draft, fresh
from workflow import clock
from workflow.gesture import Actor, Gesture, new_key
from workflow.invariants import fold
from workflow.log import verify
from workflow.models import LogEntry, WorkItem
from workflow.perform import perform
from workflow.verdict import Done, Refusal

pytestmark = pytest.mark.django_db

PEOPLE = [Role.LEADER, Role.REFERENT, Role.TEAM, Role.TEAM_LEAD, Role.SIGNATORY, Role.AUDITOR, Role.ADMIN, None]
VERBS = sorted({step.verb for _source, step in Dossier.PROCESS.edges()})
ENDS = {"closed", "withdrawn"}  # refused and inadmissible may be reopened


class Engine(RuleBasedStateMachine):
    """One dossier, everybody, any verb at any time; each run is undone at its end."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = clock.now()
        self.world = build()
        self.dossier = draft(self.world)
        self.last: tuple[dict[str, Any], Done] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def actor(self, role: Role | None) -> Actor:
        return Actor(self.world[role]) if role else Actor.system()

    def row(self) -> dict[str, Any]:
        return Dossier.objects.filter(pk=self.dossier.pk).values().get()

    def written(self) -> tuple[Any, ...]:
        """Everything a gesture could have written of this dossier."""
        of_case = {"case_id": self.dossier.pk}
        items = list(WorkItem.objects.filter(**of_case).order_by("pk").values())
        return self.row(), LogEntry.objects.filter(**of_case).count(), items

    @rule(
        role=st.sampled_from(PEOPLE),
        verb=st.sampled_from(VERBS),
        reason=st.sampled_from(["", "Un motif."]),
        until=st.sampled_from([None, -1, 30]),
        exception=st.booleans(),
    )
    def anyone_tries_anything(
        self, role: Role | None, verb: str, reason: str, until: int | None, exception: bool
    ) -> None:
        with clock.at(self.now):
            day = None if until is None else clock.today() + timedelta(days=until)
            gesture = Gesture(verb, reason=reason, until=day, exception=exception)
            sent = {"model": Dossier, "pk": self.dossier.pk, "actor": self.actor(role), "gesture": gesture}
            before = self.written()
            outcome = perform(**sent, key=(key := new_key()))
            if isinstance(outcome, Refusal):
                assert self.written() == before, "a refused gesture wrote something"
                assert outcome.sentence
            else:
                assert before[0]["state"] not in ENDS, "an end was left"
                assert outcome.version == before[0]["version"] + 1
                self.last = (sent | {"key": key}, outcome)

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_last_gesture_is_sent_again(self) -> None:
        assert self.last is not None
        sent, outcome = self.last
        with clock.at(self.now):
            before = self.written()
            again = perform(**sent)
            assert again == Done(outcome.verb, outcome.state, outcome.version, replayed=True)
            assert self.written() == before, "a retry changed something"

    @rule(days=st.integers(min_value=1, max_value=25))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @precondition(lambda self: self.row()["state"] == "challenge")
    @rule(sense=st.sampled_from(Opinion.Sense.values))
    def referents_do_their_work(self, sense: str) -> None:
        with clock.at(self.now):
            for referent in self.world.referents:
                actions.assign_referent(dossier=self.dossier, referent=referent, by=self.world[Role.TEAM])
                actions.give_opinion(dossier=self.dossier, sense=sense, text="Mon avis.", by=referent)

    @precondition(lambda self: self.row()["state"] in {"challenge", "team_review", "signature"})
    @rule(role=st.sampled_from([Role.TEAM, Role.TEAM_LEAD]))
    def suspended_then_resumed_at_once_nothing_has_changed(self, role: Role) -> None:
        with clock.at(self.now):
            before, _count, items = self.written()
            by = self.world[role]
            done = do(self.dossier, "suspend", by, reason="Pause.", until=clock.today() + timedelta(days=9))
            assert isinstance(done, Done)
            assert isinstance(do(self.dossier, "resume", by), Done)
            after, _count, later = self.written()
            moved = {"version", "log_seq", "log_head", "entered_at"}
            assert {k: v for k, v in after.items() if k not in moved} == {
                k: v for k, v in before.items() if k not in moved
            }
            kept = {item["id"] for item in items}
            assert [item for item in later if item["id"] in kept] == items

    @invariant()
    def the_chain_is_whole_and_tells_the_state(self) -> None:
        case = fresh(self.dossier)
        entries = list(LogEntry.objects.filter(case_id=case.pk).order_by("seq"))
        assert verify(case, entries) is None
        assert fold(case, entries) == (case.state, case.version)

    @invariant()
    def someone_has_the_ball_unless_it_is_over(self) -> None:
        row = self.row()
        awake = WorkItem.objects.filter(case_id=self.dossier.pk, closed_at=None, paused_on=None)
        if row["state"] in {"closed", "withdrawn", "refused", "inadmissible"}:
            assert not awake.exists()
        else:
            assert awake.filter(kind=f"state:{row['state']}").count() == 1


def test_whatever_people_try_the_promises_hold(django_db_blocker: Any) -> None:
    machine: Callable[[], RuleBasedStateMachine] = Engine
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),  # a failing run is short enough as it is: shrinking costs minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
