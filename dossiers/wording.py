"""How figures and dates are written in French sentences."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

THIN = "\u202f"  # narrow no-break space


def euros(amount: Decimal) -> str:
    """An amount as France writes it.

    >>> euros(Decimal("18000")) == "18\u202f000,00\u202f€"
    True
    """
    whole, cents = f"{amount:,.2f}".split(".")
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
    written = date_format(day, "l j F Y")
    return written.replace(" 1 ", " 1er ", 1) if day.day == 1 else written


def written_hour(moment: datetime) -> str:
    """14 h 03, in the lab's time zone."""
    local = timezone.localtime(moment)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"
