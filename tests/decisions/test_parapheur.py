"""A signatory signs what they have prepared and read, many acts in one gesture: each once, whatever interrupts it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.models import Delegation, User
from decisions import actions
from decisions.models import Act
from decisions.parapheur.signing import begin
from dossiers.actions.bulk import carry_out_bulk, confirm_bulk
from dossiers.models import BulkRun
from tests.decisions.desk import LOCAL, Desk, desk
from tests.processes import Making, killed_at
from tests.seals import PASSWORD, Pki
from tests.world import ok
from workflow import clock
from workflow.models import LogEntry
from workflow.verdict import Refusal

CALL = {"envelope": "90000.00"}


def on_desk(count: int) -> Any:
    """Within it, that many grants wait for the signatory."""
    return desk(*[LOCAL] * count, call=CALL)


def signed(run: BulkRun) -> int:
    """How many of the run's dossiers have an act in force, each signed once."""
    cases = list(run.lines.values_list("dossier", flat=True))
    events = LogEntry.objects.filter(case_id__in=cases, event="sign_grant").values_list("case_id", flat=True)
    assert len(set(events)) == len(events), "signed twice"
    assert len(events) == Act.objects.filter(dossier__in=cases, status="in_force").count()
    return len(events)


def as_signatory(d: Desk) -> Client:
    client = Client()
    client.force_login(d.signatory)
    return client


@pytest.mark.django_db
def test_what_was_ticked_is_recapitulated_then_signed_by_its_bytes() -> None:
    with on_desk(3) as d:
        acts = [ok(d.prepare(dossier=one)) for one in d.dossiers[:2]]
        client = as_signatory(d)
        shown = client.get("/decisions/").content.decode()
        assert [f'value="{act.pdf_sha256}"' in shown for act in acts] == [True, True]
        assert shown.count('name="seal"') == 2, "what is not prepared cannot be ticked"
        said = {"key": str(uuid4()), "seal": [act.pdf_sha256 for act in acts] + ["0" * 64, "<b>", "\x00"]}
        here = client.post("/decisions/parapheur/", said)["Location"]
        assert client.post("/decisions/parapheur/", said)["Location"] == here, "sent twice, prepared once"
        page = client.get(here).content.decode()
        assert "Confirmer pour 2 dossiers" in page
        assert Act.objects.filter(status="in_force").count() == 0
        again = ok(d.prepare(dossier=d.dossiers[1], kind=Act.Kind.REFUSAL, reasons_fact="Autre."))
        client.post(here, {"step": "confirm"})
        done = client.get(here).content.decode()
        assert "Fait sur 1 dossier" in done
        assert "L’acte n’est plus celui que vous avez choisi" in done
        assert signed(BulkRun.objects.get()) == 1
        assert Act.objects.get(pk=again.pk).status == "prepared"
        for seals in ([], ["0" * 64]):
            refused = client.post("/decisions/parapheur/", {"key": str(uuid4()), "seal": seals}, follow=True)
            assert "Choisissez au moins un" in refused.content.decode()
        assert client.post("/decisions/parapheur/", {"key": "x"}).status_code == 302
        client.force_login(d.lead)
        assert client.post("/decisions/parapheur/", said).status_code == 404
        assert client.get(here).status_code == 404
        assert client.get("/decisions/parapheur/").status_code == 405


@pytest.mark.django_db
def test_each_guard_holds_for_each_act() -> None:
    """A ceiling lowered meanwhile stops what it no longer covers, and says so."""
    with on_desk(2) as d:
        acts = [ok(d.prepare(dossier=one)) for one in d.dossiers]
        Delegation.objects.update(ceiling="100.00")
        run = begin(key=uuid4(), chosen=[act.pdf_sha256 for act in acts], by=d.signatory)
        assert {line.foreseen for line in run.lines.all()} == {"no"}
        assert "elle ne couvre pas" in str(run.lines.first().reasons)
        assert isinstance(confirm_bulk(run=run, by=d.signatory), Refusal)
        assert as_signatory(d).get("/decisions/").content.decode().count('name="seal"') == 0


@pytest.mark.django_db
@pytest.mark.pdf
def test_each_act_gets_its_seal_outside_of_the_transaction(sealed: Pki, monkeypatch: Any, settings: Any) -> None:
    with on_desk(2) as d:
        acts = [ok(d.prepare(dossier=one)) for one in d.dossiers]
        run = begin(key=uuid4(), chosen=[act.pdf_sha256 for act in acts], by=d.signatory)
        run = ok(confirm_bulk(run=run, by=d.signatory))
        settings.SEAL_PASSWORD = "faux"
        assert carry_out_bulk(run=run, by=d.signatory, at_most=1) == 1
        settings.SEAL_PASSWORD = PASSWORD
        assert carry_out_bulk(run=run, by=d.signatory, at_most=3) == 1
        assert signed(run) == 1
        lines = {line.outcome: line for line in run.lines.all()}
        assert "Le cachet électronique du laboratoire ne répond pas" in str(lines["refused"].reasons)
        kept = Act.objects.get(dossier=lines["done"].dossier_id, status="in_force")
        assert b"/ETSI.CAdES.detached" in bytes(kept.files.get(part="act").content)


def going_on(run: str, user: str) -> Making:
    here, by = BulkRun.objects.get(pk=UUID(run)), User.objects.get(pk=user)
    yield
    return carry_out_bulk(run=here, by=by, at_most=9)


@pytest.mark.django_db(transaction=True)
def test_a_queue_killed_in_the_middle_goes_on_and_signs_nothing_twice(children: dict[str, str]) -> None:
    """kill -9 at some statement or other of the second and third signatures, then again, then let through."""
    with clock.at(clock.now() - timedelta(days=20)), on_desk(4) as d:
        acts = [ok(d.prepare(dossier=one)) for one in d.dossiers]
        run = begin(key=uuid4(), chosen=[act.pdf_sha256 for act in acts], by=d.signatory)
        run = ok(confirm_bulk(run=run, by=d.signatory))
    reached = []
    for statement in (45, 60):
        assert killed_at(children, statement, going_on, run.pk, d.signatory.pk)
        reached.append(signed(run))
    assert 0 < reached[0] <= reached[1] < 4
    assert not killed_at(children, 10_000, going_on, run.pk, d.signatory.pk)
    assert signed(run) == 4
    assert not killed_at(children, 10_000, going_on, run.pk, d.signatory.pk)
    assert signed(run) == 4
    assert actions.sign(
        dossier=d.dossiers[0], kind="grant", seal=acts[0].pdf_sha256, by=d.signatory, key=f"bulk:{run.pk.hex}"
    ).replayed
