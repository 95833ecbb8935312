"""The room's pages: who gets which, what they carry out, what they say when they cannot."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.models import Delegation, User
from accounts.roles import Role
from decisions.actions import record_countersignature
from decisions.models import Act, ActFile
from dossiers.models import Call, Dossier, Interest
from tests.decisions.desk import ASSOCIATION, PUBLIC_BODY, Desk, desk, inadmissible_desk
from tests.decisions.test_preparing import prepared
from tests.world import do, ok, person
from workflow import clock, triggers
from workflow.gesture import new_key

pytestmark = pytest.mark.django_db

FACT = "Le même service existe déjà dans le département."
HOSTILE = "<script>alert(1)</script>"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(dossier: Dossier, name: str) -> str:
    return f"/decisions/{dossier.reference}/{name}/"


def text(response: Any) -> str:
    return response.content.decode()


def signing(desk: Desk, act: Act, **changed: Any) -> dict[str, Any]:
    """What the form of the page sends."""
    return {"key": new_key(), "version": desk.dossier.version, "kind": act.kind, "seal": act.pdf_sha256, **changed}


# -- the way through ---------------------------------------------------------------
def test_a_signatory_prepares_reads_and_signs() -> None:
    with desk() as d:
        client = as_(d.signatory)
        shown = client.get(page(d.dossier, "signer"))
        assert shown.status_code == 200
        assert "L’acte n’est pas encore préparé." in text(shown)
        assert "Signer l’accord" not in text(shown)
        sent = client.post(page(d.dossier, "preparer/accord"))
        assert (sent.status_code, sent["Location"]) == (302, page(d.dossier, "signer"))
        act = Act.objects.get()
        shown = text(client.get(page(d.dossier, "signer")))
        assert f"/decisions/actes/{act.number}/acte.pdf" in shown
        assert f'value="{act.pdf_sha256}"' in shown
        sent = client.post(page(d.dossier, "signer"), signing(d, act))
        assert (sent.status_code, sent["Location"]) == (302, "/decisions/")
        assert d.dossier.state == "granted"
        register = text(client.get("/decisions/"))
        assert act.number in register
        assert "Rien à signer" in register


def test_the_page_tells_the_vote_the_scores_the_envelope_and_the_delegation() -> None:
    with desk(outcome="conditional", conditions="Associer deux établissements.", amount="15000.00") as d:
        shown = text(as_(d.signatory).get(page(d.dossier, "signer")))
        for said in (
            "Accord partiel de",
            "3 pour, 0 contre",
            "Associer deux établissements.",
            "Impact avéré sur l’action publique",
            "85\u202f000,00\u202f€",  # left of the envelope after this act
            "Arrêté du 2 janvier 2026",
        ):
            assert said in shown, said


def test_a_refusal_on_the_signatory_s_own_reasons() -> None:
    with desk() as d:
        client = as_(d.signatory)
        shown = text(client.get(page(d.dossier, "preparer/refus")))
        assert "n’est pas un droit" in shown
        empty = client.post(page(d.dossier, "preparer/refus"), {"law": "L’article 3.", "fact": " "})
        assert empty.status_code == 422
        assert "L’article 3." in text(empty)
        client.post(page(d.dossier, "preparer/refus"), {"law": "L’article 3.", "fact": FACT})
        shown = text(client.get(page(d.dossier, "signer")))
        assert FACT in shown
        assert "à la place de ce qui vous est proposé" in shown
        client.post(page(d.dossier, "signer"), signing(d, Act.objects.get()))
        assert d.dossier.state == "refused"


def test_going_back_to_the_act_that_is_proposed() -> None:
    with desk() as d:
        ok(d.prepare(Act.Kind.REFUSAL, reasons_fact=FACT))
        client = as_(d.signatory)
        assert "Revenir à l’acte proposé" in text(client.get(page(d.dossier, "signer")))
        client.post(page(d.dossier, "preparer/accord"))
        assert Act.objects.get(status="prepared").kind == "grant"


def test_an_inadmissibility_is_prepared_on_its_reasons() -> None:
    with inadmissible_desk() as d:
        client = as_(d.signatory)
        assert "Relire les motifs" in text(client.get(page(d.dossier, "signer")))
        shown = text(client.get(page(d.dossier, "preparer/irrecevabilite")))
        assert "Le devis demandé manque." in shown
        client.post(page(d.dossier, "preparer/irrecevabilite"), {"law": "L’article 4.", "fact": "Pas de devis."})
        client.post(page(d.dossier, "signer"), signing(d, Act.objects.get()))
        assert d.dossier.state == "inadmissible"


def test_the_coordination_records_the_beneficiary_s_signature() -> None:
    with desk(PUBLIC_BODY) as d:
        act = ok(d.prepare())
        client = as_(d.lead)
        shown = client.get(page(d.dossier, "convention"))
        assert shown.status_code == 200
        today = clock.today()
        for on in ("", "hier", str(today + timedelta(1)), "1900-01-01"):
            wrong = client.post(page(d.dossier, "convention"), {"on": on, "terms": act.terms_sha256})
            assert wrong.status_code == 422, on
            assert on in text(wrong)
        stale = client.post(page(d.dossier, "convention"), {"on": str(today), "terms": "0" * 64})
        assert stale.status_code == 409
        sent = client.post(page(d.dossier, "convention"), {"on": str(today), "terms": act.terms_sha256})
        assert (sent.status_code, prepared(act).countersigned_on) == (302, today)
        assert "Signée par le bénéficiaire" in text(client.get(d.dossier.get_absolute_url()))


# -- refusals ----------------------------------------------------------------------------
def test_a_stale_version_an_old_act_and_a_broken_form_sign_nothing() -> None:
    with desk() as d:
        act, client = ok(d.prepare()), as_(d.signatory)
        url = page(d.dossier, "signer")
        for changed, status in (
            ({"version": d.dossier.version - 1}, 409),
            ({"seal": "0" * 64}, 422),
            ({"kind": "refusal"}, 422),
            ({"kind": "autre"}, 409),
            ({"seal": "x"}, 409),
            ({"key": ""}, 409),
            ({"version": "un"}, 409),
        ):
            answer = client.post(url, signing(d, act, **changed))
            assert answer.status_code == status, changed
            assert "Rien n’a été signé" in text(answer)
        assert d.dossier.state == "signature"


def test_unmet_guards_are_listed_with_who_lifts_them() -> None:
    with desk(validated=False) as d:
        act, client = ok(d.prepare()), as_(d.signatory)
        Call.objects.update(envelope="17000.00")
        for answer in (client.get(page(d.dossier, "signer")), client.post(page(d.dossier, "signer"), signing(d, act))):
            assert "L’extrait du procès-verbal n’est pas encore validé" in text(answer)
            assert "la présidence du COPIL" in text(answer)
            assert "dépassent ce qui reste de l’enveloppe" in text(answer)
        assert answer.status_code == 422
        Call.objects.update(envelope="100000.00")


def test_a_signature_sent_twice_answers_twice_and_signs_once() -> None:
    with desk() as d:
        act, client = ok(d.prepare()), as_(d.signatory)
        said = signing(d, act)
        answers = [client.post(page(d.dossier, "signer"), said).status_code for _ in range(2)]
        assert (answers, prepared(act).status) == ([302, 302], "in_force")
        assert client.post(page(d.dossier, "signer"), signing(d, act)).status_code == 409
        assert client.get(page(d.dossier, "signer")).status_code == 409
        assert client.post(page(d.dossier, "preparer/accord")).status_code == 409


def test_signing_takes_few_statements_from_the_browser_to_the_database(statements: Any) -> None:
    with desk(ASSOCIATION) as d:  # whose year is added up, which takes one statement more
        act, client = ok(d.prepare()), as_(d.signatory)
        url, said = page(d.dossier, "signer"), signing(d, act)
        with statements(at_most=27):
            assert client.post(url, said).status_code == 302


def test_preparing_without_delegation_says_so() -> None:
    with desk() as d:
        Delegation.objects.update(ceiling="100.00")
        client = as_(d.signatory)
        answer = client.post(page(d.dossier, "preparer/accord"))
        assert answer.status_code == 422
        assert "elle ne couvre pas" in text(answer)
        assert "Préparer l’acte" not in text(answer)
        assert "au-delà de votre plafond" in text(client.get("/decisions/"))


def test_unknown_kinds_and_dossiers_do_not_exist() -> None:
    with desk() as d:
        client = as_(d.signatory)
        for url in (
            page(d.dossier, "preparer/convention"),
            "/decisions/LO-2026-9999/signer/",
            "/decisions/actes/2026-LABO-9999/acte.pdf",
            "/decisions/actes/%00/acte.pdf",
        ):
            assert client.get(url).status_code == 404, url
        assert client.get(page(d.dossier, "preparer/irrecevabilite")).status_code == 200
        sent = client.post(page(d.dossier, "preparer/irrecevabilite"), {"law": "a", "fact": "b"})
        assert sent.status_code == 409


# -- who gets which ------------------------------------------------------------------------
def statuses(desk: Desk, client_of: Callable[[Role], Client], paths: dict[str, str]) -> dict[str, dict[str, int]]:
    roles = [role for role in Role if role is not Role.SYSTEM]
    return {name: {role.value: client_of(role).get(path).status_code for role in roles} for name, path in paths.items()}


#: Written by hand: each page before the signature, then after it.
BEFORE = {
    "register": {
        "leader": 404, "referent": 404, "team": 200, "team_lead": 200, "copil_member": 404, "copil_chair": 404,
        "copil_secretary": 404, "signatory": 200, "auditor": 200, "admin": 404,
    },
    "sign": {
        "leader": 403, "referent": 403, "team": 403, "team_lead": 403, "copil_member": 403, "copil_chair": 403,
        "copil_secretary": 403, "signatory": 200, "auditor": 403, "admin": 404,
    },
    "reasons": {
        "leader": 403, "referent": 403, "team": 403, "team_lead": 403, "copil_member": 403, "copil_chair": 403,
        "copil_secretary": 403, "signatory": 200, "auditor": 403, "admin": 404,
    },
    "countersign": {
        "leader": 403, "referent": 403, "team": 403, "team_lead": 200, "copil_member": 403, "copil_chair": 403,
        "copil_secretary": 403, "signatory": 403, "auditor": 403, "admin": 404,
    },
    "pdf": {
        "leader": 404, "referent": 404, "team": 404, "team_lead": 200, "copil_member": 404, "copil_chair": 404,
        "copil_secretary": 404, "signatory": 200, "auditor": 404, "admin": 404,
    },
}  # fmt: skip
BEFORE["letter"] = BEFORE["pdf"]
AFTER = {
    "sign": {**BEFORE["sign"], "signatory": 409},
    "reasons": {**BEFORE["reasons"], "signatory": 409},
    "countersign": {**BEFORE["countersign"], "team_lead": 409},
    "pdf": {
        "leader": 200, "referent": 200, "team": 200, "team_lead": 200, "copil_member": 200, "copil_chair": 200,
        "copil_secretary": 200, "signatory": 200, "auditor": 200, "admin": 404,
    },
}  # fmt: skip
AFTER["letter"] = AFTER["pdf"]


def test_each_page_answers_each_role() -> None:
    with desk(PUBLIC_BODY) as d:
        act = ok(d.prepare())
        paths = {
            "register": "/decisions/",
            "sign": page(d.dossier, "signer"),
            "reasons": page(d.dossier, "preparer/refus"),
            "countersign": page(d.dossier, "convention"),
            "pdf": f"/decisions/actes/{act.number}/acte.pdf",
            "letter": f"/decisions/actes/{act.number}/lettre.pdf",
        }
        clients = {role: as_(d.world[role]) for role in Role if role is not Role.SYSTEM}
        assert statuses(d, clients.__getitem__, paths) == BEFORE
        stranger = as_(person("inconnue"))
        assert {stranger.get(path).status_code for path in paths.values()} == {404}
        for path in paths.values():
            assert Client().get(path).status_code == 302  # to the sign-in page
        ok(record_countersignature(dossier=d.dossier, on=clock.today(), terms=act.terms_sha256, by=d.lead))
        ok(d.sign(act))
        del paths["register"]
        assert statuses(d, clients.__getitem__, paths) == AFTER


def test_nobody_prepares_or_signs_by_post_but_the_signatory() -> None:
    with desk() as d:
        act = ok(d.prepare())
        for role in Role:
            if role in {Role.SIGNATORY, Role.SYSTEM}:
                continue
            client, wanted = as_(d.world[role]), 404 if role is Role.ADMIN else 403
            assert client.post(page(d.dossier, "signer"), signing(d, act)).status_code == wanted
            assert client.post(page(d.dossier, "preparer/accord")).status_code == wanted
            said = {"law": "a", "fact": "b"}
            assert client.post(page(d.dossier, "preparer/refus"), said).status_code == wanted
        Interest.objects.create(dossier=d.dossier, person=d.signatory, reason="Parent", declared_at=clock.now())
        client = as_(d.signatory)
        assert client.post(page(d.dossier, "signer"), signing(d, act)).status_code == 403
        assert client.get(f"/decisions/actes/{act.number}/acte.pdf").status_code == 404
        assert d.dossier.title not in text(client.get("/decisions/"))
        assert d.dossier.state == "signature"


def test_before_the_signature_the_leader_s_page_tells_nothing_of_the_act() -> None:
    with desk(PUBLIC_BODY) as d:
        act = ok(d.prepare())
        shown = text(as_(d.world.leader).get(d.dossier.get_absolute_url()))
        for kept in (act.number, act.code, "La décision</h2>", "convention", "préparé"):
            assert kept not in shown, kept


def test_once_signed_the_leader_finds_the_act_on_the_dossier_s_page() -> None:
    with desk() as d:
        act = d.signed()
        client = as_(d.world.leader)
        shown = text(client.get(d.dossier.get_absolute_url()))
        assert f"/decisions/actes/{act.number}/acte.pdf" in shown
        assert f"/verifier/{act.code}/" in shown
        ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
        new = ok(d.prepare())
        assert "Ce qui est corrigé</dt><dd>Erreur d’adresse." in text(
            as_(d.signatory).get(f"/decisions/{d.dossier.reference}/signer/")
        )
        shown = text(client.get(d.dossier.get_absolute_url()))
        assert (act.number in shown, new.number in shown) == (True, False)


# -- the documents -------------------------------------------------------------------------------
def test_documents_come_with_their_bytes_headers_and_name() -> None:
    with desk() as d:
        act, client = d.signed(), as_(d.world.leader)
        for name, part, file_name in (
            ("acte", "act", f'inline; filename="D\\xe9cision {act.number}.pdf"'),
            ("lettre", "letter", f'inline; filename="Lettre de notification {act.number}.pdf"'),
        ):
            answer = client.get(f"/decisions/actes/{act.number}/{name}.pdf")
            assert answer.content == bytes(ActFile.objects.get(act=act, part=part).content)
            assert answer["Content-Type"] == "application/pdf"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in answer["Cache-Control"]
            shown = answer["Content-Disposition"]
            assert shown in {file_name, f"inline; filename*=utf-8''D%C3%A9cision%20{act.number}.pdf"}


@pytest.mark.breaks_invariants
def test_an_altered_document_is_given_to_nobody() -> None:
    with desk() as d:
        act, client = d.signed(), as_(d.world.leader)
        triggers.remove(connection)
        try:
            ActFile.objects.filter(act=act, part="act").update(content=b"%PDF-1.7 forged")
            answer = client.get(f"/decisions/actes/{act.number}/acte.pdf")
            assert answer.status_code == 500
            assert b"forged" not in answer.content
            assert "Document altéré" in text(answer)
        finally:
            triggers.install()


# -- hostile input --------------------------------------------------------------------------------
def test_markup_in_every_text_is_text() -> None:
    with desk(outcome="refusal", reasons=HOSTILE) as d:
        client = as_(d.signatory)
        client.post(page(d.dossier, "preparer/refus"), {"law": HOSTILE, "fact": HOSTILE})
        for url in (page(d.dossier, "signer"), page(d.dossier, "preparer/refus"), "/decisions/?q=" + HOSTILE):
            assert HOSTILE not in text(client.get(url)), url
        client.post(page(d.dossier, "signer"), signing(d, Act.objects.get()))
        assert d.dossier.state == "refused"
        assert HOSTILE not in text(client.get(d.dossier.get_absolute_url()))


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 500, "kind=nope&status=%27", "page=-1", "page=zz", "q=%E2%80%AE"]
)
def test_filters_that_mean_nothing_narrow_nothing(query: str) -> None:
    user = person("equipe", Role.TEAM)
    assert as_(user).get(f"/decisions/?{query}").status_code == 200


def test_files_and_giant_forms_are_refused_plainly() -> None:
    with desk() as d:
        client = as_(d.signatory)
        assert client.post(page(d.dossier, "preparer/refus"), {"law": "a", "fact": "x" * 6001}).status_code == 422
        upload = SimpleUploadedFile("acte.pdf", b"%PDF")
        assert client.post(page(d.dossier, "signer"), {"seal": upload}).status_code == 409


# -- the register ---------------------------------------------------------------------------------------
def test_the_register_is_searched_and_narrowed() -> None:
    with desk({"name": "Commune d’Été"}, {"name": "Mairie de Foix"}) as d:
        first, second = (d.signed(dossier=one) for one in d.dossiers)
        client = as_(d.world[Role.TEAM])

        def found(query: str) -> set[str]:
            shown = text(client.get(f"/decisions/?{query}"))
            return {act.number for act in (first, second) if f"actes/{act.number}/" in shown}

        assert found("q=ete") == {first.number}
        assert found("q=FOIX") == {second.number}
        assert found(f"q={first.number.lower()}") == {first.number}
        assert found(f"q={d.dossiers[1].reference}") == {second.number}
        assert found("q=foix+ete") == set()
        assert found("kind=refusal") == set()
        assert found("status=in_force&kind=grant") == {first.number, second.number}


def test_an_auditor_reads_the_acts_of_their_mission_only() -> None:
    with desk() as d:
        act = d.signed()
        near = person("proche", Role.AUDITOR, scope=d.world.call.code)
        far = person("lointain", Role.AUDITOR, scope="AUTRE")
        assert act.number in text(as_(near).get("/decisions/"))
        assert act.number not in text(as_(far).get("/decisions/"))
        assert as_(far).get(f"/decisions/actes/{act.number}/acte.pdf").status_code == 404


def more_of_both(act: Act, start: int, stop: int) -> None:
    """Decided dossiers with their acts, and as many waiting for a signature: rows only, for the lists' sake."""
    now, call, leader = clock.now(), act.dossier.call, act.dossier.leader
    common = {"call": call, "leader": leader, "created_at": now, "deposited_at": now, "submitted_version": 1}
    decided = [
        Dossier(reference=f"LO-2020-{n:05}", title="Copie", state="granted", granted=1, decided_at=now, **common)
        for n in range(start, stop)
    ]
    waiting = [
        Dossier(reference=f"LO-2021-{n:05}", state="signature", proposal="grant", proposed_amount=1, **common)
        for n in range(start, stop)
    ]
    Dossier.objects.bulk_create(decided + waiting)
    Act.objects.bulk_create(
        Act(
            dossier=row, number=f"2020-LABO-{n:05}", code=f"{n:012}", kind="grant", route=act.route, title="Copie",
            beneficiary="Copie", words="copie", amount=1, status="in_force", template_version="x", prepared_at=now,
            signed_at=now, signatory=act.signatory, delegation=act.delegation,
        )
        for n, row in enumerate(decided, start)
    )  # fmt: skip


@pytest.mark.breaks_invariants
def test_the_front_page_takes_few_statements_at_one_three_and_a_thousand(statements: Any) -> None:
    with desk({}, {}) as d:
        act = d.signed()
        client, counts = as_(d.signatory), []
        for start, stop in ((0, 0), (1, 3), (3, 1000)):
            more_of_both(act, start, stop)
            with statements(at_most=10) as seen:
                assert client.get("/decisions/?q=a").status_code == 200
            counts.append(len(seen))
        assert counts[0] == counts[1]
        assert counts[2] <= counts[0] + 1  # how many more dossiers wait than are shown
