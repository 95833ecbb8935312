"""Who steps aside from a dossier and who sees it: declared interests, “qui peut voir ce dossier, et pourquoi”."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.models import Dossier, Interest
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, may_oversee, person, refused
from dossiers.visibility import who_sees
from workflow.verdict import Refusal, Why


class InterestForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Quel est ce lien ?"),
        help_text=gettext_lazy("Hiérarchique, familial, financier, participation au projet : une phrase suffit."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_safe
def access(request: HttpRequest, reference: str) -> HttpResponse:
    """Who may see the dossier, and why: for the team and the auditors."""
    glance = glance_or_404(request, reference)
    if not may_oversee(glance):
        raise Http404
    interests = Interest.objects.filter(dossier=glance.dossier, withdrawn_at=None).select_related("person")
    context = {**_frame(glance), "sights": who_sees(glance.dossier), "interests": interests}
    return render(request, "dossiers/access.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest, reference: str) -> HttpResponse:
    """Declares a tie with the dossier, for anyone who sees it without leading it."""
    glance = glance_or_404(request, reference)
    form = InterestForm(request.POST or None)
    known = Interest.objects.filter(dossier=glance.dossier, person=glance.user, withdrawn_at=None).first()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = actions.declare_interest(
                dossier=glance.dossier, reason=form.cleaned_data["reason"], by=glance.user
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Votre lien d’intérêt est déclaré : vous ne prendrez pas part à l’examen."))
                return _back(request, glance)
            if outcome.why is not Why.UNMET:
                return refused(request, outcome, glance)
            form.add_error("reason", outcome.sentence)
    elif glance.as_leader:
        raise Http404
    context = {**_frame(glance), "form": form, "known": known, "failed": status != 200}
    return render(request, "dossiers/interest.html", context, status=status)


def _back(request: HttpRequest, glance: Glance) -> HttpResponse:
    """To the dossier's page, or home when it is no longer this person's to see."""
    if Dossier.objects.visible_to(person(request)).filter(pk=glance.dossier.pk).exists():
        return redirect(glance.dossier)
    return redirect("home")


def _frame(glance: Glance) -> dict[str, object]:
    return {"dossier": glance.dossier, "glance": glance, "step": glance.step}
