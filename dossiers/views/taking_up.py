"""Taking up a refused or withdrawn dossier: in which call, then a new draft with the same answers."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dossiers import actions
from dossiers.actions.taking_up import TAKEN_UP
from dossiers.models import Call
from dossiers.views.common import glance_or_404, problem, refused
from workflow import clock
from workflow.verdict import Refusal


class CallForm(forms.Form):
    """In which of the open calls."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    call = forms.ModelChoiceField(
        label=gettext_lazy("Appel"), queryset=Call.objects.none(), to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        calls = Call.objects.open_on(today).order_by("closes_on", "code")
        self.fields["call"].queryset = calls  # type: ignore[attr-defined] # a ModelChoiceField


@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for the call, then opens the draft; only the dossier's leaders may."""
    glance = glance_or_404(request, reference)
    if not glance.as_leader:
        raise Http404
    if glance.dossier.leader_state not in TAKEN_UP:
        explanation = _("Un dossier se reprend une fois refusé ou retiré.")
        return problem(
            request,
            status=409,
            title=_("Ce n’est pas possible"),
            explanation=explanation,
            back_url=glance.dossier.get_absolute_url(),
        )
    form = CallForm(request.POST or None, initial={"key": uuid4()})
    if form.is_valid():
        said = form.cleaned_data
        outcome = actions.take_up(dossier=glance.dossier, call=said["call"], by=glance.user, key=said["key"])
        if isinstance(outcome, Refusal):
            return refused(request, outcome, glance)
        messages.success(
            request,
            _("%(reference)s reprend les réponses de %(former)s : relisez-les, puis déposez-le.")
            % {"reference": outcome.reference, "former": reference},
        )
        return redirect("dossiers:form", outcome.reference)
    context = {
        "dossier": glance.dossier,
        "form": form,
        "open": form.fields["call"].queryset.exists(),  # type: ignore[attr-defined] # a ModelChoiceField
        "failed": request.method == "POST",
    }
    return render(request, "dossiers/take_up.html", context, status=422 if context["failed"] else 200)
