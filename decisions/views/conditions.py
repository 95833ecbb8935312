"""The days of a grant's conditions, set by the team before the signature."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decisions.conditions.days import Dated, awaits_days, dated
from decisions.conditions.setting import SETTING, DayWanted, set_condition_days
from dossiers.actions.doing import wrong_state
from dossiers.views.common import glance_or_404, refused
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why


class DaysForm(forms.Form):
    """One day and one box a condition."""

    def __init__(self, *args: Any, conditions: tuple[Dated, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = conditions
        for one in conditions:
            self.fields[f"due_{one.number}"] = forms.DateField(
                label=_("À lever au plus tard le"), widget=forms.DateInput, initial=one.due_on
            )
            self.fields[f"before_{one.number}"] = forms.BooleanField(
                label=_("Rien n’est versé avant qu’elle soit levée"), required=False, initial=one.before_payment
            )

    @property
    def rows(self) -> list[tuple[Dated, Any, Any]]:
        return [(one, self[f"due_{one.number}"], self[f"before_{one.number}"]) for one in self.conditions]

    def days(self) -> dict[int, DayWanted]:
        """What was typed, by number."""
        said = self.cleaned_data
        return {n: DayWanted(said[f"due_{n}"], said[f"before_{n}"]) for n in (one.number for one in self.conditions)}


@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: HttpRequest, reference: str) -> HttpResponse:
    """The conditions as they were adopted, and until when each is to be met."""
    glance = glance_or_404(request, reference)
    if SETTING not in glance.roles:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    found = dated(glance.dossier)
    if not awaits_days(glance.dossier):
        return refused(request, wrong_state(glance.dossier, glance.roles).refusal, glance)
    form = DaysForm(request.POST if request.method == "POST" else None, conditions=found)
    context = {"dossier": glance.dossier, "step": glance.step, "form": form}
    if request.method != "POST":
        return render(request, "decisions/conditions.html", context)
    if form.is_valid():
        outcome = set_condition_days(dossier=glance.dossier, days=form.days(), by=glance.user)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Les dates sont fixées : l’acte les portera."))
            return redirect(glance.dossier)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        for unmet in outcome.unmet:
            form.add_error(unmet.code, unmet.sentence)
    return render(request, "decisions/conditions.html", {**context, "failed": True}, status=422)
