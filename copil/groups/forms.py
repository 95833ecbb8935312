"""Which items are voted together, and what is proposed on each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.ballots.proposals import Proposal
from copil.forms import Amount, Words
from copil.models import AgendaItem, Ballot
from scoring.reading import ConsensusReading

Outcome = Ballot.Outcome
#: As a point voted alone.
PROPOSED = (Outcome.GRANT, Outcome.PARTIAL, Outcome.CONDITIONAL, Outcome.DEFERRAL, Outcome.REFUSAL)


class LineForm(forms.Form):
    """One item of the agenda: taken or left, and its proposal."""

    partial = True  # which field is needed depends on the proposal
    taken = forms.BooleanField(required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Proposition"),
        choices=[(one.value, capfirst(one.label)) for one in PROPOSED],
        required=False,
    )
    amount = Amount(label=gettext_lazy("Montant accordé"))
    words = Words(label=gettext_lazy("Réserves, motifs d’un refus, ou ce qui est à compléter"), rows=2)
    complete_by = forms.DateField(
        label=gettext_lazy("À compléter d’ici le"),
        help_text=gettext_lazy("Pour un ajournement."),
        widget=forms.DateInput,
        required=False,
    )

    def __init__(
        self, data: QueryDict | None, *, item: AgendaItem, consensus: ConsensusReading | None, ticked: bool
    ) -> None:
        self.item, self.consensus = item, consensus
        super().__init__(data, prefix=f"i{item.pk}", initial=_foreseen(item, consensus) | {"taken": ticked})
        said = {"position": item.position, "title": item.dossier.title}
        self.fields["taken"].label = _("Point %(position)s : %(title)s") % said

    def proposal(self) -> Proposal:
        said = self.cleaned_data
        outcome, words = said["outcome"], said["words"]
        return Proposal(
            outcome=outcome,
            amount=said["amount"] if outcome in {Outcome.PARTIAL, Outcome.CONDITIONAL} else None,
            conditions=words if outcome == Outcome.CONDITIONAL else "",
            reasons=words if outcome in {Outcome.REFUSAL, Outcome.DEFERRAL} else "",
            complete_by=said["complete_by"] if outcome == Outcome.DEFERRAL else None,
        )


def _foreseen(item: AgendaItem, consensus: ConsensusReading | None) -> dict[str, Any]:
    """What the consensus recommends."""
    requested = item.dossier.requested
    amount = (consensus.recommended_amount if consensus is not None else None) or requested
    conditions = consensus.conditions if consensus is not None else ""
    outcome = Outcome.CONDITIONAL if conditions else Outcome.PARTIAL if amount < requested else Outcome.GRANT
    typed = f"{amount:.2f}".removesuffix(".00").replace(".", ",")
    return {"outcome": outcome.value, "amount": typed, "words": conditions}


def line_forms(
    data: QueryDict | None,
    items: Iterable[AgendaItem],
    consensuses: Mapping[UUID, ConsensusReading],
    *,
    ticked: bool = False,
) -> list[LineForm]:
    """A line for each item, all of them taken to begin with when `ticked`."""
    return [LineForm(data, item=item, consensus=consensuses.get(item.dossier_id), ticked=ticked) for item in items]


def taken(lines: Sequence[LineForm]) -> list[LineForm] | None:
    """The lines that were ticked; None when one of them cannot be read. What was typed in the others is kept."""
    sound = [(line, line.is_valid()) for line in lines]
    ticked = [(line, valid) for line, valid in sound if line.data.get(line.add_prefix("taken"))]
    return [line for line, _valid in ticked] if all(valid for _line, valid in ticked) else None


class DepartureForm(forms.Form):
    """Why grants leave their rank, asked for where they do: as the vote opens, and again as it is counted."""

    departure = Words(
        label=gettext_lazy("Pourquoi le rang n’est pas suivi"),
        help_text=gettext_lazy("Ce motif est conservé au journal des dossiers concernés et repris au procès-verbal."),
        rows=3,
    )
