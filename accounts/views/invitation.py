"""The page behind an invitation's link."""

from http import HTTPStatus

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import NewcomerForm
from accounts.invitations import accept_invitation, facts_of, find_invitation, needs_account
from accounts.models import Invitation, User
from accounts.refusal import Refused
from accounts.views.answers import posted, refused_page


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept the role; whoever has no account yet says who they are and chooses a password."""
    try:
        found = find_invitation(token)
        if _is_someone_else(request, found):
            status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
            return render(request, "accounts/invitation_other.html", {"invitation": found}, status=status)
        form = NewcomerForm(posted(request), email=found.email) if needs_account(found) else None
        if request.method == "POST" and (form is None or form.is_valid()):
            user = accept_invitation(token=token, newcomer=form.newcomer() if form else None)
            return _welcome(request, user, is_new=form is not None)
    except Refused as refused:
        return refused_page(request, refused.refusal)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    context = {"invitation": found, "form": form, "facts": facts_of(found)}
    return render(request, "accounts/invitation.html", context, status=status)


def _is_someone_else(request: HttpRequest, found: Invitation) -> bool:
    return isinstance(request.user, User) and request.user.email != found.email


def _welcome(request: HttpRequest, user: User, *, is_new: bool) -> HttpResponseBase:
    """The newcomer has just chosen a password and is let in; anyone else signs in as they always do."""
    messages.success(request, _("Invitation acceptée : votre rôle est en place."))
    if is_new:
        response: HttpResponseBase = perform_login(request, user)
        return response
    return redirect("home" if request.user.is_authenticated else "account_login")
