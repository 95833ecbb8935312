"""The same figures as a file that a spreadsheet opens."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from dossiers.cells import harmless
from followup.envelopes.reading import Envelope


def as_csv(found: Iterable[Envelope]) -> str:
    """One line a call and year, amounts in euros with a decimal comma; semicolons, as French spreadsheets read it.

    What holds today and not in a year (opened, reserved, left) stands on a line of the call without a year.
    """
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    heads = [_("Code"), _("Appel"), _("Année"), _("Ouvert"), _("Réservé"), _("Signé"), _("Payé"), _("Reversé")]
    lines.writerow([*heads, _("Rendu"), _("Reste à accorder")])
    for one in found:
        call = [harmless(one.call.code), harmless(one.call.title)]
        repaid = sum((year.repaid for year in one.years), Decimal(0))
        held = [one.opened, one.reserved, one.granted, one.paid + repaid, repaid, one.returned, one.left]
        lines.writerow([*call, "", *map(_written, held)])
        for year in one.years:
            sums = map(_written, (year.signed, year.paid, year.repaid, year.returned))
            lines.writerow([*call, year.year, "", "", *sums, ""])
    return "\ufeff" + written.getvalue()


def _written(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
