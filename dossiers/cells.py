"""Texts that people wrote, in the cells of a file that a spreadsheet opens."""

import re

#: How a spreadsheet that opens a CSV knows a formula: OWASP, « CSV Injection », and their full-width likes.
FORMULA = re.compile(r"^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")
#: What no XML document may hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Accueil"), harmless("-10 % d’énergie")
    ("'=1+1", 'Accueil', "'-10 % d’énergie")
    """
    said = clean(text)
    return f"'{said}" if FORMULA.match(said) else said


def clean(text: str) -> str:
    """The text without what a file of XML may not hold, on one line."""
    return " ".join(FORBIDDEN.sub("", text).split())
