"""What was typed, read by its kind: one way of keeping each answer, one sentence for each that cannot be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.form.questions import BY_CODE, SECTIONS, Kind, Question
from dossiers.form.values import Invalid, parse, plain, read

NBSP, NNBSP = "\u00a0", "\u202f"


def asked(kind: Kind, **fields: object) -> Question:
    return Question("q", "Question", kind, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("18000", "18000.00"),
        ("18000,5", "18000.50"),
        ("18000.50", "18000.50"),
        (f"18{NNBSP}000,50{NBSP}€", "18000.50"),
        (f"18{NBSP}000", "18000.00"),
        (" 0 ", "0.00"),
        ("10000000", "10000000.00"),
        ("007", "7.00"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert parse(asked(Kind.MONEY), typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "Un montant ne peut pas être négatif."),
        ("−1", "Un montant ne peut pas être négatif."),
        ("10000000,01", f"Un montant ne peut pas dépasser 10{NNBSP}000{NNBSP}000,00{NNBSP}€."),
        ("9" * 15, f"Un montant ne peut pas dépasser 10{NNBSP}000{NNBSP}000,00{NNBSP}€."),
        ("1,234", "Un montant a deux chiffres au plus après la virgule."),
        ("1e5", "Écrivez un montant en euros, par exemple 1 250,50."),
        ("NaN", "Écrivez un montant en euros, par exemple 1 250,50."),
        ("Infinity", "Écrivez un montant en euros, par exemple 1 250,50."),
        ("1.250,50", "Écrivez un montant en euros, par exemple 1 250,50."),
        ("9" * 400, "Écrivez un montant en euros, par exemple 1 250,50."),
        ("١٢٣", "Écrivez un montant en euros, par exemple 1 250,50."),
        ("douze", "Écrivez un montant en euros, par exemple 1 250,50."),
        ("<b>12</b>", "Écrivez un montant en euros, par exemple 1 250,50."),
    ],
)
def test_absurd_amounts_are_refused_in_words(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(asked(Kind.MONEY), typed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13002526500013", "13002526500013"),
        ("130 025 265 00013", "13002526500013"),
        (f"130{NBSP}025{NBSP}265{NNBSP}00013", "13002526500013"),
        ("130.025.265-00013", "13002526500013"),
        ("35600000000048", "35600000000048"),  # La Poste's head office: the usual key
        ("35600000049837", "35600000049837"),  # an agency of La Poste: the sum of its digits, by five
    ],
)
def test_sirets_are_read_with_or_without_spaces(typed: str, kept: str) -> None:
    assert parse(asked(Kind.SIRET), typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("13002526500014", "Ce numéro SIRET n’existe pas\u00a0: vérifiez chaque chiffre, sa clé ne correspond pas."),
        ("35600000049838", "Ce numéro SIRET n’existe pas\u00a0: vérifiez chaque chiffre, sa clé ne correspond pas."),
        ("00000000000000", "Ce numéro SIRET n’est pas valable."),
        ("130025265", "Un numéro SIRET a quatorze chiffres."),
        ("1300252650001３", "Un numéro SIRET a quatorze chiffres."),
        ("aaaaaaaaaaaaaa", "Un numéro SIRET a quatorze chiffres."),
    ],
)
def test_wrong_sirets_are_refused_in_words(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(asked(Kind.SIRET), typed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2027-01-04", "2027-01-04"),
        ("4/1/2027", "2027-01-04"),
        ("04.01.2027", "2027-01-04"),
        ("29/02/2028", "2028-02-29"),
    ],
)
def test_dates_are_read_in_both_writings(typed: str, kept: str) -> None:
    assert parse(asked(Kind.DATE), typed) == kept


@pytest.mark.parametrize("typed", ["29/02/2027", "2027-13-01", "demain", "0001-01-01", "9999-12-31", "01/04/27"])
def test_dates_that_do_not_exist_or_make_no_sense_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        parse(asked(Kind.DATE), typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("12,5", "12.5"), ("-3", "-3"), (f"1{NBSP}200", "1200"), ("−0,25", "-0.25")]
)
def test_measures_are_read_with_a_comma(typed: str, kept: str) -> None:
    assert parse(asked(Kind.NUMBER), typed) == kept


@pytest.mark.parametrize("typed", ["environ 12", "1/2", "1,23456", "1e3", "12%", "٣"])
def test_measures_that_are_no_numbers_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        parse(asked(Kind.NUMBER), typed)


def test_a_text_too_long_says_by_how_much() -> None:
    with pytest.raises(Invalid, match=r"10 caractères au plus\u00a0: il y en a 3 de trop\."):
        parse(asked(Kind.TEXT, max_length=10), "a" * 13)
    assert parse(asked(Kind.TEXT, max_length=10), "é\r\n" + "a" * 8) == "é\n" + "a" * 8  # a line break is one character


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert plain("a\x00b\x07c\u202ed\u2066e\x1b[31m") == "abcde[31m"
    assert plain("un\r\ndeux\rtrois\tquatre") == "un\ndeux\ntrois\tquatre"
    assert plain("e\u0301") == "é"
    assert parse(asked(Kind.LINE), " Accueil\n\tcommun ") == "Accueil commun"


def test_a_choice_is_one_of_those_offered() -> None:
    question = asked(Kind.CHOICE, choices=(("yes", "Oui"), ("no", "Non")))
    assert parse(question, "yes") == "yes"
    with pytest.raises(Invalid):
        parse(question, "Oui")


def test_a_service_is_named_in_letters() -> None:
    with pytest.raises(Invalid):
        parse(asked(Kind.SERVICE), "???")


@pytest.mark.parametrize("typed", [12, ["a"], {"a": 1}, True, b"x"])
def test_what_is_no_text_is_refused(typed: object) -> None:
    with pytest.raises(Invalid):
        parse(asked(Kind.LINE), typed)


def test_a_section_keeps_its_own_questions_only_and_drops_empty_rows() -> None:
    answers, problems = read(
        BY_CODE["budget"],
        {
            "expenses": [{"label": "Ateliers", "kind": "event", "amount": "20 000", "admin": "1"}, {"label": " "}],
            "resources": None,
            "state": "granted",
        },
    )
    assert not problems
    assert answers == {"expenses": [{"label": "Ateliers", "kind": "event", "amount": "20000.00"}], "resources": []}


def test_every_problem_of_a_section_is_told_with_its_row() -> None:
    _answers, problems = read(
        BY_CODE["budget"],
        {"expenses": [{"amount": "1"}, {"amount": "-1"}, {"kind": "wishes"}], "resources": "everything"},
    )
    assert [(p.question, p.row, p.column) for p in problems] == [
        ("expenses", 2, "amount"),
        ("expenses", 3, "kind"),
        ("resources", 0, ""),
    ]


def test_a_table_has_a_limit() -> None:
    _answers, problems = read(BY_CODE["partners"], {"partners": [{"name": f"Service {n}"} for n in range(31)]})
    assert [p.sentence for p in problems] == ["30 lignes au plus\u00a0: regroupez-en quelques-unes."]


@given(st.sampled_from([q for s in SECTIONS for q in s.questions if q.kind is not Kind.TABLE]), st.text(max_size=60))
def test_whatever_is_typed_is_kept_in_a_form_that_reads_the_same_again_or_is_refused(
    question: Question, typed: str
) -> None:
    try:
        kept = parse(question, typed)
    except Invalid:
        return
    assert parse(question, kept) == kept
