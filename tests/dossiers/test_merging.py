"""Two texts of one section: what is taken, what is kept, what clashes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dossiers.form.merging import merge
from dossiers.form.questions import BY_CODE

NEED = BY_CODE["need"]
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
