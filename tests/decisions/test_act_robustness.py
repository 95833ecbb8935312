"""Whatever people type, an act stays valid, whole and on its pages, and what they typed stays text."""

import re
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import TypeVar

import pytest

from decisions.document import ActInputs, Branding
from decisions.rendering import render_act, render_notification
from tests.decisions.act_samples import ASSOCIATION_AGREEMENT, ASSOCIATION_ORDER, STATE_SERVICE, letter_of, refused
from tests.decisions.pages import failures, outside, pages_of, text_of

pytestmark = pytest.mark.pdf

T = TypeVar("T")
NOT_TYPED = {"siret", "url", "template_version", "reference", "code"}


def refilled(value: T, text: str) -> T:
    """`value` with `text` in the place of every text that a person types."""
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return text  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(refilled(item, text) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        names = {each.name for each in fields(value)} - NOT_TYPED
        return replace(value, **{name: refilled(getattr(value, name), text) for name in names})
    return value


MARKUP = """<script>alert('x')</script><img src=file:///etc/passwd><b>a</b> &amp; "{{ act }}" </title></style>"""
HOSTILE = [ASSOCIATION_AGREEMENT, refused(STATE_SERVICE)]


def times(text: str, pdf: bytes) -> int:
    """How many times the pages show `text`, spaces and line ends apart."""
    return "".join("".join(pages_of(pdf)).split()).casefold().count("".join(text.split()).casefold())


@pytest.mark.parametrize("act", HOSTILE, ids=["grant", "refusal"])
def test_markup_in_every_field_is_text(act: ActInputs) -> None:
    pdf, plain = render_act(refilled(act, MARKUP)), render_act(refilled(act, "MARQUE"))
    assert times(MARKUP, pdf) == times("MARQUE", plain) > 20
    assert failures(pdf) == []


def test_markup_in_every_field_of_a_letter_is_text() -> None:
    pdf = render_notification(refilled(letter_of(ASSOCIATION_ORDER), MARKUP))
    plain = render_notification(refilled(letter_of(ASSOCIATION_ORDER), "MARQUE"))
    assert times(MARKUP, pdf) == times("MARQUE", plain) > 20
    assert failures(pdf) == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b\x07c\x1bd\x7fe", "abcde"),
        ("00,000 81\u202e €", "00,000 81 €"),
        ("un\ud800deux\ue000trois", "un\ufffddeux\ufffdtrois"),
        ("fusée 🚀", "fusée \ufffd"),
    ],
)
def test_characters_that_a_page_cannot_hold(typed: str, shown: str) -> None:
    pdf, plain = render_act(refilled(ASSOCIATION_ORDER, typed)), render_act(refilled(ASSOCIATION_ORDER, "MARQUE"))
    assert times(shown, pdf) == times("MARQUE", plain) > 20
    assert failures(pdf) == []


def test_other_scripts_are_printed() -> None:
    pdf = render_act(refilled(ASSOCIATION_ORDER, "Ελλάδα, Україна"))
    assert "Ελλάδα, Україна" in text_of(pdf)
    assert failures(pdf) == []


@pytest.mark.parametrize("branding", Branding)
@pytest.mark.parametrize("act", HOSTILE, ids=["grant", "refusal"])
def test_very_long_words_stay_on_the_page(act: ActInputs, branding: Branding) -> None:
    pdf = render_act(replace(refilled(act, "Anticonstitutionnellement" * 8), branding=branding))
    assert outside(pdf) == []
    assert failures(pdf) == []


def test_texts_of_three_pages_are_printed_whole() -> None:
    words = [f"mot{number}" for number in range(1600)]
    text = " ".join(words)
    grant = ASSOCIATION_ORDER.grant
    assert grant is not None
    long = replace(
        ASSOCIATION_ORDER,
        project=replace(ASSOCIATION_ORDER.project, purpose=text.replace("00 ", "00\n\n")),
        findings=tuple(replace(each, text=text) for each in ASSOCIATION_ORDER.findings[:1]),
        grant=replace(grant, payments=tuple(replace(each, condition=text) for each in grant.payments[:1])),
    )
    long = replace(long, grant=replace(long.grant, amount=grant.payments[0].amount))  # type: ignore[type-var]
    pdf = render_act(long)
    assert re.findall(r"mot\d+", text_of(pdf)) == words * 3
    assert outside(pdf) == []
    assert failures(pdf) == []
