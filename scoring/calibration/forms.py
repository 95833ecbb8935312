"""Opening an exercise, and scoring in one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dossiers.models import Dossier
from scoring.calibration.access import decided_for
from scoring.drafts import NO_OPINION
from scoring.forms import HALF_POINTS, Level, levels
from scoring.models import Criterion
from scoring.sheet import Answer, Sheet, points_field


class ExerciseForm(forms.Form):
    """On which decided dossier, until when."""

    dossier = forms.ModelChoiceField(
        label=gettext_lazy("Dossier"),
        queryset=Dossier.objects.none(),
        empty_label=gettext_lazy("Choisir un dossier"),
        help_text=gettext_lazy("Un dossier décidé, qui avait été évalué."),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Dernier jour pour noter"),
        widget=forms.DateInput(),
        help_text=gettext_lazy("La dispersion des notes se lit le lendemain, ou dès que vous terminez l’exercice."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossier"].queryset = decided_for(user)  # type: ignore[attr-defined] # a ModelChoiceField


@dataclass(frozen=True)
class Choice:
    """One criterion to score, as `scoring/parts/levels.html` draws it: without words, an exercise motivates nothing."""

    criterion: Criterion
    points: BoundField
    levels: tuple[Level, ...]
    checked: str
    offers_no_opinion: bool = True

    @property
    def bound(self) -> BoundField:
        return self.points


class ExerciseSheetForm(forms.Form):
    """A scale for each criterion."""

    partial = True

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[points_field(criterion.code)] = forms.ChoiceField(
                label=criterion.label,
                choices=[*HALF_POINTS, (NO_OPINION, _("Sans avis"))],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Choisissez une note sur l’échelle.")},
            )

    def sheet(self) -> Sheet:
        """What was chosen."""
        return Sheet(tuple(self._answer(criterion.code) for criterion in self.criteria))

    def _answer(self, code: str) -> Answer:
        chosen = str(self.cleaned_data.get(points_field(code)) or "")
        return Answer(code, int(chosen) if chosen and chosen != NO_OPINION else None, chosen == NO_OPINION)

    @property
    def choices(self) -> Iterator[Choice]:
        for criterion in self.criteria:
            points = self[points_field(criterion.code)]
            yield Choice(criterion, points, levels(criterion), str(points.value() or ""))
