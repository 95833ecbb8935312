"""The pages on which an archive is asked for, followed, taken away."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.models import RoleHolding
from accounts.roles import Role
from audit.exports import making
from audit.models import Export
from tests import world
from tests.statements import counted
from tests.world import build, in_challenge
from workflow import clock

pytestmark = pytest.mark.django_db
PAGE = "/controle/archives/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_an_archive_is_asked_for_followed_and_taken_away_in_spite_of_a_lost_network(client: Client) -> None:
    lab = build()
    dossier = in_challenge(lab)
    client.force_login(lab[Role.AUDITOR])
    assert "Préparer une archive" in text(client.get(PAGE))
    for said, why in (
        ({}, "Ce champ est obligatoire"),
        ({"kind": "secret"}, "Sélectionnez un choix valide"),
        ({"kind": "sessions"}, "Choisissez une séance."),
        ({"kind": "calls", "call": "AUTRE"}, "Sélectionnez un choix valide"),
        ({"kind": "calls", "call": "AUTRE\0"}, ""),
        ({"kind": "period", "starts_on": "2026-02-30", "ends_on": ""}, "Indiquez ce jour."),
        ({"kind": "period", "starts_on": "2026-03-01", "ends_on": "2026-02-01"}, "La fin est avant le début."),
        ({"kind": "period", "starts_on": "1901-01-01", "ends_on": "1901-01-02"}, "Aucun dossier déposé"),
    ):
        answer = client.post(PAGE, said)
        assert (answer.status_code, why in text(answer)) == (422, True), (said, text(answer))
    answer = client.post(PAGE, {"kind": "calls", "call": dossier.call.code, "starts_on": "x"})
    assert answer.status_code == 422, "what cannot be read is told, needed or not"
    with counted(at_most=24):
        answer = client.post(PAGE, {"kind": "calls", "call": dossier.call.code})
    export = Export.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, export.get_absolute_url())
    assert DBTaskResult.objects.filter(task_path="audit.exports.making.build").count() == 1
    page, file = export.get_absolute_url(), f"{export.get_absolute_url()}archive.zip"
    waiting = text(client.get(page))
    assert ('hx-trigger="every 2s"' in waiting, "En préparation" in waiting) == (True, True)
    assert client.get(file).status_code == 404
    making.build.func(str(export.pk))
    making.build.func(str(export.pk))  # twice is once
    export.refresh_from_db()
    with counted(at_most=8):
        ready = text(client.get(f"{page}avancement/"))
    assert ("hx-trigger" in ready, export.sha256 in ready, export.manifest_sha256 in ready) == (False, True, True)
    whole = client.get(file)
    content = b"".join(whole.streaming_content)
    assert (len(content), int(whole["Content-Length"])) == (export.size, export.size)
    assert whole["Content-Disposition"] == f'attachment; filename="{export.name}.zip"'
    # Cut, then taken up where it stopped; from another file, all of it again.
    etag = whole["ETag"]
    rest = client.get(file, headers={"Range": "bytes=1000-", "If-Range": etag})
    assert (rest.status_code, rest["Content-Range"]) == (206, f"bytes 1000-{export.size - 1}/{export.size}")
    assert content[:1000] + b"".join(rest.streaming_content) == content
    middle = client.get(file, headers={"Range": "bytes=10-19"})
    assert (b"".join(middle.streaming_content), middle["Content-Length"]) == (content[10:20], "10")
    assert client.get(file, headers={"Range": f"bytes={export.size}-"}).status_code == 416
    for asked in ({"Range": "bytes=1000-", "If-Range": '"autre"'}, {"Range": "bytes=-5,1-2"}, {"Range": "lines=1-"}):
        answer = client.get(file, headers=asked)
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, content), asked
    # Nobody else's, not even another auditor's; no longer theirs once the mission is over.
    for other in (lab[Role.TEAM_LEAD], lab[Role.ADMIN], lab.leader, world.person("autre", Role.AUDITOR)):
        stranger = Client()
        stranger.force_login(other)
        assert {stranger.get(url).status_code for url in (page, f"{page}avancement/", file)} == {404}
    assert client.get(f"{PAGE}{uuid4()}/").status_code == 404
    RoleHolding.objects.filter(user=lab[Role.AUDITOR]).update(ends_on=clock.today() - (clock.today() - world.EARLY))
    assert {client.get(url).status_code for url in (PAGE, page, file)} == {404}


def test_what_failed_is_told_and_asked_for_again(client: Client, monkeypatch: Any) -> None:
    lab = build()
    in_challenge(lab)
    client.force_login(lab[Role.AUDITOR])
    client.post(PAGE, {"kind": "all"})
    export = Export.objects.get()

    def broken(*_args: object, **_said: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as cut:
        cut.setattr(making, "compose", broken)
        with pytest.raises(OSError, match="space"):
            making.build.func(str(export.pk))
    assert "La préparation a échoué" in text(client.get(export.get_absolute_url()))
    assert not list(export.path.parent.glob(f"{export.pk}*")), "nothing is left on disc"
    assert client.post(PAGE, {"kind": "all"}).status_code == 302
    again = Export.objects.exclude(pk=export.pk).get()
    making.build.func(str(again.pk))
    again.refresh_from_db()
    assert again.downloadable
