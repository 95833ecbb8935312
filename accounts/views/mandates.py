"""What administrators entrust and take back: invitations, roles, delegations, a service; one page a verb."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import change_service, delegate_signature, end_delegation, end_role, grant_role
from accounts.erasing import erase_person, holds
from accounts.invitations import invite, withdraw_invitation
from accounts.models import Delegation, Invitation, RoleHolding, User
from accounts.people_forms import DelegationForm, EndForm, EraseForm, InviteForm, RoleForm, ServiceForm
from accounts.refusal import Refused
from accounts.views.answers import VerbPage, current_user, for_administrators, posted, refused_page


@for_administrators
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Invitation, pk=pk)
    try:
        withdraw_invitation(invitation=found, by=current_user(request))
    except Refused as refused:
        return refused_page(request, refused.refusal)
    messages.success(request, _("L’invitation de %(email)s est annulée.") % {"email": found.email})
    return redirect("invitations")


@for_administrators
def invite_someone(request: HttpRequest) -> HttpResponse:
    form = InviteForm(posted(request))

    def send() -> None:
        said = form.cleaned_data
        sent = invite(
            email=said["email"],
            role=form.chosen_role,
            by=current_user(request),
            role_ends_on=said["role_ends_on"],
        )
        messages.success(request, _("L’invitation est envoyée à %(email)s.") % {"email": sent.email})

    page = VerbPage(
        title=_("Inviter une personne"),
        lead=_("Elle recevra par courriel un lien personnel. Les porteurs de projet, eux, s’inscrivent seuls."),
        submit_label=_("Envoyer l’invitation"),
        back_url=reverse("people"),
        mission_url=reverse("audit:give_mission"),
    )
    return page.answer(request, form, send)


@for_administrators
def give_role(request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
    someone = get_object_or_404(User, ref=ref)
    form = RoleForm(posted(request))

    def grant() -> None:
        said = form.cleaned_data
        grant_role(
            user=someone,
            role=form.chosen_role,
            by=current_user(request),
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
        )
        messages.success(request, _("Le rôle est donné."))

    page = VerbPage.about(someone, title=_("Donner un rôle"), submit_label=_("Donner ce rôle"))
    mission_url = reverse("audit:give_mission", query={"email": someone.email})
    return replace(page, mission_url=mission_url).answer(request, form, grant)


@for_administrators
def take_role_back(request: HttpRequest, ref: uuid.UUID, pk: int) -> HttpResponse:
    holding = get_object_or_404(RoleHolding.objects.select_related("user"), pk=pk, user__ref=ref)
    form = EndForm(posted(request))

    def end() -> None:
        end_role(holding=holding, by=current_user(request), last_day=form.cleaned_data["last_day"])
        messages.success(request, _("La fin du rôle est enregistrée."))

    page = VerbPage.about(
        holding.user,
        title=_("Mettre fin à un rôle"),
        lead=holding.role_label.capitalize(),
        submit_label=_("Mettre fin à ce rôle"),
        consequence=_("Ce que la personne a fait dans ce rôle reste acquis et tracé."),
        danger=True,
    )
    if holding.user == request.user:  # who gives up the administration no longer finds its pages
        page = replace(page, back_url=reverse("profile"))
    return page.answer(request, form, end)


@for_administrators
def move(request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
    someone = get_object_or_404(User.objects.select_related("service"), ref=ref)
    service = someone.service
    now = {"service_name": service.name, "department": service.department} if service else {}
    form = ServiceForm(posted(request), initial=now)

    def record() -> None:
        change_service(user=someone, by=current_user(request), **form.cleaned_data)
        messages.success(request, _("Le service est enregistré."))

    page = VerbPage.about(
        someone,
        title=_("Changer de service"),
        submit_label=_("Enregistrer le service"),
        consequence=_("La personne ne jugera pas les dossiers de ce service ; ceux de l’ancien lui sont ouverts."),
    )
    return page.answer(request, form, record)


@for_administrators
def erase(request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
    someone = get_object_or_404(User, ref=ref, erased_at=None)
    form = EraseForm(posted(request))

    def forget() -> None:
        erase_person(user=someone, email=form.cleaned_data["email"], by=current_user(request))
        messages.success(request, _("La personne est effacée."))

    held = holds(someone)
    page = VerbPage.about(
        someone,
        title=_("Effacer cette personne"),
        lead=_(
            "Son nom, ses adresses, sa fonction, ses absences, les courriels reçus et la nature des liens déclarés "
            "sont effacés pour de bon ; son compte ne s’ouvre plus. Ce qu’elle a fait reste, sous « Personne effacée »."
        ),
        submit_label=_("Effacer pour de bon"),
        consequence=" ".join(
            [_("À régler d’abord :"), *held]
            if held
            else [
                _(
                    "Les actes signés, les procès-verbaux et les dossiers déposés gardent les noms qu’ils portent : "
                    "la loi les conserve. Rien ne permet de revenir en arrière."
                )
            ]
        ),
        danger=True,
    )
    return page.answer(request, form, forget)


@for_administrators
def delegate(request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
    someone = get_object_or_404(User, ref=ref)
    form = DelegationForm(posted(request), signatory=someone)

    def record() -> None:
        delegate_signature(signatory=someone, by=current_user(request), **form.cleaned_data)
        messages.success(request, _("La délégation est enregistrée."))

    page = VerbPage.about(
        someone, title=_("Enregistrer une délégation de signature"), submit_label=_("Enregistrer la délégation")
    )
    return page.answer(request, form, record)


@for_administrators
def close_delegation(request: HttpRequest, ref: uuid.UUID, pk: int) -> HttpResponse:
    delegation = get_object_or_404(Delegation.objects.select_related("signatory"), pk=pk, signatory__ref=ref)
    form = EndForm(posted(request))

    def end() -> None:
        end_delegation(delegation=delegation, by=current_user(request), last_day=form.cleaned_data["last_day"])
        messages.success(request, _("La fin de la délégation est enregistrée."))

    page = VerbPage.about(
        delegation.signatory,
        title=_("Mettre fin à une délégation"),
        lead=delegation.reference,
        submit_label=_("Mettre fin à cette délégation"),
        consequence=_("Les actes déjà signés gardent leur valeur."),
        danger=True,
    )
    return page.answer(request, form, end)
