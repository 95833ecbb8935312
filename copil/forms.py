"""The forms of the room. They read what was typed; what is missing or wrong, the verbs say."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from copil.models import Ballot, Seat, Session
from copil.roll import Roll
from dossiers.form.lines import Lines
from dossiers.form.questions import Kind, Question
from dossiers.form.values import Invalid, parse
from dossiers.wording import euros, written_day

AMOUNT = Question("amount", "", Kind.MONEY, required=False)
#: Far over what is allowed, so that the verb says by how much a text is too long.
ANY_LENGTH = 20_000

Choices = Sequence[tuple[str, str]]


class Words(forms.CharField):
    """A few sentences; whether some are needed, and how many, the verb says."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=ANY_LENGTH, required=False, **kwargs)


class Reason(forms.CharField):
    """Why, in a few sentences."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=ANY_LENGTH, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class Amount(forms.CharField):
    """Euros as one types them; None when nothing is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        try:
            kept = parse(AMOUNT, super().clean(value))
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error
        return Decimal(kept) if kept else None


def instant(day: date, hour: time) -> datetime | None:
    """That hour of that day in the lab's time zone; None for one that summer time skips."""
    found = timezone.make_aware(datetime.combine(day, hour))
    before, after = found.replace(fold=0).utcoffset(), found.replace(fold=1).utcoffset()
    skipped = before is not None and after is not None and before < after
    return None if skipped else found


def no_such_hour() -> str:
    return _("Cette heure n’existe pas ce jour-là : on passe à l’heure d’été.")


class WhenForm(forms.Form):
    """When and where a session is held."""

    day = forms.DateField(label=gettext_lazy("Jour"), widget=forms.DateInput)
    hour = forms.TimeField(label=gettext_lazy("Heure"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    place = forms.CharField(
        label=gettext_lazy("Lieu"),
        help_text=gettext_lazy("Une salle, ou comment assister à distance."),
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "day" in said and "hour" in said:
            said["held_at"] = instant(said["day"], said["hour"])
            if said["held_at"] is None:
                self.add_error("hour", no_such_hour())
        return said

    def held_at(self) -> datetime:
        """The instant meant, in the lab's time zone."""
        return self.cleaned_data["held_at"]


class PlanForm(WhenForm):
    """A new session: also how long it is foreseen to last."""

    duration = forms.IntegerField(
        label=gettext_lazy("Durée prévue, en minutes"), initial=120, min_value=0, max_value=10_000, required=False
    )


class SecondForm(WhenForm):
    """A second convocation: also whether it says that no quorum is required."""

    clause = forms.BooleanField(
        label=gettext_lazy("La convocation dit qu’aucun quorum n’est exigé"),
        help_text=gettext_lazy("Sans cette mention, le quorum reste exigé (CRPA, art. R133-10)."),
        required=False,
        initial=True,
    )


class SeatForm(forms.Form):
    """One seat of a session; choices are shared by all the rows."""

    label = forms.CharField(label=gettext_lazy("Qualité"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Seat.Kind.choices, initial=Seat.Kind.MEMBER)
    person = forms.ChoiceField(label=gettext_lazy("Titulaire"), required=False)
    substitute = forms.ChoiceField(label=gettext_lazy("Suppléant"), required=False)

    def __init__(self, *args: Any, members: Choices, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped = [(_("Membres du COPIL"), members), (_("À entendre comme experts"), others)]
        self.fields["person"].choices = [("", "–"), *(group for group in grouped if group[1])]  # type: ignore[attr-defined]
        self.fields["substitute"].choices = [("", "–"), *members]  # type: ignore[attr-defined]


SeatFormSet = forms.formset_factory(SeatForm, formset=Lines, extra=2, can_delete=True, max_num=100, absolute_max=120)


def people_choices(people: Iterable[User]) -> Choices:
    return [(str(person.pk), person.full_name) for person in people]


class AttendanceForm(forms.Form):
    """How each seat attends; `shown_…` is what the page showed, so that only what was changed is recorded."""

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat in seats:
            self.fields[f"seat_{seat.pk}"] = forms.ChoiceField(
                label=seat.label, choices=_attends_choices(seat), initial=foreseen(seat), required=False
            )
            self.fields[f"shown_{seat.pk}"] = forms.CharField(
                initial=seat.attends, required=False, widget=forms.HiddenInput
            )

    def rows(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField]]:
        return [(seat, self[f"seat_{seat.pk}"], self[f"shown_{seat.pk}"]) for seat in self.seats]

    def changes(self) -> dict[int, str]:
        said = self.cleaned_data
        marked = {seat.pk: (said.get(f"seat_{seat.pk}", ""), said.get(f"shown_{seat.pk}", "")) for seat in self.seats}
        return {pk: attends for pk, (attends, shown) in marked.items() if attends and attends != shown}


def foreseen(seat: Seat) -> str:
    """How a seat is marked, or else as it announced itself: the secretary only has to agree."""
    return seat.announced or seat.attends if seat.attends == Seat.Attends.NO else seat.attends


def _attends_choices(seat: Seat) -> Choices:
    """Only what that seat can be: nobody stands in where there is no substitute."""
    found = []
    for code, label in Seat.Attends.choices:
        if code != Seat.Attends.SUBSTITUTE:
            found.append((str(code), str(label)))
        elif seat.substitute is not None:
            found.append((str(code), f"{label} ({seat.substitute.full_name})"))
    return found


class ProxyForm(forms.Form):
    """Who gives their vote to whom."""

    giver = forms.ChoiceField(label=gettext_lazy("Mandant, absent"))
    holder = forms.ChoiceField(label=gettext_lazy("Mandataire"))

    def __init__(self, *args: Any, givers: Choices, holders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].choices = givers  # type: ignore[attr-defined]
        self.fields["holder"].choices = holders  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """What is put to the vote; each outcome asks for its own words."""

    partial = True  # which field is needed depends on the outcome: the page says so
    outcome = forms.ChoiceField(
        label=gettext_lazy("Proposition"), widget=forms.RadioSelect, choices=Ballot.Outcome.choices, required=False
    )
    amount = Amount(label=gettext_lazy("Montant accordé"))
    conditions = Words(label=gettext_lazy("Réserves"), help_text=gettext_lazy("Pour un accord sous réserve."), rows=3)
    reasons = Words(
        label=gettext_lazy("Motifs"),
        help_text=gettext_lazy("Exigés pour un refus ; pour un ajournement, ce qui est à compléter."),
    )
    complete_by = forms.DateField(
        label=gettext_lazy("À compléter d’ici le"),
        help_text=gettext_lazy("Pour un ajournement."),
        widget=forms.DateInput,
        required=False,
    )

    departure = Words(
        label=gettext_lazy("Pourquoi le rang n’est pas suivi"),
        help_text=gettext_lazy("Ce motif est conservé au journal du dossier et repris au procès-verbal."),
        rows=3,
    )

    def __init__(self, *args: Any, requested: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            Ballot.Outcome.GRANT: _("Accord – tout le montant demandé, %(amount)s") % {"amount": euros(requested)},
            Ballot.Outcome.PARTIAL: _("Accord partiel – un montant inférieur"),
            Ballot.Outcome.CONDITIONAL: _("Accord sous réserve – avec des conditions écrites"),
            Ballot.Outcome.DEFERRAL: _("Ajournement – à compléter, puis à revoir"),
            Ballot.Outcome.REFUSAL: _("Refus – avec ses motifs"),
        }
        self.fields["outcome"].choices = [(code.value, label) for code, label in labels.items()]  # type: ignore[attr-defined]

    def said(self) -> Mapping[str, Any]:
        """What the verb is told; the amount is only for a partial or conditional grant."""
        said = dict(self.cleaned_data)
        if said["outcome"] not in {Ballot.Outcome.PARTIAL, Ballot.Outcome.CONDITIONAL}:
            said["amount"] = None
        return said


class PresidingForm(forms.Form):
    """Who presides an item in the chair's place."""

    seat = forms.ChoiceField(label=gettext_lazy("Siège qui préside ce point"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit = [s for s in roll.seats if s.has_voice and s.pk not in roll.recused and roll.is_present(s)]
        self.fields["seat"].choices = [(str(s.pk), f"{s.label} – {s.sitter.full_name}") for s in fit]  # type: ignore[attr-defined]


class CloseItemForm(forms.Form):
    """Why an item is closed with nothing adopted: what the dossier lacks."""

    reason = Words(
        label=gettext_lazy("Ce qui est à compléter"),
        help_text=gettext_lazy("L’équipe projet le lira avec l’ajournement."),
    )


class AgendaForm(forms.Form):
    """Which session's agenda a dossier is put on."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    session = forms.ChoiceField(label=gettext_lazy("Séance"), widget=forms.RadioSelect)
    urgency = Words(
        label=gettext_lazy("Urgence constatée par la présidence"),
        help_text=gettext_lazy("Seulement si le délai de convocation est passé : écrivez le motif."),
        rows=3,
    )

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [(str(s.pk), session_words(s)) for s in sessions]  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """Which session votes on a lower amount; why, when a better placed dossier waits too."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    session = forms.ChoiceField(label=gettext_lazy("Séance"), widget=forms.RadioSelect)
    reason = Words(
        label=gettext_lazy("Pourquoi ce dossier"),
        help_text=gettext_lazy("Seulement si un dossier mieux placé attend aussi. Le motif est conservé au journal."),
        rows=3,
    )

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [(str(s.pk), session_words(s)) for s in sessions]  # type: ignore[attr-defined]


def session_words(session: Session) -> str:
    """A session as a choice: its number, its day, where it stands."""
    return _("COPIL n° %(number)s, %(day)s (%(step)s)") % {
        "number": session.number,
        "day": written_day(session.held_on),
        "step": session.get_status_display(),
    }
