"""The amounts of the board's rows, as the page takes them; what they mean is read by `whatif`."""

from collections.abc import Iterable, Mapping

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from scoring.ranking.board import Board, Row
from scoring.ranking.whatif import ENVELOPE, WhatIf, as_typed


class TrialForm(forms.Form):
    """One amount for each row of the page that may be tried, and the envelope."""

    partial = True

    def __init__(self, board: Board, rows: Iterable[Row], whatif: WhatIf) -> None:
        shown = {row.field: row for row in rows if row.editable}
        amounts = {name: as_typed(row.amount) for name, row in shown.items()} | {ENVELOPE: as_typed(board.envelope)}
        super().__init__({name: _said(name, amount, whatif) for name, amount in amounts.items()})
        self.fields[ENVELOPE] = _money(_("Enveloppe à répartir"))
        for name, row in shown.items():
            self.fields[name] = _money(_("Montant pour %(reference)s") % {"reference": row.dossier.reference})
        self.full_clean()
        for name, sentence in whatif.problems.items():
            if name in self.fields:
                self.add_error(name, sentence)

    @property
    def envelope(self) -> BoundField:
        return self[ENVELOPE]

    def of(self, row: Row) -> BoundField | None:
        return self[row.field] if row.field in self.fields else None

    def elsewhere(self, whatif: WhatIf) -> Mapping[str, str]:
        """What is tried on rows that this page does not show, to be sent along."""
        return {name: typed for name, typed in whatif.written().items() if name not in self.fields}


def _said(name: str, amount: str, whatif: WhatIf) -> str:
    """What was typed when it could not be read, else the amount shown."""
    return whatif.typed[name] if name in whatif.problems else amount


def _money(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=40, widget=widget)
