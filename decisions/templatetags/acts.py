"""How the documents' templates write amounts, dates, articles and texts; `qr_code` draws a link to scan."""

import re
from datetime import date, datetime
from decimal import Decimal

import segno
from django import template
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from decisions import french, state_marks

register = template.Library()

register.filter("euros", french.money)
register.filter("euros_in_words", french.euros_in_words)
register.filter("long_date", french.long_date)
register.filter("hours", french.hours)
register.filter("article_number", french.article_number)
register.filter("decimal_number", french.decimal_number)

_BLANK_LINE = re.compile(r"\n\s*\n")


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a typed text: blank lines part them, other line feeds stay inside."""
    return [paragraph.strip() for paragraph in _BLANK_LINE.split(text) if paragraph.strip()]


@register.filter
def long_moment(moment: datetime) -> str:
    """An instant in the lab's time zone, « mardi 1er décembre 2026 à 9 h 30 »."""
    return french.long_moment(timezone.localtime(moment))


@register.filter
def amount(text: str) -> str:
    """An amount kept as text, « 18 000,00 € »."""
    return french.money(Decimal(text))


@register.filter
def percent(value: Decimal) -> str:
    """A number of hundredths, « 66,67 % »."""
    return f"{french.decimal_number(value)}{french.NO_BREAK_SPACE}%"


@register.filter
def sentence(text: str) -> str:
    """`text` with a capital first letter, as at the start of a line."""
    return capfirst(text)


@register.filter
def ended(text: str, mark: str) -> str:
    """`text` ended by `mark`, instead of the full stop, comma or semicolon somebody may have typed."""
    return text.rstrip(" .;,\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}") + mark


@register.filter
def issued_on(day: date, place: str) -> str:
    """« Fait à Toulouse, le 14 décembre 2026 »."""
    return f"Fait à {place}, le {french.long_date(day)}"


@register.filter
def letter_date(day: date, place: str) -> str:
    """« Toulouse, le 14 décembre 2026 »."""
    return f"{place}, le {french.long_date(day)}"


@register.filter
def one_line(text: str) -> str:
    """An address typed on several lines, on one."""
    return ", ".join(line.strip(" ,") for line in text.splitlines() if line.strip(" ,"))


@register.simple_tag
def qr_code(url: str, alternative: str) -> SafeString:
    """`url` as an inline SVG whose `<title>`, `alternative`, becomes the figure's alternative text.

    Inline, so that no picture is fetched; segno escapes the title. Error level M survives a photocopy.
    """
    svg = segno.make(url, error="m", micro=False).svg_inline(
        title=alternative, border=0, omitsize=True, svgclass="qr", lineclass=None, dark="#000"
    )
    return mark_safe(svg)  # noqa: S308 - made by segno from modules, the title escaped by it


@register.simple_tag
def marianne() -> SafeString:
    """Marianne's profile, inline."""
    return mark_safe(state_marks.marianne())  # noqa: S308 - the design system's own file


@register.simple_tag
def motto() -> SafeString:
    """« Liberté, Égalité, Fraternité », inline."""
    return mark_safe(state_marks.motto())  # noqa: S308 - the design system's own file
