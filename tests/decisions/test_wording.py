"""The texts of acts, as a lab writes them: drafted, checked, seen, put in use; an act keeps those it was made with."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from decisions.document import TEMPLATE_VERSION
from decisions.models import Act, ActFile, Wording
from decisions.reading import inputs_of
from decisions.rendering import render_act
from decisions.wording import writing
from decisions.wording.placeholders import COMMON, lines, paragraphs, problems, values_of
from decisions.wording.shipped import shipped
from decisions.wording.texts import DOCUMENTS
from decisions.wording.versions import shelf_of
from tests import world
from tests.copil.refusals import codes
from tests.decisions.act_samples import ASSOCIATION_ORDER, STATE_SERVICE, refused
from tests.decisions.desk import desk
from tests.decisions.pages import text_of
from tests.world import ok

SERVICE = DOCUMENTS["state_service"]
PAGES = "/decisions/textes/state_service/"
HOSTILE = "<script>alert(1)</script> <b>gras</b> &amp; file:///etc/passwd @import url('http://x/') </style>"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def texts(**changed: str) -> dict[str, str]:
    """The shipped texts of a State service's grant, some changed."""
    return {one.code: one.text for one in shipped(SERVICE.code)} | changed


def saved(by: User, shown: int = 0, **changed: str) -> Any:
    return writing.save_texts(document=SERVICE, texts=texts(**changed), shown=shown, by=by)


def in_use(by: User, **changed: str) -> Any:
    draft = ok(saved(by, **changed))
    return ok(writing.put_in_use(document=SERVICE, shown=draft.revision, reason="Plus clair.", by=by))


# -- what a text is: letters, and names between braces ------------------------------------------
def test_every_shipped_text_is_one_that_a_lab_could_save() -> None:
    said = {
        code: list(document.faults({t.code: t.text for t in shipped(code)})) for code, document in DOCUMENTS.items()
    }
    assert [code for code, faults in said.items() if faults] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{% load static %}", "« {% load static %} » est un repère qui n’existe pas"),
        ("{0.__class__}", "« {0.__class__} » est un repère qui n’existe pas"),
        ("{{ projet }}", "Une accolade est seule"),
        ("Le projet { finit", "Une accolade est seule, vers « Le projet { finit »"),
        ("}", "Une accolade est seule"),
        ("{montant}", "« {montant} » est un repère qui n’a pas de valeur dans ce texte"),
        ("sans rien", "Il manque le repère « {projet} » (l’intitulé du projet) : l’acte doit le dire."),
    ],
)
def test_what_stands_between_braces_is_of_the_list(text: str, sentence: str) -> None:
    found = list(problems(text, COMMON, ("projet",)))
    assert any(one.startswith(sentence) for one in found), found


def test_a_text_is_replaced_once_and_all_else_is_letters() -> None:
    """What a dossier says is not read again, and what is no name of the list stays as it was typed."""
    values = values_of(STATE_SERVICE) | {"projet": "{montant} {% now 'Y' %}"}
    typed = "{ projet } : {0.__class__} {{ x }} {% load i18n %} {montant}"
    (line,) = lines(typed, values)
    assert line == "{montant} {% now 'Y' %} : {0.__class__} {{ x }} {% load i18n %} 18\u202f000,00\u00a0€"
    assert [piece.text for piece in paragraphs(typed, values)[0] if piece.strong] == ["18\u202f000,00\u00a0€"]


@pytest.mark.pdf
def test_markup_in_the_texts_comes_out_as_letters() -> None:
    """HTML, template tags, addresses of files: printed as they were typed, nothing opened."""
    typed = f"{HOSTILE} {{% load static %}} {{{{ act }}}} {{0.__class__}}"
    for act, code in (
        (ASSOCIATION_ORDER, "visas"),
        (ASSOCIATION_ORDER, "repayment_rules"),
        (refused(STATE_SERVICE), "again"),
    ):
        document = act.route.value if act.grant else act.kind.value
        said = tuple(type(one)(code=one.code, text=typed) if one.code == code else one for one in shipped(document))
        shown = text_of(render_act(type(act)(**{**vars(act), "texts": said})))
        assert "".join(typed.split()) in "".join(shown.split())


# -- writing them ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_draft_is_checked_saved_put_in_use_and_never_changes_again() -> None:
    lab = world.build()
    lead, team = lab[Role.TEAM_LEAD], lab[Role.TEAM]
    assert codes(saved(team, opening="Non.")) == ["forbidden"]
    assert codes(saved(lead)) == ["texts"]  # nothing changes
    wrong = saved(lead, amount="Une somme est accordée.", visas=" \n", opening="{prix}")
    assert codes(wrong) == ["visas", "opening", "amount", "amount"]
    assert "{montant}" in wrong.sentence
    assert not Wording.objects.exists()

    draft = ok(saved(lead, opening="Le service {bénéficiaire} reçoit des crédits.\0"))
    assert (draft.version, draft.revision, draft.texts["opening"]) == (
        2, 1, "Le service {bénéficiaire} reçoit des crédits.",
    )  # fmt: skip
    assert ok(saved(lead, opening="Le service {bénéficiaire} reçoit des crédits.")).revision == 1  # sent twice
    assert codes(saved(lead, opening="Autre.")) == ["stale"]
    assert ok(saved(lead, 1, opening="Autre.")).revision == 2
    shelf = shelf_of(SERVICE)
    assert (shelf.in_use.number, [one.slot.code for one in shelf.drafted]) == (1, ["opening"])

    use = {"document": SERVICE, "by": lead}
    assert codes(writing.put_in_use(shown=1, reason="Oui.", **use)) == ["stale"]
    assert codes(writing.put_in_use(shown=2, reason=" ", **use)) == ["reason"]
    assert codes(writing.put_in_use(document=SERVICE, shown=2, reason="Oui.", by=team)) == ["forbidden"]
    assert ok(writing.put_in_use(shown=2, reason="Plus clair.", **use)).number == 2
    assert ok(writing.put_in_use(shown=2, reason="Plus clair.", **use)).number == 2  # sent twice
    row = Wording.objects.get()
    for change in ({"texts": {}}, {"reason": "Autre."}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Wording.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()

    draft = ok(saved(lead, opening="Encore."))
    assert (draft.version, draft.revision) == (3, 1)
    ok(writing.drop_draft(document=SERVICE, shown=1, by=lead))
    assert codes(writing.drop_draft(document=SERVICE, shown=1, by=lead)) == ["wrong_state"]
    assert [past.version.number for past in shelf_of(SERVICE).history] == [2, 1]


@pytest.mark.django_db
@pytest.mark.pdf
def test_an_act_keeps_its_texts_and_one_that_waits_is_prepared_again() -> None:
    with desk({}, {}) as d:
        before = ok(d.prepare())
        ok(d.sign(before))
        waiting = ok(d.prepare(dossier=d.dossiers[1]))
        assert waiting.template_version == f"{TEMPLATE_VERSION}/1/1"
        in_use(d.lead, opening="Le service {bénéficiaire} est doté.")
        assert codes(d.sign(waiting)) == ["act_current"]

        again = ok(d.prepare(dossier=d.dossiers[1]))
        assert (again.template_version, again.number) == (f"{TEMPLATE_VERSION}/2/1", waiting.number)
        assert "est doté." in text_of(bytes(ActFile.objects.get(act=again, part="act").content))
        ok(d.sign(again))
        for act in Act.objects.all():
            kept = bytes(ActFile.objects.get(act=act, part="act").content)
            assert render_act(inputs_of(act)) == kept, "the same bytes again, whatever is in use by now"
        assert "est doté." not in text_of(bytes(ActFile.objects.get(act=before, part="act").content))
        data = json.loads(inputs_of(again).to_public_json())
        assert data["template_version"] == f"{TEMPLATE_VERSION}/2"


@pytest.mark.django_db
@pytest.mark.pdf
def test_an_agreement_whose_texts_change_is_signed_again_by_its_beneficiary() -> None:
    from decisions import actions
    from tests.decisions.desk import PUBLIC_BODY
    from workflow import clock

    body = DOCUMENTS["public_body"]
    with desk(PUBLIC_BODY) as d:
        act = ok(d.prepare())
        ok(actions.record_countersignature(dossier=d.dossier, on=clock.today(), terms=act.terms_sha256, by=d.lead))
        said = {one.code: one.text for one in shipped("public_body")} | {"opening": "L’État finance le projet."}
        draft = ok(writing.save_texts(document=body, texts=said, shown=0, by=d.lead))
        page = signed_in(d.lead).get("/decisions/textes/public_body/mettre-en-service/").content.decode()
        assert "Une convention est déjà signée par son bénéficiaire" in page
        ok(writing.put_in_use(document=body, shown=draft.revision, reason="Plus court.", by=d.lead))
        assert ok(d.prepare()).countersigned_on is None


# -- the pages ------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.pdf
def test_the_coordination_writes_a_version_sees_it_on_a_dossier_and_puts_it_in_use() -> None:
    with desk() as d:
        lead, team = signed_in(d.lead), signed_in(d.world[Role.TEAM])
        assert "Décision, service de l’État" in team.get("/decisions/textes/").content.decode()
        assert team.get(f"{PAGES}modifier/").status_code == 403
        wrong = texts(amount=HOSTILE) | {"shown": "0"}
        refused_page = lead.post(f"{PAGES}modifier/", wrong)
        assert refused_page.status_code == 422
        said = refused_page.content.decode()
        assert "Il manque le repère « {montant} »" in said
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said  # what was typed is kept, as letters
        right = texts(opening=f"{HOSTILE} {{bénéficiaire}}") | {"shown": "0"}
        assert lead.post(f"{PAGES}modifier/", right, follow=True).status_code == 200
        shown = lead.get(PAGES).content.decode()
        assert "<script>alert" not in shown
        assert "Brouillon de la version 2" in shown

        reference = d.dossier.reference
        pdf = lead.get(f"{PAGES}apercu.pdf", {"dossier": reference, "texts": "brouillon"})
        assert pdf["Content-Type"] == "application/pdf"
        printed = text_of(pdf.content)
        assert "PROJET · aperçu des textes" in printed
        assert "".join(HOSTILE.split()) in "".join(printed.split())
        assert "gras" not in text_of(lead.get(f"{PAGES}apercu.pdf", {"dossier": reference}).content)
        assert lead.get("/decisions/textes/letter_grant/apercu.pdf", {"dossier": reference}).status_code == 200
        assert lead.get("/decisions/textes/refusal/apercu.pdf", {"dossier": reference}).status_code == 200
        assert lead.get(f"{PAGES}apercu.pdf", {"dossier": "LO-2026-9999"}).status_code == 404
        assert not Act.objects.exists()

        use = f"{PAGES}mettre-en-service/"
        assert lead.post(use, {"shown": "1", "reason": ""}).status_code == 422
        assert lead.post(use, {"shown": "9", "reason": "Plus clair."}).status_code == 409
        done = lead.post(use, {"shown": "1", "reason": "Plus clair."}, follow=True).content.decode()
        assert "La version 2 est en service" in done
        assert "Plus clair." in lead.get(f"{PAGES}versions/2/").content.decode()
        assert lead.get(f"{PAGES}versions/1/").status_code == 200
        assert lead.get(f"{PAGES}versions/3/").status_code == 404
        assert lead.post(f"{PAGES}abandonner/", {"shown": "1"}).status_code == 409
