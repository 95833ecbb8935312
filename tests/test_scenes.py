"""Scenes stand in for the verbs in hundreds of tests: what is laid must be what would have been played."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client

from decisions import verification
from decisions.verification import new_code
from dossiers.models import Call
from tests import scenes, world
from tests.copil import committee as committees
from workflow import clock
from workflow.invariants import violations

pytestmark = pytest.mark.django_db


def whole() -> dict[str, dict[object, scenes.Row]]:
    """Every row of every table."""
    return {name: table.rows() for name, table in scenes._tables().items()}


def stage() -> scenes.Stage:
    return scenes._stages[-1]


def test_a_scene_laid_leaves_the_rows_that_playing_it_left() -> None:
    with transaction.atomic():
        committees.on_agenda(committees.build())
        played = whole()
        transaction.set_rollback(True)
    committee = committees.build()
    laid = committees.on_agenda(committee)
    assert whole() == played
    assert committee.item(laid).dossier == laid
    assert list(violations()) == []


def test_what_is_built_upon_a_scene_goes_on_from_it() -> None:
    lab = world.build()
    first, second = world.in_challenge(lab), world.in_challenge(lab)
    assert first.reference != second.reference
    assert world.assigned(lab).state == "challenge"
    assert list(violations()) == []


def test_once_something_else_is_written_everything_is_played() -> None:
    lab = world.build()
    Call.objects.update(title="Un autre titre")
    assert stage().trail is None
    assert world.in_challenge(lab).call.title == "Un autre titre"


def test_what_is_rolled_back_was_not_written() -> None:
    lab, trail = world.build(), stage().trail
    with transaction.atomic():
        Call.objects.update(title="Un autre titre")
        transaction.set_rollback(True)
    assert stage().trail == trail
    assert world.in_challenge(lab).call.title != "Un autre titre"


def test_to_sign_in_and_look_is_not_to_write(client: Client) -> None:
    lab = world.build()
    dossier, trail = world.draft(lab), stage().trail
    client.force_login(lab.leader)
    assert client.get(dossier.get_absolute_url()).status_code == 200
    assert stage().trail == trail


def test_another_hour_or_another_argument_is_another_scene() -> None:
    lab = world.build()
    with transaction.atomic():
        world.draft(lab)
        transaction.set_rollback(True)
    later = clock.now() + timedelta(days=1)
    with clock.at(later):
        assert world.draft(lab).created_at == later
    assert world.draft(lab, project={"title": "Un autre projet"}).title == "Un autre projet"


def test_while_the_code_or_the_settings_are_replaced_everything_is_played(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # no scene has a file
    lab = world.build()
    kept = stage().trail
    assert kept is not None
    for replaced in (lambda: monkeypatch.setattr(world, "SIRET", ""), lambda: setattr(settings, "DEMO", True)):
        with transaction.atomic():
            replaced()
            world.draft(lab)
            assert stage().trail is None
            transaction.set_rollback(True)
        monkeypatch.undo()
        assert stage().trail == kept


# -- verification codes ---
@contextmanager
def another_test() -> Iterator[scenes.Stage]:
    """Within it all begins as in a test of its own; nothing stays."""
    with scenes.staged(by_verbs_alone=False, changed=lambda: False) as its, transaction.atomic():
        yield its
        transaction.set_rollback(True)


@scenes.scene
def coded(lab: world.World) -> str:
    """A scene that bears a code."""
    code = new_code()
    Call.objects.filter(pk=lab.call.pk).update(title=code)
    return code


def test_every_test_draws_the_same_codes_in_the_same_order_whether_a_scene_is_played_or_laid() -> None:
    ways = []
    for _ in range(2):
        with another_test() as its:
            lab = world.build()
            ways.append([coded(lab), new_code(), new_code()])
    assert its.proven, "laid, the second time"
    assert ways[0] == ways[1]
    assert len(set(ways[0])) == 3


def test_what_is_rolled_back_gives_no_code_back() -> None:
    with another_test():
        lab = world.build()
        first = new_code()
        with transaction.atomic():
            drawn = [first, coded(lab), new_code()]
            transaction.set_rollback(True)
        again = coded(lab)  # laid as it was kept: what bore that code is no more
        assert again == drawn[1]
        assert new_code() not in {*drawn, again}


def test_a_code_drawn_before_a_scene_is_not_drawn_after_it() -> None:
    """Even where the scene was kept by a test that had drawn fewer."""
    with another_test():
        coded(world.build())
    with another_test() as its:
        lab = world.build()
        before = {new_code() for _ in range(5)}
        coded(lab)
        assert its.proven
        assert new_code() not in before


def test_a_thread_beside_the_test_draws_at_random() -> None:
    with another_test():
        mine = new_code()
    with another_test(), ThreadPoolExecutor(1) as beside:
        assert beside.submit(new_code).result() != mine
        assert new_code() == mine, "which takes nothing from the series"
    assert verification.secrets is not secrets
