"""Two texts of one section: what is taken, what is kept, what clashes, and which words differ."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.form.differences import compare
from dossiers.form.merging import merge
from dossiers.form.questions import BY_CODE

NEED = BY_CODE["need"]
TEXTS = st.text(alphabet="ab éà'’,.\n", max_size=60)
ANSWER = st.sampled_from(["", "un", "deux", "trois"])
NEEDS = st.fixed_dictionaries({"irritant": ANSWER, "evidence": ANSWER, "users": ANSWER})


def need(irritant: str = "", evidence: str = "", users: str = "") -> dict[str, Any]:
    return {"irritant": irritant, "evidence": evidence, "users": users}


def test_each_keeps_what_they_alone_changed() -> None:
    merged = merge(NEED, base=need("a", "b"), mine=need("A", "b"), theirs=need("a", "B"))
    assert (merged.answers, merged.taken, merged.clashing) == (need("A", "B"), ("evidence",), ())


def test_one_answer_changed_by_both_clashes_unless_alike() -> None:
    assert merge(NEED, base=need("a"), mine=need("b"), theirs=need("c")).clashing == ("irritant",)
    assert merge(NEED, base=need("a"), mine=need("b"), theirs=need("b")).clashing == ()


def test_without_a_known_start_whatever_differs_clashes() -> None:
    assert merge(NEED, base=None, mine=need("a", "b"), theirs=need("a", "c")).clashing == ("evidence",)


def test_a_table_is_one_answer() -> None:
    row = {"name": "DDT", "role": "", "commitment": ""}
    merged = merge(BY_CODE["partners"], base={}, mine={"steering": "Réunions"}, theirs={"partners": [row]})
    assert merged.answers == {"partners": [row], "steering": "Réunions"}


@given(base=NEEDS, mine=NEEDS, theirs=NEEDS)
def test_nothing_is_lost_without_being_told(base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]) -> None:
    merged = merge(NEED, base=base, mine=mine, theirs=theirs)
    for name in base:
        if mine[name] != base[name] and name not in merged.clashing:
            assert merged.answers[name] == mine[name]
        if theirs[name] != base[name] and name not in merged.clashing:
            assert merged.answers[name] == theirs[name]


@given(one=TEXTS, other=TEXTS)
def test_the_pieces_are_the_texts(one: str, other: str) -> None:
    left, right = compare(one, other)
    assert ("".join(p.text for p in left), "".join(p.text for p in right)) == (one, other)
    assert all(piece.text for piece in left + right)
    if one == other:
        assert not any(piece.own for piece in left + right)


@pytest.mark.parametrize(
    ("one", "other", "marked"),
    [
        ("Douze usagers à l’accueil", "Vingt usagers à l’accueil", ["Vingt"]),
        ("Douze usagers", "Douze usagers, choisis au hasard", [", choisis au hasard"]),
        ("Douze usagers", "", []),
        ("", "Tout", ["Tout"]),
    ],
)
def test_changed_words_are_marked(one: str, other: str, marked: list[str]) -> None:
    assert [piece.text for piece in compare(one, other)[1] if piece.own] == marked
