"""Every kind of PDF that the site makes, judged by veraPDF: PDF/A-3a and PDF/UA-1 at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.test import override_settings

from accounts.roles import Role
from copil.binder.gathering import gather
from copil.binder.request import dossier_said
from copil.convocation.inputs import read
from copil.convocation.press import press
from copil.minutes.decisions import read as decisions_read
from copil.minutes.excerpt import excerpt_said, validated_items
from copil.minutes.readers import reduced
from copil.minutes.reading import minutes_of, minutes_said
from copil.models import Notice, Paper
from decisions.binder.rendering import render_binder, render_dossier
from decisions.document import ActInputs, Branding, Superseded, Term
from decisions.minutes.rendering import render_decisions, render_excerpt, render_minutes
from decisions.pades import sealed
from decisions.pdf import pdf_from_html
from decisions.receipts.inputs import receipt_inputs
from decisions.receipts.rendering import render_receipt
from decisions.rendering import render_act, render_notification
from dossiers import actions as dossiers
from dossiers.page.glance import Glance
from tests import world
from tests.copil import held
from tests.decisions.act_samples import (
    AMENDED,
    ASSOCIATION_AGREEMENT,
    ASSOCIATION_ORDER,
    LOCAL_INVESTMENT,
    ORDER_AMENDED,
    PUBLIC_BODY,
    STATE_SERVICE,
    inadmissible,
    letter_of,
    refused,
)
from tests.decisions.test_pdf import INFO, whole_page
from tests.seals import PASSWORD, Pki
from tests.verapdf import judged
from tests.world import World, fresh, ok
from workflow import clock

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.long]
Printed = Callable[[], bytes]
CONDITIONAL = replace(
    ASSOCIATION_ORDER,
    grant=replace(
        ASSOCIATION_ORDER.grant,  # type: ignore[type-var]
        terms=(Term(due=date(2027, 3, 31), before_payment=True),),
    ),
)
FORMER = Superseded(title="l’arrêté n° 2026-LABO-0007", signed_on=date(2026, 11, 2))


def of_the_state(act: ActInputs) -> ActInputs:
    return replace(act, branding=Branding.STATE)


#: Each route and each kind, with all that an act may hold, in both brandings.
ACTS = {
    "of a service": STATE_SERVICE,
    "on conditions": CONDITIONAL,
    "agreement": of_the_state(ASSOCIATION_AGREEMENT),
    "replacing another": replace(LOCAL_INVESTMENT, supersedes=FORMER),
    "of a public body": PUBLIC_BODY,
    "amending another": AMENDED,
    "amending an order": of_the_state(ORDER_AMENDED),
    "refusing": refused(ASSOCIATION_AGREEMENT),
    "refusing a service": of_the_state(refused(STATE_SERVICE)),
    "inadmissible": inadmissible(LOCAL_INVESTMENT),
}
LETTERS = {
    "on conditions": letter_of(CONDITIONAL),
    "amending another": letter_of(AMENDED),
    "refusing a service": letter_of(of_the_state(refused(STATE_SERVICE))),
    "inadmissible": letter_of(inadmissible(LOCAL_INVESTMENT)),
}


#: Printed twice; acts are so elsewhere.
ONE_A_KIND = (
    "letter on conditions", "convocation", "minutes", "decisions", "binder", "dossier", "excerpt", "receipt incomplete",
)  # fmt: skip
#: A picture that says nothing to who does not see it.
UNTOLD = '<img src="dsfr/dist/favicon/favicon.svg">'


def receipts(lab: World) -> Iterator[tuple[str, Printed]]:
    """The three receipts of one request: deposited, found incomplete, completed."""

    def printed(number: int) -> Printed:
        return partial(render_receipt, receipt_inputs(fresh(dossier), number=number, code="7KQ4-M2XT-9DRA"))

    dossier = world.in_challenge(lab)
    yield "deposit", printed(1)
    piece = dossiers.Asked("Le devis")
    asked = ok(dossiers.ask_for_pieces(dossier=dossier, pieces=[piece], due_on=None, by=lab[Role.TEAM]))
    yield "incomplete", printed(2)
    ok(dossiers.provide_piece(piece=asked.pieces.get(), answer="Le voici.", by=lab.leader))
    yield "complete", printed(3)


def of_a_session() -> Iterator[tuple[str, Printed]]:
    """What a session makes: convocation, minutes, list of decisions, binder, a dossier alone, the decision on it; then
    the receipts of its lab.
    """
    committee = held.live()
    held.written(committee)
    called = read(committee.session.notices.get().said)
    cancelled = replace(called, kind=Notice.Kind.CANCELLATION.value, reason="Crue de l’Aude.")
    with clock.at(held.HELD + timedelta(days=1)):
        minutes = minutes_said(committee.session, minutes_of(committee.session))
        decisions = decisions_read(Paper.objects.get(kind=Paper.Kind.DECISIONS).said)
        binder, _rights = gather(committee.session, committee.members[1], lambda _count: None)
        yield "convocation", partial(press().lay_out, called)
        yield "cancellation", partial(press().lay_out, cancelled)
        yield "minutes", partial(render_minutes, minutes)
        yield "reduced minutes", partial(render_minutes, reduced(minutes))
        yield "decisions", partial(render_decisions, decisions)
        yield "binder", partial(render_binder, binder, lambda _page: None)
        item = committee.session.items.order_by("position")[0]
        glance = Glance(committee.world[Role.TEAM], item.dossier, frozenset({Role.TEAM}))
        yield "dossier", partial(render_dossier, dossier_said(glance))
        excerpt = excerpt_said(validated_items(item.dossier)[0])
        assert excerpt is not None
        yield "excerpt", partial(render_excerpt, excerpt)
        for name, receipt in receipts(committee.world):
            yield f"receipt {name}", receipt


def under_seal(pki: Pki, document: bytes) -> bytes:
    with override_settings(SEAL_P12=str(pki.key), SEAL_PASSWORD=PASSWORD, TRUSTED_CERTIFICATES=str(pki.root)):
        return sealed(document, reason="Essai")[0]


def test_every_kind_of_document_keeps_both_standards(pki: Pki, tmp_path: Path) -> None:
    """Those that break one on purpose are refused for it, and only they; printed twice, the bytes are the same."""
    printed = dict(of_a_session())
    printed |= {f"act {name}": partial(render_act, act) for name, act in ACTS.items()}
    printed |= {f"letter {name}": partial(render_notification, letter) for name, letter in LETTERS.items()}
    pdfs = {name: again() for name, again in printed.items()}
    assert [name for name in ONE_A_KIND if printed[name]() != pdfs[name]] == []

    pdfs["act under seal"] = under_seal(pki, pdfs["act on conditions"])
    pdfs["broken level"] = pdfs["letter inadmissible"].replace(b'pdfaid:part="3"', b'pdfaid:part="2"')
    pdfs["broken picture"] = pdf_from_html(whole_page(f"<h1>Essai</h1>{UNTOLD}"), INFO)
    found = judged(tmp_path, {f"{name}.pdf": pdf for name, pdf in pdfs.items()})
    broken = {name: rules for name, rules in found.items() if rules}
    assert broken.keys() == {"broken level.pdf", "broken picture.pdf"}, broken
    clauses = [rule.split()[:2] for rules in broken.values() for rule in rules]
    assert clauses == [["3a", "6.6.4"], ["ua1", "7.3"]]
