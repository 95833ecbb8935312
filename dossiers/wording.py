"""How figures and dates are written in sentences: figures as France writes them, whatever the language of the site."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.days import in_words

THIN = "\u202f"  # narrow no-break space
MINUS = "\u2212"  # a hyphen is read as a dash, and may end a line


def euros(amount: Decimal) -> str:
    """An amount as France writes it.

    >>> euros(Decimal("18000")) == "18\u202f000,00\u202f€"
    True
    >>> euros(Decimal("-0.5")) == "\u22120,50\u202f€"
    True
    """
    whole, cents = f"{amount:,.2f}".replace("-", MINUS).split(".")
    return f"{whole.replace(',', THIN)},{cents}{THIN}€"


def weight(size: int) -> str:
    """The size of a file, from bytes: 312 octets, 48 ko, 1,2 Mo (a megabyte is a million bytes)."""
    if size < 1000:
        return _("%(count)s octets") % {"count": size}
    if size < 1_000_000:
        return _("%(count)s ko") % {"count": round(size / 1000)}
    return _("%(count)s Mo") % {"count": f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")}


def written_day(day: date | None) -> str:
    """jeudi 3 décembre 2026, mardi 1er décembre 2026; empty for None."""
    if day is None:
        return ""
    return in_words(day, "l j F Y")


def written_hour(moment: datetime) -> str:
    """14 h 03, in the lab's time zone."""
    return hour_of(timezone.localtime(moment))


def hour_of(local: datetime) -> str:
    """14 h 03."""
    return _("%(hour)s h %(minute)s") % {"hour": local.hour, "minute": f"{local.minute:02}"}
