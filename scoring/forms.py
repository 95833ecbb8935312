"""The forms of the room: a scale of half points and words for each criterion. What is missing, the verbs say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.form.values import Invalid, parse
from scoring.arithmetic import needs_rationale
from scoring.concluding.drafts import MONEY
from scoring.drafts import NO_OPINION
from scoring.models import Criterion
from scoring.sheet import ANY_LENGTH, Answer, ConsensusSheet, Sheet, points_field, rationale_field

HALF_POINTS = [(str(n), str(n)) for n in range(11)]


@dataclass(frozen=True)
class Level:
    """A whole score with its descriptor, and the half point above it (empty on the last one).

    `explained`, `half_explained`: whether that score is to be explained in writing.
    """

    value: str
    points: int
    text: str
    half: str
    between: str
    explained: bool
    half_explained: bool


@dataclass(frozen=True)
class Scale:
    """One criterion of a form, as the page draws it."""

    criterion: Criterion
    share: Decimal
    points: BoundField
    rationale: BoundField
    levels: tuple[Level, ...]
    checked: str
    offers_no_opinion: bool
    told: Mapping[str, str]

    @property
    def wants(self) -> str:
        """What the criterion still wants, as a key of `told`."""
        written = bool(str(self.rationale.value() or "").strip())
        if not self.checked:
            return "score"
        explained = {level.value for level in self.levels if level.explained}
        explained |= {level.half for level in self.levels if level.half_explained}
        if self.checked in explained and not written:
            return "words"
        return "done" if written else "free"

    @property
    def wants_words(self) -> str:
        return self.told[self.wants]

    @property
    def bound(self) -> BoundField:
        """The score's field, by the name that the components know."""
        return self.points

    @property
    def described_by(self) -> str:
        """The id of what is wrong with the score, when something is."""
        return f"{self.points.auto_id}_error" if self.points.errors else ""


def wants_in_review() -> dict[str, str]:
    """What is said beside a criterion of a review while it is written; `static/js/scoring.js` says the same at once."""
    return {
        "score": _("Une note est à choisir."),
        "words": _("Cette note demande une appréciation écrite."),
        "done": _("Note et appréciation écrites."),
        "free": _("Appréciation facultative pour cette note."),
    }


def wants_in_consensus() -> dict[str, str]:
    """The same beside a criterion of a consensus, where every score is explained."""
    return {
        "score": _("La note du consensus est à choisir."),
        "words": _("Écrivez ce que le groupe retient : ces mots motivent la décision."),
        "done": _("Note et appréciation écrites."),
        "free": "",
    }


class SheetForm(forms.Form):
    """A scale and words for each criterion, and words on the whole."""

    partial = True  # nothing says « facultatif »: the page explains what is required
    offers_no_opinion = True
    explains_all = False  # whether every score is explained in writing, or only those that the arithmetic says

    on_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        choices = [*HALF_POINTS, (NO_OPINION, _("Sans avis"))] if self.offers_no_opinion else HALF_POINTS
        for criterion in criteria:
            self.fields[points_field(criterion.code)] = forms.ChoiceField(
                label=criterion.label,
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Choisissez une note sur l’échelle.")},
            )
            self.fields[rationale_field(criterion.code)] = _words(_("Votre appréciation sur ce critère"), rows=3)
        self.fields["rationale"] = _words(_("Votre appréciation d’ensemble"), rows=5)
        self.order_fields([name for name in self.fields if name not in LAST] + [n for n in LAST if n in self.fields])

    def sheet(self) -> Sheet:
        """What was typed, whatever the form thinks of it."""
        return Sheet(tuple(self._answer(c.code) for c in self.criteria), self._said("rationale"))

    def _answer(self, code: str) -> Answer:
        chosen = self._said(points_field(code))
        half_points = int(chosen) if chosen and chosen != NO_OPINION else None
        return Answer(code, half_points, chosen == NO_OPINION, self._said(rationale_field(code)))

    def _said(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def wants(self) -> dict[str, str]:
        """What the page says beside a criterion, by what it still wants."""
        return wants_in_review()

    @property
    def scales(self) -> Iterator[Scale]:
        total, told = sum(criterion.weight for criterion in self.criteria), self.wants()
        for criterion in self.criteria:
            points = self[points_field(criterion.code)]
            yield Scale(
                criterion=criterion,
                share=Decimal(100 * criterion.weight) / total,
                points=points,
                rationale=self[rationale_field(criterion.code)],
                levels=levels(criterion, explains_all=self.explains_all),
                checked=str(points.value() if points.value() is not None else ""),
                offers_no_opinion=self.offers_no_opinion,
                told=told,
            )


#: Fields that come after the criteria.
LAST = ("rationale", "amount", "conditions", "reason")


class ReviewForm(SheetForm):
    """A review; `reason` is asked for when it corrects a submitted one."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi corrigez-vous votre évaluation ?"),
        help_text=gettext_lazy("La version précédente est conservée, avec ce motif."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=ANY_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, correcting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.criteria:
            hint = _("Obligatoire pour une note inférieure à 2 ou supérieure à 4.")
            self.fields[rationale_field(criterion.code)].help_text = hint
        whole = _("Toujours obligatoire : ce qui convainc, ce qui manque, ce que vous conseillez.")
        self.fields["rationale"].help_text = whole
        if not correcting:
            del self.fields["reason"]

    @property
    def given_reason(self) -> str:
        """Why a submitted review is corrected; empty for a review that is not submitted."""
        return self._said("reason")


class ConsensusForm(SheetForm):
    """A consensus: every criterion scored and explained, the amount and the conditions that are recommended."""

    offers_no_opinion = False
    explains_all = True

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    amount = forms.CharField(
        label=gettext_lazy("Montant recommandé"),
        help_text=gettext_lazy("Laissez vide si vous ne recommandez aucun financement."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        required=False,
    )
    conditions = forms.CharField(
        label=gettext_lazy("Conditions proposées, s’il y en a"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=ANY_LENGTH,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi revoyez-vous le consensus ?"),
        help_text=gettext_lazy("Le consensus précédent est conservé, avec ce motif."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=ANY_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, revising: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.criteria:
            field = self.fields[rationale_field(criterion.code)]
            field.label = _("Ce que le groupe retient sur ce critère")
            field.help_text = _("Ces mots motivent la décision : le porteur les lira dans l’acte.")
        self.fields["rationale"].label = _("Appréciation d’ensemble")
        if not revising:
            del self.fields["reason"]

    def wants(self) -> dict[str, str]:
        return wants_in_consensus()

    def clean_amount(self) -> Decimal | None:
        try:
            typed = parse(MONEY, self.cleaned_data["amount"])
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return Decimal(typed) if typed else None

    def consensus(self) -> ConsensusSheet:
        amount: Decimal | None = self.cleaned_data.get("amount")
        return ConsensusSheet(self.sheet(), amount, self._said("conditions"))

    @property
    def given_reason(self) -> str:
        """Why the consensus changes; empty for the first one."""
        return self._said("reason")


class WithdrawForm(forms.Form):
    """Ends a review that was not submitted."""

    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Il est conservé au journal du dossier."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def levels(criterion: Criterion, *, explains_all: bool = False) -> tuple[Level, ...]:
    """The six whole scores of a criterion, each with the half point above it."""
    texts = criterion.levels
    return tuple(
        Level(
            value=str(2 * points),
            points=points,
            text=text,
            half=str(2 * points + 1) if points < len(texts) - 1 else "",
            between=texts[points + 1] if points < len(texts) - 1 else "",
            explained=explains_all or needs_rationale(Decimal(points)),
            half_explained=explains_all or needs_rationale(Decimal(points) + Decimal("0.5")),
        )
        for points, text in enumerate(texts)
    )


def _words(label: str, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=ANY_LENGTH, required=False
    )
