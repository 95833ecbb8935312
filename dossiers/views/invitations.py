"""The invited person's own page: what they are asked, yes or no, or why they may not."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from dossiers import actions
from dossiers.invitations.barred import why_not
from dossiers.invitations.reading import pending_for
from dossiers.models import Dossier, Invitation
from dossiers.views.common import problem
from workflow.verdict import Refusal, Why

#: What accepting each kind has done.
ACCEPTED = {
    Invitation.Kind.CO_LEADER: gettext_lazy("Vous portez désormais ce dossier avec son porteur."),
    Invitation.Kind.LEADER: gettext_lazy("Vous êtes désormais le porteur principal de ce dossier."),
    Invitation.Kind.READER: gettext_lazy("Vous pouvez désormais lire ce dossier."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One invitation, for the address that it was sent to; everybody else reads the same, whether it exists or not."""
    if not isinstance(request.user, User):
        return _door(request)
    user = request.user
    found = (
        Invitation.objects.filter(pk=pk, email=user.email)
        .select_related("dossier__call", "dossier__leader", "invited_by")
        .first()
    )
    if found is None:
        return _not_yours(request, user)
    if request.method == "POST":
        return _answer(request, found, user)
    return _show(request, found, user)


def _door(request: HttpRequest) -> HttpResponse:
    """For who is not signed in: nothing is read of the invitation."""
    following = urlencode({"next": request.path})
    context = {
        "login_url": f"{reverse('account_login')}?{following}",
        "signup_url": f"{reverse('account_signup')}?{following}",
    }
    return render(request, "dossiers/invitation_door.html", context)


def _not_yours(request: HttpRequest, user: User) -> HttpResponse:
    return problem(
        request,
        status=404,
        title=_("Cette invitation n’est pas pour ce compte"),
        explanation=_("Vous êtes connecté avec l’adresse %(email)s.") % {"email": user.email},
        what_next=_("Ouvrez le lien avec le compte de l’adresse qui a reçu l’invitation."),
    )


def _answer(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said not in {"yes", "no"}:
        return _show(request, found, user, status=422)
    if said == "yes":
        outcome: Dossier | Invitation | Refusal = actions.accept_invitation(invitation=found, by=user)
    else:
        outcome = actions.decline_invitation(invitation=found, by=user)
    if isinstance(outcome, Refusal):
        if outcome.why is Why.UNMET:
            return _show(request, found, user, status=outcome.status, refusal=outcome)
        return _over(request, outcome.status)
    if isinstance(outcome, Dossier):
        messages.success(request, ACCEPTED[Invitation.Kind(found.kind)])
        return redirect(outcome)
    messages.success(request, _("Votre réponse est envoyée."))
    return redirect("home")


def _show(
    request: HttpRequest, found: Invitation, user: User, *, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    """The question, or where the answer led; with why it was refused, when it may be given again later."""
    dossier = found.dossier
    if found.accepted_by_id == user.pk and Dossier.objects.visible_to(user).filter(pk=dossier.pk).exists():
        return redirect(dossier)
    if not pending_for(user).filter(pk=found.pk).exists():
        return _over(request, 410)
    context = {
        "invitation": found,
        "dossier": dossier,
        "barred": why_not(user, dossier),
        "refusal": refusal,
        "kind": found.kind,
    }
    return render(request, "dossiers/invitation.html", context, status=status)


def _over(request: HttpRequest, status: int) -> HttpResponse:
    return problem(
        request,
        status=status,
        title=_("Cette invitation n’attend plus de réponse"),
        explanation=_("Elle a déjà sa réponse, elle a été annulée, ou sa date est passée."),
        what_next=_("Demandez-en une nouvelle à la personne qui vous a invité."),
    )
