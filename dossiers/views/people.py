"""Who stands by a dossier and who sees it: co-leaders, declared interests, “qui peut voir ce dossier, et pourquoi”."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from dossiers import actions
from dossiers.models import Dossier, Interest, Leadership
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


class CoLeaderForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique du co-porteur"),
        help_text=gettext_lazy("Cette personne doit déjà avoir ouvert un compte."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
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


@require_http_methods(["GET", "HEAD", "POST"])
def co_leaders(request: HttpRequest, reference: str) -> HttpResponse:
    """Who writes the dossier together; only its main leader invites."""
    glance = _leading(request, reference)
    form = CoLeaderForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            invited = User.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
            if invited is None:
                form.add_error(
                    "email", _("Aucun compte n’est ouvert à cette adresse : la personne doit s’inscrire d’abord.")
                )
            else:
                outcome = actions.invite_co_leader(dossier=glance.dossier, person=invited, by=glance.user)
                if not isinstance(outcome, Refusal):
                    messages.success(
                        request,
                        _("%(name)s peut maintenant écrire ce dossier avec vous.") % {"name": invited.full_name},
                    )
                    return redirect("dossiers:co_leaders", reference)
                if outcome.why is not Why.UNMET:
                    return refused(request, outcome, glance)
                form.add_error("email", outcome.sentence)
    current = (
        Leadership.objects.filter(dossier=glance.dossier, until=None)
        .exclude(person=glance.dossier.leader)
        .select_related("person__service")
        .order_by("since", "pk")
    )
    main = glance.dossier.leader_id == glance.user.pk
    alive = not glance.dossier.PROCESS.state(glance.dossier.leader_state).end
    context = {
        **_frame(glance),
        "form": form,
        "co_leaders": current,
        "main": main,
        "may_invite": main and alive,
        "failed": status != 200,
    }
    return render(request, "dossiers/co_leaders.html", context, status=status)


@require_POST
def remove_co_leader(request: HttpRequest, reference: str, ref: UUID) -> HttpResponse:
    """Ends a co-leader's link."""
    glance = _leading(request, reference)
    gone = get_object_or_404(User, ref=ref, leaderships__dossier=glance.dossier, leaderships__until=None)
    outcome = actions.remove_co_leader(dossier=glance.dossier, person=gone, by=glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, _("%(name)s n’écrit plus ce dossier.") % {"name": gone.full_name})
    if gone.pk == glance.user.pk:
        return _back(request, glance)
    return redirect("dossiers:co_leaders", reference)


def _leading(request: HttpRequest, reference: str) -> Glance:
    glance = glance_or_404(request, reference)
    if not glance.as_leader:
        raise Http404
    return glance


def _back(request: HttpRequest, glance: Glance) -> HttpResponse:
    """To the dossier's page, or home when it is no longer this person's to see."""
    if Dossier.objects.visible_to(person(request)).filter(pk=glance.dossier.pk).exists():
        return redirect(glance.dossier)
    return redirect("home")


def _frame(glance: Glance) -> dict[str, object]:
    return {"dossier": glance.dossier, "glance": glance, "step": glance.step}
