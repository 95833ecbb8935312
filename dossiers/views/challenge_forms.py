"""The forms of the challenge, and what its page shows of each: a question, a section, a référent."""

from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from dossiers.challenge.reading import Candidate, Challenger
from dossiers.form.display import ShownSection
from dossiers.models import Opinion, Question
from workflow.verdict import Unmet


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Votre question au porteur"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    blocking = forms.BooleanField(
        label=gettext_lazy("Question bloquante"),
        help_text=gettext_lazy("Le challenge attend la réponse, dix jours ouvrés au plus."),
        required=False,
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Votre réponse"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class OpinionForm(forms.Form):
    sense = forms.ChoiceField(
        label=gettext_lazy("Sens de l’avis"), choices=Opinion.Sense.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("Motivation"),
        help_text=gettext_lazy("Ce qui convainc, ce qui manque, ce que vous conseillez."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class RelieveForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class HandOverForm(forms.Form):
    """Another référent, and why; those who may challenge the dossier, the least busy first."""

    to = forms.ChoiceField(label=gettext_lazy("À qui ?"))
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("La personne le lira avant de répondre."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, people: list[Candidate], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        choices = [
            (str(c.person.ref), f"{c.person.full_name} ({c.load})") for c in people if not (c.same_service or c.away)
        ]
        field_ = self.fields["to"]
        assert isinstance(field_, forms.ChoiceField)  # noqa: S101 - declared above
        field_.choices = [("", gettext_lazy("Choisir")), *choices]
        field_.help_text = gettext_lazy("Entre parenthèses, les avis que cette personne doit déjà.")


@dataclass(frozen=True)
class AskedQuestion:
    """A question with the form that answers it, for the leader while it waits for an answer.

    `due` is the day until which an answer is awaited; `settled`, that it holds the challenge no more without one.
    """

    question: Question
    form: AnswerForm | None
    due: date
    settled: bool


@dataclass(frozen=True)
class Beside:
    """A section, the questions on it, and the form that asks one more, for an assigned référent."""

    section: ShownSection
    questions: tuple[AskedQuestion, ...]
    form: QuestionForm | None
    opened: bool


@dataclass(frozen=True)
class Row:
    """A référent on the page, with the form that ends the assignment, for who may end it."""

    challenger: Challenger
    form: RelieveForm | None
    opened: bool


@dataclass
class Returned:
    """A form that was refused and is shown again in its place, and what stands at the top of the page."""

    again: dict[str, forms.Form] = field(default_factory=dict)
    status: int = 200
    sentence: str = ""
    reasons: tuple[Unmet, ...] = ()
