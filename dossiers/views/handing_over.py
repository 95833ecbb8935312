"""Handing a dossier over, by its leader; and, by the coordination, in the place of a leader who is gone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.actions.invitations import MAX_ADDRESS
from dossiers.invitations.reading import pending_on
from dossiers.models import Invitation
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, refused
from dossiers.visibility import leaders_of
from workflow.verdict import Refusal, Why

#: The choice of somebody who does not lead the dossier yet.
OTHER = "other"


class HandingOverForm(forms.Form):
    """To a co-leader, named, or to an address; and what becomes of who hands over."""

    to = forms.ChoiceField(label=gettext_lazy("À qui ?"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=gettext_lazy("Son adresse électronique, si c’est une autre personne"),
        max_length=MAX_ADDRESS,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    stays = forms.ChoiceField(
        label=gettext_lazy("Et vous, ensuite ?"),
        choices=[("yes", gettext_lazy("Je reste co-porteur")), ("no", gettext_lazy("Je quitte ce dossier"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, co_leaders: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = {str(person.ref): person.email for person in co_leaders}
        named = [(str(person.ref), person.full_name) for person in co_leaders]
        self.fields["to"].choices = [*named, (OTHER, _("Une autre personne"))]  # type: ignore[attr-defined]
        if not named:
            self.fields["to"].initial = OTHER

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("to") == OTHER and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Indiquez l’adresse de cette personne."))
        return cleaned

    @property
    def address(self) -> str:
        """Who is asked, once the form is valid."""
        chosen = self.cleaned_data["to"]
        return str(self.cleaned_data["email"] if chosen == OTHER else self.addresses[chosen])


class ReplacementForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique du nouveau porteur"),
        help_text=gettext_lazy("Un courriel l’invite à accepter, et à créer un compte s’il n’en a pas."),
        max_length=MAX_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Le porteur actuel le lira : par exemple, « a quitté le service »."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """The main leader asks somebody to take the lead."""
    glance = _alive(glance_or_404(request, reference))
    if glance.dossier.leader_id != glance.user.pk:
        raise Http404
    form = HandingOverForm(request.POST or None, co_leaders=leaders_of(glance.dossier)[1:])
    if request.method == "POST" and form.is_valid():
        stays = form.cleaned_data["stays"] == "yes"
        outcome = actions.hand_dossier_over(dossier=glance.dossier, email=form.address, stays=stays, by=glance.user)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La proposition est envoyée. Vous portez le dossier jusqu’à la réponse."))
            return redirect("dossiers:co_leaders", reference)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        form.add_error(None, outcome.sentence)
    return _page(request, glance, form, "dossiers/hand_over.html")


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, reference: str) -> HttpResponse:
    """The coordination asks somebody to lead in the place of a leader who is gone."""
    glance = _alive(glance_or_404(request, reference))
    if Role.TEAM_LEAD not in glance.roles:
        raise Http404
    form = ReplacementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        outcome = actions.replace_leader(
            dossier=glance.dossier, email=said["email"], reason=said["reason"], by=glance.user
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La proposition est envoyée, et le porteur actuel est prévenu."))
            return redirect("dossiers:replace_leader", reference)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        form.add_error(None, outcome.sentence)
    return _page(request, glance, form, "dossiers/replace_leader.html")


def _alive(glance: Glance) -> Glance:
    """404 once nothing more is expected of the dossier, as this person may know it."""
    if glance.dossier.PROCESS.state(glance.step.code).end:
        raise Http404
    return glance


def _page(request: HttpRequest, glance: Glance, form: forms.Form, template: str) -> HttpResponse:
    failed = request.method == "POST"
    asked = pending_on(glance.dossier).filter(kind=Invitation.Kind.LEADER)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "form": form,
        "waiting": asked.filter(invited_by=glance.user),
        "main": True,
        "failed": failed,
    }
    return render(request, template, context, status=422 if failed else 200)
