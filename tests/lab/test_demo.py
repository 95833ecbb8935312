"""The demo lab: every state, every sample's case, nothing unsound; made once, and the same from the same seed."""

import re
from collections import Counter
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from copil.models import Seat, Session
from copil.roll import roll_of
from decisions.models import Act
from dossiers.models import Call, Dossier
from lab.demo.build import build, exists
from lab.demo.calls import CODES
from lab.demo.people import DOMAIN
from lab.models import ImportedProject
from scoring.rubrics import call_rubric
from tests.lab.conftest import Built
from tests.lab.portrait import portrait
from workflow import clock
from workflow.invariants import violations
from workflow.models import LogEntry

pytestmark = pytest.mark.pdf

#: Every state of the process, by hand.
STATES = {
    "draft",
    "challenge",
    "team_review",
    "copil",
    "waiting",
    "signature",
    "granted",
    "closed",
    "refused",
    "inadmissible",
    "withdrawn",
    "suspended",
}


def sample(title: str) -> Dossier:
    return Dossier.objects.select_related("call", "service").get(title=title, call__code=CODES[1])


def act_of(title: str) -> Act:
    return Act.objects.get(dossier=sample(title), status=Act.Status.IN_FORCE)


def as_demo(name: str) -> Client:
    """A window in which that demo account is signed in."""
    client = Client()
    client.force_login(User.objects.get(email=f"{name}@{DOMAIN}"))
    return client


def text(client: Client, path: str) -> str:
    """What a page says, without its marks."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def counts() -> Counter[str]:
    return Counter({model._meta.label: model._default_manager.count() for model in apps.get_models()})


# -- the whole ------------------------------------------------------------------
def test_it_ends_with_a_signed_decision_and_who_one_may_be(built: Built) -> None:
    path = re.search(r"^Décision signée : (.+)$", built.said, re.M)
    assert path
    assert Path(path[1]).read_bytes().startswith(b"%PDF-")
    accounts = re.findall(rf"^  (\S+)@{re.escape(DOMAIN)} +(.+)$", built.said, re.M)
    assert dict(accounts) == {
        "presidence": "membre du COPIL, présidence du COPIL",
        "membre": "membre du COPIL",
        "signataire": "signataire",
        "porteur": "porteur de projet",
        "referent": "référent de l’innovation",
        "equipe": "équipe projet",
        "coordination": "coordination, équipe projet",
        "secretariat": "secrétariat du COPIL",
        "controle": "contrôle",
        "administration": "administration",
    }


def test_every_state_is_there(lab: Built) -> None:
    assert set(Dossier.objects.values_list("state", flat=True)) == STATES


def test_every_real_project_says_where_it_comes_from_and_what_was_added(lab: Built) -> None:
    real = ImportedProject.objects.filter(source__startswith="Entrepreneurs d'intérêt général")
    assert real.count() == 57
    assert set(real.values_list("licence", flat=True)) == {"Licence Ouverte / Open Licence 2.0 (Etalab)"}
    page = text(as_demo("equipe"), real.get(slug="2017-ars-occitanie-parcours-de-soin").dossier.get_absolute_url())
    assert "Licence Ouverte / Open Licence 2.0 (Etalab)" in page
    assert "Montants, dates, coordonnées et SIRET d’exemple, tirés au sort d’une graine fixe" in page


def test_one_file_is_incomplete_and_another_waits_to_be_checked(lab: Built) -> None:
    awaited = Dossier.objects.get(pieces_due_on__isnull=False)
    page = text(as_demo("equipe"), awaited.get_absolute_url())
    assert "Dossier incomplet : pièces demandées Le devis du prestataire pressenti" in page
    given = Dossier.objects.exclude(pieces_asked=0).get(pieces_due_on=None)
    assert "Pièces fournies, à vérifier" in text(as_demo("coordination"), given.get_absolute_url())


def test_decisions_were_told_together_and_others_wait_to_be(lab: Built) -> None:
    past = Act.objects.filter(dossier__call__code=CODES[0])
    assert not past.filter(notified_at=None).exists()
    assert LogEntry.objects.filter(event="release").count() == 1  # from the waiting list, once credits came back
    page = as_demo("secretariat").get("/copil/seances/2/notifications/")
    stages = Counter(line.stage.value for line in page.context["lines"])
    assert (stages["ready"] >= 2, stages["signature"] >= 1, stages["told"], stages["waiting"]) == (True, True, 1, 1)
    act_waiting = next(line.act for line in page.context["ready"] if line.act)
    client = Client()
    client.force_login(act_waiting.dossier.leader)
    assert "Décision en cours" in text(client, act_waiting.dossier.get_absolute_url())


def test_a_member_is_substituted_and_the_grid_has_a_second_version(lab: Built) -> None:
    assert Seat.objects.filter(session__number=1, attends=Seat.Attends.SUBSTITUTE).count() == 1
    calls = Call.objects.filter(code__in=CODES).order_by("code")
    assert [call_rubric(call).version for call in calls] == [1, 2]


def test_nothing_in_it_is_unsound(lab: Built) -> None:
    assert list(violations()) == []
    said = StringIO()
    call_command("verify_log", stdout=said)
    assert said.getvalue().startswith("Journal intact. ")
    call_command("check_invariants", stdout=said)


@pytest.mark.parametrize(
    ("account", "work"),
    [
        ("porteur", "Compléter et déposer le dossier"),
        ("referent", "Donner votre avis de référent"),
        ("equipe", "Désigner les référents"),
        ("coordination", "Désigner les référents"),
        ("presidence", "Voter"),
        ("membre", "Voter"),
        ("secretariat", "Préparer la séance"),
        ("signataire", "Signer la décision"),
    ],
)
def test_each_demo_account_finds_work_on_arrival(lab: Built, account: str, work: str) -> None:
    page = text(as_demo(account), "/")
    assert "Ce qui vous attend" in page
    assert work in page


# -- the ten samples --------------------------------------------------------------
def test_a_plain_sample_is_granted_by_making_credits_available(lab: Built) -> None:
    dossier, act = sample("Accueil commun"), act_of("Accueil commun")
    assert (dossier.state, dossier.granted, act.route) == ("granted", Decimal("18000.00"), "state_service")


def test_a_plain_sample_waits_for_its_last_review(lab: Built) -> None:
    dossier = sample("Courriers clairs")
    assert dossier.state == "team_review"
    assert [dossier.reviews.counted().count(), dossier.reviews.pending().count()] == [2, 1]


def test_a_plain_sample_is_on_the_agenda_of_the_session_going_on(lab: Built) -> None:
    item = sample("Sécheresse partagée").agenda_items.get()
    assert (item.dossier.state, item.session.status) == ("copil", Session.Status.OPEN)


def test_an_association_above_23_000_euros_gets_an_agreement_that_it_signed_first(lab: Built) -> None:
    act = act_of("Bus des droits")
    assert (act.amount, act.route) == (Decimal("24500.00"), "association_agreement")
    assert act.countersigned_on
    assert act.signed_at
    assert act.countersigned_on <= clock.day_of(act.signed_at)


def test_an_association_just_under_it_gets_an_order(lab: Built) -> None:
    act = act_of("Patrimoine accessible")
    assert (act.amount, act.route, act.countersigned_on) == (Decimal("22900.00"), "association_order", None)


def test_an_investment_is_to_be_signed_under_decree_2018_514(lab: Built) -> None:
    dossier = sample("Démarches alpines")
    assert (dossier.state, dossier.beneficiary_kind) == ("signature", "local")
    client = as_demo("signataire")
    client.post(f"/decisions/{dossier.reference}/preparer/accord/")
    act = Act.objects.get(dossier=dossier)
    assert (act.status, act.route) == (Act.Status.PREPARED, "local_investment")
    preview = client.get(f"/decisions/actes/{act.number}/acte.pdf")
    words = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(preview.content)).pages).split())
    assert "le décret n° 2018-514 du 25 juin 2018" in words


def test_a_member_who_declared_an_interest_is_out_of_its_vote(lab: Built) -> None:
    dossier = sample("Achat innovant")
    item = dossier.agenda_items.select_related("session__rules", "dossier").get()
    assert item.session.status == Session.Status.OPEN
    roll = roll_of(item)
    out = {seat.label: seat.person for seat in roll.seats if seat.pk in roll.recused}
    assert set(out) == {"SGAR, pôle modernisation", "DRFiP"}  # of the service that carries it; by declaration
    assert dossier.interests.get(withdrawn_at=None).person == out["DRFiP"]
    assert "DRFiP" in text(as_demo("secretariat"), item.get_absolute_url())


def test_a_plain_sample_is_granted_in_part(lab: Built) -> None:
    dossier = sample("Décrochage 82")
    assert (dossier.state, dossier.requested, dossier.granted) == ("granted", Decimal("21000.00"), Decimal("16800.00"))


def test_a_purchase_without_method_is_inadmissible(lab: Built) -> None:
    assert sample("Imprimantes").state == "inadmissible"
    assert act_of("Imprimantes").kind == Act.Kind.INADMISSIBILITY


def test_what_no_longer_fits_the_envelope_waits_in_its_rank(lab: Built) -> None:
    dossier = sample("Jumeau des crues")
    assert (dossier.state, dossier.reserved) == ("waiting", Decimal(0))
    assert dossier.waiting_rank
    assert dossier.requested > dossier.call.left
    assert "liste complémentaire" in text(as_demo("equipe"), dossier.get_absolute_url()).lower()


# -- made once, the same each time -------------------------------------------------
def test_a_second_run_does_nothing(lab: Built, settings: LazySettings) -> None:
    settings.DEMO = True
    before, said = counts(), StringIO()
    call_command("demo", stdout=said)
    assert counts() == before
    assert "construit" not in said.getvalue()
    assert f"presidence@{DOMAIN}" in said.getvalue()


@pytest.mark.django_db
def test_it_is_refused_where_the_demonstration_is_not_asked_for(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1, jamais en production"):
        call_command("demo")
    assert not User.objects.exists()


class StoppedError(Exception):
    """The build, stopped by who listens to it."""


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_lab_and_a_stopped_build_leaves_nothing(built: Built) -> None:
    """The past call again, up to its votes, by another process with its own hash seed."""
    seen: dict[str, object] = {}

    def listen(stage: str) -> None:
        if stage.startswith("procès-verbal établi"):
            seen.update(portrait(Call.objects.get(code=CODES[0])))
            raise StoppedError

    with clock.at(built.noon), pytest.raises(StoppedError):
        build(listen)
    assert len(seen) == 30
    assert seen == built.past
    assert not exists()
    assert counts()["accounts.User"] == 0
