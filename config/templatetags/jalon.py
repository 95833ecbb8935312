"""Filters for what pages say of amounts, dates and states; a builtin: templates load nothing."""

import re
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers import wording
from workflow import clock
from workflow.days import in_words

register = template.Library()
#: A dossier's reference, as it is given when its draft is opened.
REFERENCE = re.compile(r"\b[A-Z]{1,8}-\d{4}-\d{4,}\b")

NBSP = "\u00a0"


# -- numbers and dates --------------------------------------------------------
@register.filter
def euros(amount: Decimal | int | float | str | None) -> str:
    """An amount in euros, with two digits: 18 000,00 €; an empty text for None."""
    return "" if amount is None or amount == "" else wording.euros(Decimal(str(amount)))


@register.filter
def number(value: Decimal | int | float | None) -> str:
    """A number in the French way, without needless zeros: 3,5 · 12 000."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(str(value)):,f}"
    whole, _dot, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", wording.THIN) + (f",{decimals}" if decimals else "")


def as_day(value: date | datetime) -> date:
    """The civil day of a moment, in the lab's time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """3 décembre 2026, and 1er for the first of the month."""
    if not value:
        return ""
    return in_words(as_day(value), "j F Y")


@register.filter
def moment(value: datetime | None) -> str:
    """3 décembre 2026 à 14 h 05."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("%(day)s à %(hour)s") % {"day": day(value), "hour": wording.hour_of(local)}


@register.filter
def due(value: date | datetime | None) -> str:
    """How far a deadline is, in words: « dans 3 jours », « aujourd’hui », « en retard de 2 jours »."""
    if not value:
        return ""
    days = (as_day(value) - clock.today()).days
    if days == 0:
        return _("aujourd’hui")
    if days > 0:
        return ngettext("demain", "dans %(days)s jours", days) % {"days": days}
    return ngettext("en retard d’un jour", "en retard de %(days)s jours", -days) % {"days": -days}


@register.filter
def urgency(value: date | datetime | None) -> str:
    """The colour of a deadline: `late`, `soon` (two days or less) or `calm`; never the only sign of it."""
    if not value:
        return "calm"
    days = (as_day(value) - clock.today()).days
    return "late" if days < 0 else "soon" if days <= 2 else "calm"


@register.filter
def since(value: date | datetime | None) -> str:
    """How long ago: « aujourd’hui », « hier », « il y a 12 jours »."""
    if not value:
        return ""
    days = (clock.today() - as_day(value)).days
    if days <= 0:
        return _("aujourd’hui")
    if days == 1:
        return _("hier")
    return _("il y a %(days)s jours") % {"days": days}


@register.filter(needs_autoescape=True)
def unbroken(text: object, autoescape: bool = True) -> SafeString:
    """A sentence whose references of dossiers (LO-2026-0042) no line end cuts at their hyphens."""
    escaped = conditional_escape(str(text)) if autoescape else str(text)
    return mark_safe(REFERENCE.sub(r'<span class="jalon-whole">\g<0></span>', escaped))  # noqa: S308 - escaped above


@register.inclusion_tag("components/due_date.html")
def due_date(value: date | datetime | None, prefix: str = "") -> dict[str, object]:
    """A deadline: the day, how far it is in words, and a colour that says it again."""
    return {"value": value, "iso": as_day(value).isoformat() if value else "", "prefix": prefix}


# -- the state of a dossier ---------------------------------------------------
#: DSFR badge for each state: a system colour where it tells an outcome, an accent where it tells a place.
STATE_BADGES = {
    "draft": "",
    "challenge": "fr-badge--blue-cumulus",
    "team_review": "fr-badge--blue-ecume",
    "copil": "fr-badge--purple-glycine",
    "waiting": "fr-badge--yellow-tournesol",
    "signature": "fr-badge--green-archipel",
    "granted": "fr-badge--success fr-badge--no-icon",
    "closed": "",
    "refused": "fr-badge--error fr-badge--no-icon",
    "inadmissible": "fr-badge--error fr-badge--no-icon",
    "withdrawn": "",
    "suspended": "fr-badge--warning fr-badge--no-icon",
}


@register.inclusion_tag("components/state_badge.html")
def state_badge(code: str, label: str) -> dict[str, str]:
    """A state as a badge: colour from the code, words from the caller, who knows what one may read."""
    return {"colour": STATE_BADGES.get(code, ""), "label": label}


@register.inclusion_tag("components/score.html")
def score(value: Decimal | float | int | None, label: str = "") -> dict[str, object]:
    """A score from 0 to 5 as five boxes filled by halves or less; None is « Sans avis »."""
    steps = [position * 20.5 for position in range(5)]
    filled = [
        (f"{x:g}", f"{18 * min(1.0, float(value or 0) - index):g}")
        for index, x in enumerate(steps)
        if float(value or 0) > index
    ]
    return {"value": value, "label": label, "steps": [f"{x:g}" for x in steps], "filled": filled}
