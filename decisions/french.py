"""French as a printed act needs it: amounts in figures and in words, dates, spaces, text fit for a page.

Pure functions of the standard library, so that an act, a page and a test say an amount the same way.
"""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
NARROW_SPACE: Final = "\N{NARROW NO-BREAK SPACE}"
UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"

T = TypeVar("T")

WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

# Embeddings, overrides and isolates reorder what is read: « 00,000 81 » could show as another amount.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """`text` composed (NFC), with line feeds as only control, and no character that a page cannot honestly show.

    Control and text-reordering characters are dropped; private-use, unassigned and lone surrogate code points
    become U+FFFD, because they mean nothing outside the machine they were typed on.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = "".join(map(_printable, text))
    return unicodedata.normalize("NFC", text)


def cleaned(value: T) -> T:
    """The same values (a text, a tuple, a dataclass of them), their texts fit for a page."""
    fit: Any = value
    if isinstance(value, str):
        fit = clean(value)
    elif isinstance(value, tuple):
        fit = tuple(cleaned(each) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        fit = replace(value, **{each.name: cleaned(getattr(value, each.name)) for each in fields(value)})
    return fit


def _printable(character: str) -> str:
    if character == "\n":
        return character
    if character == "\t":
        return " "
    match unicodedata.category(character):
        case "Cc":
            return ""
        case "Co" | "Cn" | "Cs":
            return UNKNOWN
        case "Cf" if character in _REORDERING or character == "\ufeff":
            return ""
    return character


_SPACES: Final = (
    (re.compile(r" (?=[:»%€])"), NO_BREAK_SPACE),
    (re.compile(r" (?=[;!?])"), NARROW_SPACE),
    (re.compile(r"(?<=«) "), NO_BREAK_SPACE),
    (re.compile(r"(?<=\bn°) "), NO_BREAK_SPACE),
    (re.compile(r"(?<=\b[LRD]\.) (?=\d)"), NO_BREAK_SPACE),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NARROW_SPACE),
    (re.compile(r"(?<=\barticle) (?=\d)"), NO_BREAK_SPACE),
    (re.compile(rf"(?:(?<=\d)|(?<=1er)) (?=(?:{'|'.join(MONTHS)})\b)"), NO_BREAK_SPACE),
)


def typeset(text: str) -> str:
    """`text` with the no-break spaces of French typography where an ordinary space stands.

    Only spaces change: before : » % € (no-break), before ; ! ? and between groups of digits (narrow no-break),
    after « and n°, between the letter and the number of an article, between a day and its month.
    """
    for pattern, space in _SPACES:
        text = pattern.sub(space, text)
    return text


def money(amount: Decimal) -> str:
    """`amount` euros as « 18 000,00 € », groups apart by narrow no-break spaces."""
    figures = f"{amount:,.2f}".replace(",", NARROW_SPACE).replace(".", ",")
    return f"{figures}{NO_BREAK_SPACE}€"


def decimal_number(value: Decimal) -> str:
    """`value` with a decimal comma and no useless zero: « 3,5 », « 4 », « 66,67 »."""
    return f"{value.normalize():f}".replace(".", ",")


def long_date(day: date) -> str:
    """« 1er décembre 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def long_moment(local: datetime) -> str:
    """« mardi 1er décembre 2026 à 9 h 30 », of an hour already local."""
    hour = f"{local.hour}{NO_BREAK_SPACE}h" + (f"{NO_BREAK_SPACE}{local.minute:02}" if local.minute else "")
    return f"{WEEKDAYS[local.weekday()]} {long_date(local.date())} à {hour}"


def hours(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 45 min »."""
    whole, left = divmod(minutes, 60)
    if not whole:
        return f"{left}{NO_BREAK_SPACE}min"
    return f"{whole}{NO_BREAK_SPACE}h" + (f"{NO_BREAK_SPACE}{left:02}" if left else "")


def article_number(number: int) -> str:
    """« 1er », then « 2 », « 3 »."""
    return "1er" if number == 1 else str(number)


_UNITS: Final = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_TENS: Final = {
    2: "vingt",
    3: "trente",
    4: "quarante",
    5: "cinquante",
    6: "soixante",
    7: "soixante",
    8: "quatre-vingt",
    9: "quatre-vingt",
}


def euros_in_words(amount: Decimal) -> str:
    """`amount` euros in words, in the usual spelling of acts: « dix-huit mille euros et cinquante centimes ».

    Raises ValueError below zero, from a thousand million on, and for a fraction of a cent.
    """
    cents = amount * 100
    if cents != cents.to_integral_value() or not 0 <= amount < 1_000_000_000:
        raise ValueError(f"this amount cannot be written in words: {amount}")
    euros, rest = divmod(int(cents), 100)
    if euros == 0 and rest:
        return _counted(rest, "centime")
    of = "d’" if euros and euros % 1_000_000 == 0 else ""
    words = f"{_whole(euros)} {of}{'euros' if euros > 1 else 'euro'}"
    return f"{words} et {_counted(rest, 'centime')}" if rest else words


def _counted(number: int, noun: str) -> str:
    return f"{_whole(number)} {noun}{'s' if number > 1 else ''}"


def _whole(number: int) -> str:
    if number == 0:
        return _UNITS[0]
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1000)
    words = []
    if millions:
        # « million » is a noun: cent and vingt agree before it, as they do at the end.
        words.append(_counted_millions(millions))
    if thousands == 1:
        words.append("mille")
    elif thousands:
        words.append(f"{_below_thousand(thousands, agrees=False)} mille")
    if units:
        words.append(_below_thousand(units, agrees=True))
    return " ".join(words)


def _counted_millions(millions: int) -> str:
    return f"{_below_thousand(millions, agrees=True)} {'millions' if millions > 1 else 'million'}"


def _below_thousand(number: int, *, agrees: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds == 0:
        return _below_hundred(rest, agrees=agrees)
    words = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest:
        return f"{words} {_below_hundred(rest, agrees=agrees)}"
    return f"{words}s" if hundreds > 1 and agrees else words


def _below_hundred(number: int, *, agrees: bool) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    if number == 80:
        return "quatre-vingts" if agrees else "quatre-vingt"
    tens = number // 10
    # Soixante-dix and quatre-vingt-dix count on from soixante and quatre-vingt.
    unit = number - (60 if tens == 7 else 80 if tens == 9 else tens * 10)
    ten = _TENS[tens]
    if unit == 0:
        return ten
    if unit in {1, 11} and tens < 8:
        return f"{ten} et {_UNITS[unit]}"
    return f"{ten}-{_UNITS[unit]}"
