"""One's own page: who I am here, what I may do and until when."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import keeps_service, update_profile
from accounts.models import User
from accounts.people_forms import ProfileForm
from accounts.roles import Role
from accounts.views.answers import carry_out, current_user


def profile(request: HttpRequest) -> HttpResponse:
    """What I say of myself, which I may change; my roles, which I may not."""
    user = User.objects.select_related("service").get(pk=current_user(request).pk)
    kept = keeps_service(user)
    form = (
        ProfileForm(request.POST, service_kept=kept)
        if request.method == "POST"
        else ProfileForm.about(user, service_kept=kept)
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        status = carry_out(form, lambda: update_profile(user=user, **form.cleaned_data))
        if status == HTTPStatus.OK:
            messages.success(request, _("Votre profil est à jour."))
            return redirect("profile")
    today = timezone.localdate()
    context = {
        "form": form,
        "person": user,
        "service_kept": kept,
        "holdings": user.holdings.not_over_on(today).order_by("starts_on", "pk"),
        "is_referent": Role.REFERENT in user.roles,
        "is_signatory": Role.SIGNATORY in user.roles,
        "delegations": user.delegations.not_over_on(today)
        .select_related("stands_in_for__signatory")
        .order_by("starts_on", "pk"),
    }
    return render(request, "accounts/profile.html", context, status=status)
