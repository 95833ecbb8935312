"""Days written out in the language of the site."""

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language


def in_words(day: date, form: str) -> str:
    """`day` under a Django date format; the first of a month as French writes it: mardi 1er décembre 2026."""
    written = date_format(day, form)
    return re.sub(r"\b1 ", "1er ", written, count=1) if day.day == 1 and get_language() == "fr" else written
