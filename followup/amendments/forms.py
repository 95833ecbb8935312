"""What the pages of an amendment ask for. What is absurd is the verbs' to refuse, not the forms'."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions.document import ReportKind
from dossiers.views.completion_forms import FilesField
from followup.actions.amendments import MAX_QUOTED, MAX_TEXT
from followup.amendments.bounds import MAX_LABEL, MAX_PARTS, MAX_WHEN, Part, Terms, Wanted
from followup.amendments.terms import Ground
from followup.forms import Amount, GestureForm
from followup.models import Report

#: Empty lines offered below the parts that are planned.
EMPTY_LINES = 2
AFTER: list[tuple[str, Any]] = [
    ("", _("Aucun")),
    (ReportKind.INTERIM.value, _("L’intermédiaire")),
    (ReportKind.FINAL.value, _("Le final")),
]


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput, required=False)


def _area(label: Any, help_text: Any, *, limit: int, rows: int) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=limit, widget=area, required=False)


class AskAmendmentForm(GestureForm):
    """What is asked for, each left empty where nothing is; `key` makes a second sending harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    ends_on = _day(_("Nouvelle fin du projet"))
    interim_due = _day(_("Nouvelle date du compte rendu intermédiaire"))
    report_due = _day(_("Nouvelle date du compte rendu final"))
    amount = Amount(
        label=_("Montant ramené à"), help_text=_("En euros, si le projet coûte moins que prévu."), required=False
    )
    plan = _area(
        _("Autres dates ou parts de versement"),
        _("Dites en quelques mots ce qui devrait être versé quand."),
        limit=MAX_TEXT,
        rows=3,
    )
    reason = _area(
        _("Pourquoi"),
        _("Ce qui a changé depuis la décision. La coordination s’appuie sur ces mots pour en décider."),
        limit=MAX_TEXT,
        rows=5,
    )
    joined = FilesField(label=_("Fichiers"), required=False)

    def __init__(self, *args: Any, ground: Ground, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not _interim_open(ground):
            del self.fields["interim_due"]

    @classmethod
    def first(cls, ground: Ground) -> "AskAmendmentForm":
        return cls(initial={"key": uuid4()}, ground=ground)

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said["ends_on"], said.get("interim_due"), said["report_due"], said["amount"], said["plan"])


def _interim_open(ground: Ground) -> bool:
    """Whether an interim report is planned whose day may still change."""
    return any(one.kind == Report.Kind.INTERIM and not one.is_over for one in ground.reports)


class TermsForm(GestureForm):
    """The terms agreed, but for the parts not paid yet; `seen` marks the act and the schedule that the page showed."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    amount = Amount(label=_("Montant"), help_text=_("En euros ; un avenant peut le baisser."))
    ends_on = _day(_("Fin du projet"))
    interim_due = _day(
        _("Compte rendu intermédiaire, au plus tard le"),
        _("À donner si l’acte en prévoit un, ou si un versement doit l’attendre."),
    )
    report_due = _day(_("Compte rendu final, au plus tard le"))
    reason = _area(_("Motif"), _("Une ou deux phrases, que l’acte cite."), limit=MAX_QUOTED, rows=3)

    @classmethod
    def of(cls, terms: Terms, ground: Ground) -> "TermsForm":
        return cls(
            initial={
                "seen": ground.mark,
                "amount": terms.amount,
                "ends_on": terms.ends_on,
                "interim_due": terms.interim_due,
                "report_due": terms.report_due,
                "reason": terms.reason,
            }
        )

    def terms(self, parts: Iterable[Part]) -> Terms:
        said = self.cleaned_data
        return Terms(
            said["ends_on"], said["interim_due"], said["report_due"], said["amount"], tuple(parts), said["reason"]
        )


class PartForm(forms.Form):
    """One part not paid yet; a line without name nor amount is no part."""

    partial = True

    label = forms.CharField(label=_("Versement"), max_length=MAX_LABEL, required=False)
    amount = Amount(label=_("Montant"), required=False)
    after = forms.ChoiceField(label=_("Compte rendu à accepter d’abord"), choices=AFTER, required=False)
    when = forms.CharField(label=_("Comme l’acte le dit"), max_length=MAX_WHEN, required=False)


PartFormSet = forms.formset_factory(PartForm, extra=EMPTY_LINES, max_num=MAX_PARTS, absolute_max=MAX_PARTS)


def lines_of(terms: Terms, ground: Ground) -> Any:
    """The parts as lines to fill in, and some empty ones while something is left to plan."""
    initial = [{"label": one.label, "after": one.after, "when": one.when, "amount": one.amount} for one in terms.parts]
    lines = PartFormSet(prefix="part", initial=initial)
    lines.extra = EMPTY_LINES if ground.standing.taken < ground.grant.amount else 0
    return lines


def parts_of(lines: Any) -> list[Part]:
    """The lines that say something."""
    cleaned = (line.cleaned_data for line in lines.forms)
    return [
        Part(said.get("label", ""), said.get("when", ""), said.get("after", ""), said.get("amount"))
        for said in cleaned
        if said.get("label", "").strip() or said.get("amount") is not None
    ]
