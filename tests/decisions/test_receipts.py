"""Receipts: made in the background, once, saying what the law wants by route; kept as they were sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.roles import Role
from decisions.models import Act, Receipt, ReceiptFile
from decisions.receipts.inputs import receipt_inputs
from decisions.receipts.making import due, make
from decisions.receipts.rendering import render_receipt
from dossiers import actions
from dossiers.actions import Asked
from dossiers.models import Dossier
from notifications.models import Message
from tests import world
from tests.decisions.desk import ASSOCIATION, LOCAL, PUBLIC_BODY, desk
from tests.decisions.pages import failures, outside, text_of
from tests.world import World, do, fresh, ok
from workflow import clock, timers
from workflow.models import LogEntry

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def dossier(lab: World) -> Dossier:
    return world.in_challenge(lab, beneficiary=ASSOCIATION)


def make_due() -> int:
    """What a tick does of the receipts; how many it made."""
    made, faults = timers.carry_out(due())
    assert faults == ()
    return made


def ask(lab: World, dossier: Dossier, *labels: str) -> Any:
    pieces = [Asked(label) for label in labels]
    return ok(actions.ask_for_pieces(dossier=dossier, pieces=pieces, due_on=None, by=lab[Role.TEAM]))


def said(dossier: Dossier) -> str:
    """What the receipt made now says, which must hold to both standards."""
    pdf = render_receipt(receipt_inputs(fresh(dossier), number=1, code="7KQ4-M2XT-9DRA"))
    assert failures(pdf) == []
    assert outside(pdf) == []
    return text_of(pdf)


def written(day: Any) -> str:
    from decisions.french import long_date

    return " ".join(long_date(day).split())


# -- what it says -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("beneficiary", "words"),
    [
        (ASSOCIATION, "pendant deux mois sur la demande vaut décision de rejet (article L. 231-4"),
        (PUBLIC_BODY, "pendant deux mois sur la demande vaut décision de rejet (article R. 421-2"),
        (LOCAL, "pendant huit mois sur la demande vaut décision de rejet (article 7 du décret n° 2018-514"),
    ],
)
def test_it_says_what_silence_means_by_route_and_how_to_appeal(
    lab: World, beneficiary: dict[str, str], words: str
) -> None:
    dossier = world.in_challenge(lab, beneficiary=beneficiary)
    text = said(dossier)
    assert words in text
    assert f"réputée rejetée le {written(fresh(dossier).implicit_decision_on)}" in text
    assert f"a été reçue le {written(clock.today())}" in text
    for told in ("tribunal administratif de Toulouse", "recours gracieux", "lab-o@lab-o.example", "L. 232-4"):
        assert told in text


def test_a_service_of_the_state_is_told_that_silence_decides_nothing(lab: World) -> None:
    text = said(world.in_challenge(lab))
    assert "ne fait naître aucune décision" in text
    assert "recours" not in text.replace("Vérifier", "")


def test_an_incomplete_file_is_told_what_is_missing_then_since_when_it_is_complete(
    lab: World, dossier: Dossier
) -> None:
    request = ask(lab, dossier, "Le devis <b>signé</b>", "Le plan")
    text = said(dossier)
    assert "Le devis <b>signé</b> (pièce à joindre), au plus tard le " + written(request.due_on) in text
    assert "L. 114-5" in text
    for piece in request.pieces.all():
        ok(actions.provide_piece(piece=piece, answer="Voici.", by=lab.leader))
    text = said(dossier)
    assert f"la demande est complète depuis le {written(clock.today())}" in text
    assert "au plus tard le" not in text


def test_long_and_strange_words_stay_on_the_page(lab: World) -> None:
    dossier = world.in_challenge(lab, beneficiary={**ASSOCIATION, "name": "W" * 190, "address": "É" * 200})
    ask(lab, dossier, *[f"{n} {'pièce' * 38}" for n in range(20)])
    said(dossier)


# -- how it is made ------------------------------------------------------------------------
def test_the_first_deposit_is_owed_one_and_it_is_made_once(lab: World, dossier: Dossier) -> None:
    assert make_due() == 1
    assert make_due() == 0
    receipt = Receipt.objects.get()
    now = fresh(dossier)
    assert (receipt.kind, receipt.number, now.receipts_made, now.receipt_due_since) == ("deposit", 1, 1, None)
    entry = LogEntry.objects.get(event="receipt_made")
    assert receipt.sha256 in entry.payload
    mail = Message.objects.get(template="receipt_made")
    assert (mail.recipient, mail.context["link"]) == (
        lab.leader, f"/decisions/accuses/{dossier.reference}/1.pdf",
    )  # fmt: skip


def test_each_change_of_what_is_missing_makes_another(lab: World, dossier: Dossier) -> None:
    make_due()
    request = ask(lab, dossier, "Le devis")
    assert make_due() == 1
    ok(actions.provide_piece(piece=request.pieces.get(), answer="Voici.", by=lab.leader))
    assert make_due() == 1
    assert list(Receipt.objects.values_list("kind", flat=True)) == ["deposit", "incomplete", "complete"]
    assert [bool(m.context["missing"]) for m in Message.objects.filter(template="receipt_made").order_by("pk")] == [
        False, True, False,
    ]  # fmt: skip


def test_a_completed_version_makes_no_other_unless_its_route_changed(lab: World, dossier: Dossier) -> None:
    make_due()
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    ok(do(dossier, "resubmit", lab.leader))
    assert make_due() == 0
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Corrigez le bénéficiaire."))
    section = fresh(dossier).sections.get(code="beneficiary")
    answers = {**section.data, **LOCAL}
    ok(
        actions.save_section(
            dossier=dossier, section="beneficiary", answers=answers, revision=section.revision, by=lab.leader
        )
    )
    ok(do(dossier, "resubmit", lab.leader))
    assert make_due() == 1


def test_a_request_already_answered_is_owed_none(lab: World, dossier: Dossier) -> None:
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    assert make_due() == 0
    assert fresh(dossier).receipt_due_since is None
    draft = world.draft(lab)
    assert not make(draft.pk)


def test_a_request_reopened_after_its_decision_is_owed_none(client: Client) -> None:
    """Its silence refuses nothing any more, which a receipt would say of a service of the State alone."""
    with desk(ASSOCIATION, outcome="refusal", reasons="Le même service existe déjà.") as d:
        d.signed(Act.Kind.REFUSAL)
        ok(do(d.dossier, "reopen", d.lead, reason="Recours gracieux.", exception=True))
        ask(d.world, d.dossier, "Le devis")
        client.force_login(d.world.leader)
        assert "Accusé de réception" not in client.get(d.dossier.get_absolute_url()).content.decode()
        assert make_due() == 0
        assert not Receipt.objects.exists()
        assert fresh(d.dossier).receipt_due_since is None


def test_one_that_cannot_be_made_stops_no_other(lab: World, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    from decisions.receipts import rendering

    other = world.in_challenge(lab, beneficiary=LOCAL)

    def laid_out(inputs: Any) -> bytes:
        if inputs.dossier == dossier.reference:
            raise RuntimeError("a font is broken")
        return b"%PDF-"

    monkeypatch.setattr(rendering, "render_receipt", laid_out)
    made, faults = timers.carry_out(due())
    assert made == 1
    assert [str(fault) for fault in faults] == [f"receipt of case {dossier.pk} : RuntimeError: a font is broken"]
    assert Receipt.objects.get().dossier == other
    assert fresh(dossier).receipt_due_since is not None
    monkeypatch.setattr("decisions.receipts.making.AT_ONCE", 1)
    world.in_challenge(lab, beneficiary=LOCAL)
    assert make_due() == 1  # the newer one: what failed waits behind what was never tried
    made, faults = timers.carry_out(due())
    assert (made, len(faults)) == (0, 1)  # and is tried again in its turn


def test_what_changes_while_it_is_laid_out_makes_it_again(
    lab: World, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    from decisions.receipts import rendering

    def meanwhile(inputs: Any) -> bytes:
        ask(lab, dossier, "Le devis")
        return b"%PDF-"

    with monkeypatch.context() as patched:
        patched.setattr(rendering, "render_receipt", meanwhile)
        assert make_due() == 0
    assert not Receipt.objects.exists()
    assert make_due() == 1
    assert Receipt.objects.get().kind == "incomplete"


def test_an_old_archive_is_owed_nothing_any_more(lab: World, dossier: Dossier) -> None:
    with clock.at(world.days_later(61)):
        assert make_due() == 0


def test_the_database_keeps_it_as_it_was(lab: World, dossier: Dossier) -> None:
    make_due()
    for change in (
        lambda: Receipt.objects.update(sha256="0" * 64),
        lambda: ReceiptFile.objects.update(content=b"x"),
        lambda: ReceiptFile.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# -- pages ----------------------------------------------------------------------------------
@pytest.fixture
def made(lab: World, dossier: Dossier) -> Receipt:
    for referent in lab.referents:
        ok(actions.assign_referent(dossier=dossier, referent=referent, by=lab[Role.TEAM]))
    make_due()
    return Receipt.objects.get()


def test_who_opens_it(client: Client, lab: World, dossier: Dossier, made: Receipt) -> None:
    url = f"/decisions/accuses/{dossier.reference}/1.pdf"
    for role in (Role.LEADER, Role.TEAM, Role.TEAM_LEAD, Role.REFERENT, Role.AUDITOR):
        client.force_login(lab[role])
        answer = client.get(url)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert "no-store" in answer["Cache-Control"]
        assert url in client.get(dossier.get_absolute_url()).content.decode()
        for other in ("2", "0", "99999999999999999999"):
            assert client.get(url.replace("1.pdf", f"{other}.pdf")).status_code == 404
    for role in (Role.ADMIN, Role.SIGNATORY, Role.COPIL_MEMBER):
        client.force_login(lab[role])
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_its_code_opens_a_public_page_that_says_whether_another_came_after(
    lab: World, dossier: Dossier, made: Receipt
) -> None:
    page = Client().get(f"/verifier/{made.code}/").content.decode()
    assert made.sha256 in page
    assert "Cet accusé de réception a été délivré" in page
    assert dossier.title not in page
    by_file = Client().get("/verifier/", {"sha256": made.sha256}, follow=True).content.decode()
    assert "celui qui a été délivré : l’accusé de réception." in by_file
    ask(lab, dossier, "Le devis")
    make_due()
    assert "puis un autre" in Client().get(f"/verifier/{made.code}/").content.decode()


def test_until_it_is_made_the_page_says_so(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    assert "d’ici quelques minutes" in client.get(dossier.get_absolute_url()).content.decode()
    with clock.at(clock.now() + timedelta(days=90)):
        assert "Accusé de réception" not in client.get(dossier.get_absolute_url()).content.decode()
