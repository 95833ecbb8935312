"""French on paper: amounts, dates, spaces, and what typed text may carry."""

from datetime import date
from decimal import Decimal

import pytest

from decisions.french import article_number, clean, decimal_number, euros_in_words, long_date, money, typeset


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "zéro euro"),
        ("0.01", "un centime"),
        ("0.80", "quatre-vingts centimes"),
        ("1", "un euro"),
        ("1.50", "un euro et cinquante centimes"),
        ("17", "dix-sept euros"),
        ("21", "vingt et un euros"),
        ("61", "soixante et un euros"),
        ("70", "soixante-dix euros"),
        ("71", "soixante et onze euros"),
        ("77", "soixante-dix-sept euros"),
        ("80", "quatre-vingts euros"),
        ("81", "quatre-vingt-un euros"),
        ("91", "quatre-vingt-onze euros"),
        ("99", "quatre-vingt-dix-neuf euros"),
        ("100", "cent euros"),
        ("180", "cent quatre-vingts euros"),
        ("200", "deux cents euros"),
        ("201", "deux cent un euros"),
        ("1000", "mille euros"),
        ("1999", "mille neuf cent quatre-vingt-dix-neuf euros"),
        ("18000", "dix-huit mille euros"),
        ("21000", "vingt et un mille euros"),
        ("80000", "quatre-vingt mille euros"),
        ("200000", "deux cent mille euros"),
        ("280080", "deux cent quatre-vingt mille quatre-vingts euros"),
        ("23000.01", "vingt-trois mille euros et un centime"),
        ("1000000", "un million d’euros"),
        ("1000001", "un million un euros"),
        ("80000000", "quatre-vingts millions d’euros"),
        ("200000000", "deux cents millions d’euros"),
    ],
)
def test_an_amount_in_words(amount: str, words: str) -> None:
    assert euros_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "0.001", "1000000000"])
def test_what_is_no_amount_has_no_words(amount: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        euros_in_words(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "figures"),
    [
        ("0", "0,00\u00a0€"),
        ("950.5", "950,50\u00a0€"),
        ("18000", "18\u202f000,00\u00a0€"),
        ("1234567.89", "1\u202f234\u202f567,89\u00a0€"),
    ],
)
def test_an_amount_in_figures(amount: str, figures: str) -> None:
    assert money(Decimal(amount)) == figures


def test_numbers_and_dates() -> None:
    assert [decimal_number(Decimal(each)) for each in ("3.50", "4.0", "40", "66.67")] == ["3,5", "4", "40", "66,67"]
    assert [long_date(date(2026, 8, 1)), long_date(date(2027, 2, 28))] == ["1er août 2026", "28 février 2027"]
    assert [article_number(each) for each in (1, 2, 11)] == ["1er", "2", "11"]


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Objet : oui", "Objet\u00a0: oui"),
        ("fait ; dit ! quoi ?", "fait\u202f; dit\u202f! quoi\u202f?"),
        ("« Bus »", "«\u00a0Bus\u00a0»"),
        ("n° 12, 80 %", "n°\u00a012, 80\u00a0%"),
        ("article L. 231-4 et article 9", "article L.\u00a0231-4 et article\u00a09"),
        ("23 000 €", "23\u202f000\u00a0€"),
        ("le 1er mai, pour mai, le 12 mai", "le 1er\u00a0mai, pour mai, le 12\u00a0mai"),
        ("https://exemple.fr/a?b=c:d", "https://exemple.fr/a?b=c:d"),
    ],
)
def test_typesetting_changes_spaces_only(typed: str, set_: str) -> None:
    assert typeset(typed) == set_


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1b[0m", "abc[0m"),
        ("un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"),
        ("a\tb", "a b"),
        ("\u202e00,000 81\u202c €", "00,000 81 €"),
        ("\ue000 \ud800 \U0001ffff", "\ufffd \ufffd \ufffd"),
        ("e\u0301", "é"),
        ("\ufefftexte", "texte"),
        ("l’été à 10 %", "l’été à 10 %"),
    ],
)
def test_clean_text_keeps_what_a_page_can_show(typed: str, kept: str) -> None:
    assert clean(typed) == kept
