"""The plain page of a verb: done once, or refused with every reason and everything typed."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers.models import Dossier
from tests import world
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.gesture import new_key
from workflow.models import LogEntry, Request

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def url(dossier: Dossier, verb: str) -> str:
    return f"/dossiers/{dossier.reference}/gestes/{verb}/"


def asked(dossier: Dossier, **said: Any) -> dict[str, str]:
    return {"key": new_key(), "version": str(fresh(dossier).version), **said}


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_a_verb_is_carried_out_and_leads_back_to_the_dossier(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    client.force_login(lab.leader)
    page = client.get(url(dossier, "submit"))
    assert page.status_code == 200
    form = page.context["form"]
    answer = client.post(url(dossier, "submit"), {"key": form["key"].value(), "version": form["version"].value()})
    assert (answer.status_code, answer["Location"]) == (302, f"/dossiers/{dossier.reference}/")
    assert fresh(dossier).state == "challenge"


def test_the_same_form_sent_twice_is_done_once_and_answers_the_same(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    said = asked(dossier, reason="Précisez l’indicateur.")
    for _ in range(2):
        assert client.post(url(dossier, "return_to_leader"), said).status_code in {302, 409}
    assert LogEntry.objects.filter(case_id=dossier.pk, event="return_to_leader").count() == 1
    assert Request.objects.filter(case_id=dossier.pk, key=said["key"]).count() == 1


def test_a_missing_reason_is_asked_for_in_its_place_and_the_date_stays(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    until = str(clock.today() + timedelta(10))
    answer = client.post(url(dossier, "suspend"), asked(dossier, reason="  ", until=until))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reason"]
    assert f'value="{until}"' in text(answer)
    assert fresh(dossier).state == "challenge"


def test_a_date_that_is_past_or_no_date_comes_back_with_the_reason(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    for until in (str(clock.today()), "demain", "2027-02-31"):
        answer = client.post(url(dossier, "suspend"), asked(dossier, reason="Le porteur est absent.", until=until))
        assert answer.status_code == 422
        assert "Le porteur est absent." in text(answer)
        assert "until" in answer.context["form"].errors
    assert fresh(dossier).state == "challenge"


def test_unmet_guards_are_all_told(client: Client, lab: World) -> None:
    dossier = world.draft(lab, project={"summary": ""}, budget={"expenses": []}, interests={"has_interest": ""})
    client.force_login(lab.leader)
    page = client.get(url(dossier, "submit"))
    assert page.status_code == 200
    assert [reason.code for reason in page.context["reasons"]] == [
        "form_complete", "budget_balanced", "interests_declared",
    ]  # fmt: skip
    assert 'type="submit">Déposer' not in text(page)
    answer = client.post(url(dossier, "submit"), asked(dossier))
    assert answer.status_code == 422
    assert len(answer.context["reasons"]) == 3
    assert fresh(dossier).state == "draft"


def test_an_aged_page_is_a_conflict_and_keeps_the_words(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    said = asked(dossier, reason="Il manque le devis.")
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    ok(do(dossier, "resubmit", lab.leader))
    client.force_login(lab[Role.TEAM])
    answer = client.post(url(dossier, "return_to_leader"), said)
    assert answer.status_code == 409
    assert "Il manque le devis." in text(answer)
    assert "relisez-le avant d’agir" in text(answer)
    assert fresh(dossier).state == "challenge"


def test_a_key_that_served_for_something_else_is_a_conflict(client: Client, lab: World) -> None:
    first, key = world.in_challenge(lab), new_key()
    client.force_login(lab[Role.TEAM])
    until = str(clock.today() + timedelta(10))
    assert client.post(url(first, "suspend"), asked(first, key=key, reason="Une.", until=until)).status_code == 302
    assert client.post(url(first, "resume"), asked(first, key=key)).status_code == 409
    assert fresh(first).state == "suspended"


def test_a_verb_from_the_wrong_state_is_a_conflict_and_from_the_wrong_role_forbidden(
    client: Client, lab: World
) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab.leader)
    for method in (client.get, client.post):
        assert method(url(dossier, "submit")).status_code == 409
        assert method(url(dossier, "suspend")).status_code == 403
        assert method(url(dossier, "conclude_challenge")).status_code == 403
        assert method(url(dossier, "destroy")).status_code == 404
    assert fresh(dossier).version == dossier.version


@pytest.mark.parametrize("missing", ["key", "version"])
def test_a_form_without_its_key_or_its_version_does_nothing(client: Client, lab: World, missing: str) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    said = asked(dossier, reason="Précisez.")
    del said[missing]
    answer = client.post(url(dossier, "return_to_leader"), said)
    assert answer.status_code == 422
    assert "Précisez." in text(answer)
    assert fresh(dossier).state == "challenge"


@pytest.mark.parametrize("version", ["-1", "abc", "99999999999999999999", "1.5"])
def test_an_absurd_version_does_nothing(client: Client, lab: World, version: str) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    answer = client.post(url(dossier, "return_to_leader"), asked(dossier, reason="Précisez.", version=version))
    assert answer.status_code in {409, 422}
    assert fresh(dossier).state == "challenge"


def test_an_exception_is_offered_where_the_process_allows_one(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM_LEAD])
    said = {"reason": "Hors du périmètre de l’appel."}
    answer = client.post(url(dossier, "propose_inadmissible"), asked(dossier, **said))
    assert answer.status_code == 422
    assert said["reason"] in text(answer)
    answer = client.post(url(dossier, "propose_inadmissible"), asked(dossier, **said, exception="on"))
    assert answer.status_code == 302
    assert fresh(dossier).state == "signature"


def test_whoever_no_longer_sees_the_dossier_after_the_verb_goes_home(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "propose_inadmissible", lab[Role.TEAM_LEAD], reason="Hors périmètre.", exception=True))
    client.force_login(lab[Role.SIGNATORY])
    answer = client.post(url(dossier, "send_back"), asked(dossier, reason="À revoir."))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(f"/dossiers/{dossier.reference}/").status_code == 404


def test_no_other_method_is_heard(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    client.force_login(lab.leader)
    for method in (client.put, client.delete, client.patch):
        assert method(url(dossier, "submit")).status_code == 405
