"""Real processes at one dossier: one of them moves it, and the others are told so; none leaves anything half-done."""

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier, Version
from notifications.models import Message
from tests.processes import Making, at_once, killed_everywhere
from tests.world import build, draft, fresh, in_challenge, person, tell
from workflow import clock
from workflow.gesture import Actor, Gesture, new_key
from workflow.models import LogEntry, Request, WorkItem
from workflow.perform import perform
from workflow.verdict import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def moving(dossier: str, user: str, verb: str, key: str, version: str) -> Making:
    by = User.objects.get(pk=user)
    said = {"reason": "Un motif.", "until": clock.today() + timedelta(9)} if verb != "submit" else {}
    yield
    outcome = perform(
        model=Dossier,
        pk=UUID(dossier),
        actor=Actor(by),
        gesture=Gesture(verb, **said),
        key=key,
        expected_version=int(version) if version else None,
    )
    if isinstance(outcome, Refusal):
        return outcome.why.code
    return "again" if outcome.replayed else "done"


def moves(dossier: Dossier) -> list[str]:
    """What moved it, in order."""
    entries = LogEntry.objects.filter(case_id=dossier.pk).exclude(target="").order_by("seq")
    return list(entries.values_list("event", flat=True))


def test_eight_people_at_one_transition(children: dict[str, str]) -> None:
    world = build()
    dossier = in_challenge(world)
    people = [person(f"team{n}", Role.TEAM) for n in range(8)]
    tell()
    told = Message.objects.filter(template="returned").count()
    asked = [(moving, dossier.pk, by.pk, "return_to_leader", new_key(), "") for by in people]
    assert sorted(at_once(children, *asked)) == ["done", *["wrong_state"] * 7]
    assert (fresh(dossier).state, fresh(dossier).version) == ("draft", 2)
    assert moves(dossier) == ["submit", "return_to_leader"]
    assert WorkItem.objects.filter(case_id=dossier.pk, kind="state:draft", closed_at=None).count() == 1
    tell()
    assert Message.objects.filter(template="returned").count() == told + 1


def test_one_gesture_sent_eight_times_at_once_is_done_once(children: dict[str, str]) -> None:
    world = build()
    dossier = draft(world)
    sent = (moving, dossier.pk, world.leader.pk, "submit", new_key(), "0")
    assert sorted(at_once(children, *[sent] * 8)) == [*["again"] * 7, "done"]
    assert moves(dossier) == ["submit"]
    assert Version.objects.filter(dossier=dossier).count() == 1
    assert Request.objects.filter(case_id=dossier.pk).count() == 1


def test_eight_gestures_on_one_page_that_ages(children: dict[str, str]) -> None:
    """Whichever comes first is done; it makes the others' page old, even where their verb would still be lawful."""
    world = build()
    dossier = in_challenge(world)
    team, lead = world[Role.TEAM].pk, world[Role.TEAM_LEAD].pk
    verbs = [("suspend", team), ("return_to_leader", lead), ("withdraw", world.leader.pk), ("suspend", lead)] * 2
    answers = at_once(children, *[(moving, dossier.pk, by, verb, new_key(), dossier.version) for verb, by in verbs])
    assert sorted(answers) == ["done", *["stale"] * 7]
    assert moves(dossier) == ["submit", verbs[answers.index("done")][0]]


@pytest.mark.long
@pytest.mark.parametrize("verb", ["submit", "withdraw"])
def test_a_process_killed_anywhere_in_a_transition_leaves_nothing_half_done(
    verb: str, children: dict[str, str]
) -> None:
    world = build()
    dossier = draft(world)
    deaths = killed_everywhere(children, moving, dossier.pk, world.leader.pk, verb, "killed", "0")
    assert deaths.killed > 8
    assert deaths.answer == "done"  # the same key served every process killed before
    assert moves(dossier) == [verb]
    assert Request.objects.filter(case_id=dossier.pk).count() == 1


def halving(dossier: str) -> Making:
    found = Dossier.objects.get(pk=dossier)
    yield
    for title in ("À moitié", "Entier"):
        Dossier.objects.filter(pk=found.pk).update(title=title)


def test_what_is_half_done_would_be_seen(children: dict[str, str]) -> None:
    dossier = draft(build())
    with pytest.raises(AssertionError, match=r"killed at statement 2: \['dossiers_dossier'\] changed"):
        killed_everywhere(children, halving, dossier.pk)
