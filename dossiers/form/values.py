"""Reads what was typed: each answer checked by its kind and brought to the one form in which it is kept. Pure.

Nothing is required here: an empty answer is always welcome, completeness is asked for at the deposit only.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret

from dossiers.form.budget import ABSURD
from dossiers.form.questions import Kind, Question, SectionDef
from dossiers.wording import euros

CENT = Decimal("0.01")
#: A measure may be tiny or huge, but it is written with so many digits at most.
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,4})?")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
#: Signs that turn the direction of the text around them: they can make a name read as another.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Invalid(ValueError):
    """An answer that its kind does not allow, in a sentence for the person."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer; `row` counts from 1 within a table, 0 elsewhere."""

    question: str
    row: int
    column: str
    sentence: str


def plain(text: str) -> str:
    """The text without what cannot be seen or printed: control characters, signs that turn the reading direction."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in TURNING))
    return unicodedata.normalize("NFC", "".join(kept))


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def parse(question: Question, typed: Any) -> str:
    """The answer as it is kept, empty when there is none; raises Invalid with a sentence.

    Tables are read row by row, see `read`.
    """
    if typed is None:
        return ""
    if not isinstance(typed, str):
        raise Invalid(_("Cette réponse n’est pas lisible."))
    text = plain(typed).strip() if question.kind is Kind.TEXT else one_line(typed)
    return _READERS[question.kind](question, text) if text else ""


def read(section: SectionDef, typed: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The section's answers as they are kept, and what is wrong; unknown names are dropped, empty rows too."""
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for question in section.questions:
        given = typed.get(question.name)
        if question.kind is Kind.TABLE:
            answers[question.name] = _rows(question, given, problems)
        else:
            answers[question.name] = _read_one(question, given, problems, question.name, 0)
    return answers, problems


def readable(
    section: SectionDef, typed: Mapping[str, Any], kept: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """Like `read`, but an answer that cannot be read leaves the kept one in its place; in a table, an empty cell.

    An answer that was not sent at all is the kept one.
    """
    answers, problems = read(section, {**kept, **typed})
    unread = {p.question for p in problems if not p.row}
    left = {q.name: kept.get(q.name) or q.unanswered for q in section.questions if q.name in unread}
    return {**answers, **left}, problems


def _rows(question: Question, given: Any, problems: list[Problem]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    if given is not None and not isinstance(given, list):
        problems.append(Problem(question.name, 0, "", _("Cette réponse n’est pas lisible.")))
        return rows
    for number, row in enumerate(given or [], start=1):
        cells = row if isinstance(row, Mapping) else {}
        read_row = {c.name: _read_one(c, cells.get(c.name), problems, question.name, number) for c in question.columns}
        if any(read_row.values()):
            rows.append(read_row)
    if len(rows) > question.max_rows:
        problems.append(Problem(question.name, 0, "", too_many_rows(question)))
    return rows


def too_many_rows(question: Question) -> str:
    return _("%(count)s lignes au plus : regroupez-en quelques-unes.") % {"count": question.max_rows}


def _read_one(question: Question, given: Any, problems: list[Problem], name: str, row: int) -> str:
    try:
        return parse(question, given)
    except Invalid as invalid:
        problems.append(Problem(name, row, question.name if row else "", str(invalid)))
        return ""


# -- one reader a kind --------------------------------------------------------
def _text(question: Question, text: str) -> str:
    if len(text) > question.max_length:
        over = len(text) - question.max_length
        raise Invalid(
            _("%(max)s caractères au plus : il y en a %(over)s de trop.") % {"max": question.max_length, "over": over}
        )
    return text


def _service(question: Question, text: str) -> str:
    if not any(c.isalnum() for c in text):
        raise Invalid(_("Écrivez le nom du service en toutes lettres."))
    return _text(question, text)


def _choice(question: Question, text: str) -> str:
    if text not in dict(question.choices):
        raise Invalid(_("Choisissez une réponse dans la liste."))
    return text


def _siret(question: Question, text: str) -> str:  # noqa: ARG001 - every reader has the same signature
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"[0-9]{14}", digits):
        raise Invalid(_("Un numéro SIRET a quatorze chiffres."))
    if digits.startswith("000000000"):  # its key is right, and nobody has it
        raise Invalid(_("Ce numéro SIRET n’est pas valable."))
    try:
        return siret.validate(digits)
    except InvalidChecksum:
        raise Invalid(_("Ce numéro SIRET n’existe pas : vérifiez chaque chiffre, sa clé ne correspond pas.")) from None
    except NumberError:
        raise Invalid(_("Ce numéro SIRET n’est pas valable.")) from None


def _date(question: Question, text: str) -> str:  # noqa: ARG001
    day = _french_date(text) or _iso_date(text)
    if day is None:
        raise Invalid(_("Écrivez une date qui existe, sous la forme jour/mois/année."))
    if not EARLIEST <= day <= LATEST:
        raise Invalid(
            _("L’année doit être comprise entre %(first)s et %(last)s.") % {"first": EARLIEST.year, "last": LATEST.year}
        )
    return day.isoformat()


def _iso_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _french_date(text: str) -> date | None:
    found = re.fullmatch(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _figures(text: str) -> str:
    """Digits with a decimal point: French spaces out, comma turned, minus sign made plain."""
    return re.sub(r"\s", "", text).replace(",", ".").replace("\u2212", "-")


def _number(question: Question, text: str) -> str:  # noqa: ARG001
    figures = _figures(text)
    if not NUMBER.fullmatch(figures) or not figures.isascii():
        raise Invalid(_("Écrivez un nombre, par exemple 12,5."))
    return format(Decimal(figures), "f")


def _money(question: Question, text: str) -> str:  # noqa: ARG001
    figures = _figures(text).removesuffix("€")
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]*)?", figures):
        raise Invalid(_("Écrivez un montant en euros, par exemple 1 250,50."))
    try:
        value = Decimal(figures)
    except InvalidOperation:
        raise Invalid(_("Écrivez un montant en euros, par exemple 1 250,50.")) from None
    if value < 0:
        raise Invalid(_("Un montant ne peut pas être négatif."))
    if value > ABSURD:
        raise Invalid(_("Un montant ne peut pas dépasser %(max)s.") % {"max": euros(ABSURD)})
    if value != value.quantize(CENT):
        raise Invalid(_("Un montant a deux chiffres au plus après la virgule."))
    return format(value.quantize(CENT), "f")


_READERS = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SERVICE: _service,
    Kind.SIRET: _siret,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
}
