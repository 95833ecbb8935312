"""Scenes stand in for the verbs in hundreds of tests: what is laid must be what would have been played."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client

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
