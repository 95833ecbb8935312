"""Who stands beside a leader: the page of co-leaders and readers, on which the main leader invites and takes back."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.actions.invitations import MAX_ADDRESS
from dossiers.invitations.reading import pending_on
from dossiers.models import Dossier, Invitation, Leadership
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, refused
from dossiers.visibility import readers_of
from workflow.verdict import Refusal, Why

#: What each choice of the form carries out.
INVITING = {Invitation.Kind.CO_LEADER: actions.invite_co_leader, Invitation.Kind.READER: actions.invite_reader}


class InvitationForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Pour quoi faire ?"),
        choices=[
            (Invitation.Kind.CO_LEADER, gettext_lazy("Porter le dossier avec vous : lire, écrire, déposer, répondre")),
            (Invitation.Kind.READER, gettext_lazy("Le lire seulement, brouillon et pièces compris")),
        ],
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        help_text=gettext_lazy("Un courriel l’invite à accepter, et à créer un compte s’il n’en a pas."),
        max_length=MAX_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def co_leaders(request: HttpRequest, reference: str) -> HttpResponse:
    """Who writes the dossier together, who reads it, and who is asked to; only its main leader invites."""
    glance = _leading(request, reference)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invite = INVITING[Invitation.Kind(form.cleaned_data["kind"])]
        outcome = invite(dossier=glance.dossier, email=form.cleaned_data["email"], by=glance.user)
        if not isinstance(outcome, Refusal):
            # The same sentence whoever reads that address, and whether they were asked before or not.
            sent = _("L’invitation est envoyée à %(email)s\u00a0; elle attend une réponse jusqu’à sa date.")
            messages.success(request, sent % {"email": outcome.email})
            return redirect("dossiers:co_leaders", reference)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        form.add_error("email", outcome.sentence)
    return _page(request, glance, form)


def _page(request: HttpRequest, glance: Glance, form: InvitationForm) -> HttpResponse:
    failed = request.method == "POST"
    dossier = glance.dossier
    current = (
        Leadership.objects.filter(dossier=dossier, until=None)
        .exclude(person=dossier.leader)
        .select_related("person__service")
        .order_by("since", "pk")
    )
    main = dossier.leader_id == glance.user.pk
    alive = not dossier.PROCESS.state(dossier.leader_state).end
    context = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "form": form,
        "co_leaders": current,
        "readers": readers_of(dossier),
        "waiting": pending_on(dossier),
        "main": main,
        "may_invite": main and alive,
        "failed": failed,
    }
    return render(request, "dossiers/co_leaders.html", context, status=422 if failed else 200)


@require_POST
def remove_co_leader(request: HttpRequest, reference: str, ref: UUID) -> HttpResponse:
    """Ends a co-leader's link."""
    glance = _leading(request, reference)
    gone = get_object_or_404(User, ref=ref, leaderships__dossier=glance.dossier, leaderships__until=None)
    outcome = actions.remove_co_leader(dossier=glance.dossier, person=gone, by=glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, _("%(name)s n’écrit plus ce dossier.") % {"name": gone.full_name})
    return _after(glance, gone)


@require_POST
def remove_reader(request: HttpRequest, reference: str, ref: UUID) -> HttpResponse:
    """Ends somebody's reading: by the main leader, or by the reader, whose own link this is too."""
    glance = glance_or_404(request, reference)
    if not glance.beside_leader or (glance.invited and ref != glance.user.ref):
        raise Http404
    gone = get_object_or_404(readers_of(glance.dossier), ref=ref)
    outcome = actions.remove_reader(dossier=glance.dossier, person=gone, by=glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, _("%(name)s ne lit plus ce dossier.") % {"name": gone.full_name})
    return _after(glance, gone)


def _after(glance: Glance, gone: User) -> HttpResponse:
    """Back to the list; who has just left goes to what they still see."""
    if gone.pk != glance.user.pk:
        return redirect("dossiers:co_leaders", glance.dossier.reference)
    if Dossier.objects.visible_to(glance.user).filter(pk=glance.dossier.pk).exists():
        return redirect(glance.dossier)
    return redirect("home")


@require_POST
def take_back(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """The main leader takes an invitation back, or the coordination what it asked in their place."""
    glance = glance_or_404(request, reference)
    if not glance.roles & {Role.LEADER, Role.TEAM_LEAD}:
        raise Http404
    invitation = get_object_or_404(Invitation.objects.select_related("dossier"), pk=pk, dossier=glance.dossier)
    outcome = actions.take_back_invitation(invitation=invitation, by=glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, _("L’invitation de %(email)s est annulée.") % {"email": outcome.email})
    return redirect("dossiers:co_leaders" if glance.as_leader else "dossiers:replace_leader", reference)


def _leading(request: HttpRequest, reference: str) -> Glance:
    glance = glance_or_404(request, reference)
    if not glance.as_leader:
        raise Http404
    return glance
