"""The forms of the missing pieces: asking for them, giving them, checking them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.actions.completion import MAX_LABEL, MAX_PIECES, Asked
from dossiers.form.display import said
from dossiers.form.lines import Lines
from dossiers.form.questions import SECTIONS
from dossiers.models import MissingPiece
from dossiers.receipt.completion import ShownPiece, ShownRequest

Outcome = MissingPiece.Outcome
#: Lines shown at first, and added at a time.
LINES = 3


class LineForm(forms.Form):
    label = forms.CharField(label=_("Ce qui manque"), max_length=MAX_LABEL, required=False)
    section = forms.ChoiceField(label=_("Ce que cela concerne"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partial = True  # an empty line is no line: « facultatif » on each would only be noise
        field = self.fields["section"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Une pièce à joindre")), *((s.code, said(s.title)) for s in SECTIONS)]


LineFormSet = forms.formset_factory(LineForm, formset=Lines, extra=LINES, max_num=MAX_PIECES, absolute_max=MAX_PIECES)


class AskForm(forms.Form):
    due_on = forms.DateField(label=_("À fournir au plus tard le"), widget=forms.DateInput)
    message = forms.CharField(
        label=_("Message au porteur"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what each may be is the verb's to say."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        each = super().clean
        return [each(one, initial) for one in data] if isinstance(data, list | tuple) else []


class ProvideForm(forms.Form):
    """For one piece; what it is about decides which of the two comes first."""

    answer = forms.CharField(
        label=_("Votre réponse"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    joined = FilesField(label=_("Vos fichiers"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, piece: MissingPiece) -> None:
        super().__init__(data, files, prefix=provide_prefix(piece.pk))
        self.partial = True
        self.fields["answer"].initial = piece.answer
        if not piece.section:
            self.order_fields(["joined", "answer"])
            self.fields["answer"].label = _("Précision")


def provide_prefix(pk: int) -> str:
    return f"piece-{pk}"


class CheckForm(forms.Form):
    """What the team makes of each piece of one request."""

    due_on = forms.DateField(
        label=_("Nouvelle date, pour ce qui est redemandé"), widget=forms.DateInput, required=False
    )

    def __init__(self, data: Any = None, *, shown: ShownRequest, due_on: date | None = None) -> None:
        super().__init__(data, prefix=check_prefix(shown.request.pk), initial={"due_on": due_on})
        self.partial = True
        self.pieces = [p for p in shown.pieces if not p.piece.outcome]
        for shown_piece in self.pieces:
            self._add(shown_piece.piece)
        self.again = any(p.piece.provided_at for p in self.pieces)
        if not self.again:
            del self.fields["due_on"]

    def _add(self, piece: MissingPiece) -> None:
        choices: list[tuple[str, Any]] = [("", _("Je ne me prononce pas"))]
        if piece.provided_at:
            choices += [(Outcome.ACCEPTED, _("Conforme")), (Outcome.AGAIN, _("À redemander"))]
            self.fields[f"reason-{piece.pk}"] = forms.CharField(
                label=_("Ce qui ne convient pas, si vous la redemandez"), max_length=2000, required=False
            )
        else:
            choices.append((Outcome.WAIVED, _("N’est plus demandée")))
        self.fields[f"outcome-{piece.pk}"] = forms.ChoiceField(
            label=piece.label, choices=choices, widget=forms.RadioSelect, required=False, initial=""
        )

    @property
    def rows(self) -> list[tuple[ShownPiece, Any, Any]]:
        """Each piece with its two fields; the second is None for a piece that has not come."""
        return [
            (p, self[f"outcome-{p.piece.pk}"], self[f"reason-{p.piece.pk}"] if p.piece.provided_at else None)
            for p in self.pieces
        ]

    def said(self, name: str) -> dict[int, str]:
        """What was typed in that field, by piece."""
        start = f"{name}-"
        return {int(key[len(start) :]): v for key, v in self.cleaned_data.items() if key.startswith(start) and v}


def check_prefix(pk: int) -> str:
    return f"check-{pk}"


def asked_of(lines: Sequence[Any]) -> list[Asked]:
    """The lines that say something."""
    cleaned = (line.cleaned_data for line in lines)
    return [Asked(said["label"], said.get("section", "")) for said in cleaned if said.get("label", "").strip()]


@dataclass(frozen=True)
class Card:
    """One request on the page, with the forms that this person may fill in."""

    shown: ShownRequest
    pieces: tuple[tuple[ShownPiece, ProvideForm | None], ...]
    check: CheckForm | None
