"""Real processes at one run of a gesture on many dossiers: several at once, then killed wherever they are."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.bulk import carry_out_bulk, confirm_bulk, foresee_bulk, prepare_bulk, say_bulk
from dossiers.models import BulkRun, Dossier
from tests import world
from tests.processes import Making, at_once, killed_everywhere
from tests.world import World, fresh, ok
from workflow import clock
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)


def going_on(run: str, user: str, at_most: str) -> Making:
    here, by = BulkRun.objects.get(pk=UUID(run)), User.objects.get(pk=user)
    yield
    return carry_out_bulk(run=here, by=by, at_most=int(at_most))


def confirmed(lab: World, dossiers: list[Dossier]) -> BulkRun:
    team = lab[Role.TEAM]
    run = ok(prepare_bulk(key=uuid4(), gesture="suspend", dossiers=dossiers, query="", by=team))
    said = {"reason": "Un motif.", "until": str(clock.today() + timedelta(9))}
    run = ok(say_bulk(run=run, said=said, by=team))
    foresee_bulk(run=run, by=team, at_most=20)
    done: BulkRun = ok(confirm_bulk(run=run, by=team))
    return done


def test_four_processes_at_one_run_do_each_dossier_once(children: dict[str, str]) -> None:
    lab = world.build()
    dossiers = [world.in_challenge(lab) for _ in range(5)]
    run = confirmed(lab, dossiers)
    asked = (going_on, run.pk, lab[Role.TEAM].pk, 20)
    assert sum(at_once(children, *[asked] * 4)) == 5
    assert {fresh(dossier).state for dossier in dossiers} == {"suspended"}
    assert LogEntry.objects.filter(event="suspend").count() == 5


def test_a_process_killed_anywhere_leaves_its_dossier_whole(children: dict[str, str]) -> None:
    lab = world.build()
    dossier = world.in_challenge(lab)
    run = confirmed(lab, [dossier])
    deaths = killed_everywhere(children, going_on, run.pk, lab[Role.TEAM].pk, 1)
    assert deaths.killed > 8
    assert deaths.answer == 1
    assert fresh(dossier).state == "suspended"
    assert BulkRun.objects.get().said is None
