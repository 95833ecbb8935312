"""The door: sign-in and sign-out, registration, proof of address, passwords. django-allauth does the work."""

import uuid
from http import HTTPStatus
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy

from accounts.directory import demo_accounts
from accounts.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm, SignupForm
from accounts.models import User


class ShownAgain:
    """A refused form is shown again with status 422, as everywhere else in Jalon (allauth says 200)."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # a mixin before a FormView
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return response


class SignIn(ShownAgain, allauth_views.LoginView):
    form_class = LoginForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = demo_accounts() if settings.DEMO else []
        return {**super().get_context_data(**kwargs), "demo_accounts": shown}


class SignUp(ShownAgain, allauth_views.SignupView):
    form_class = SignupForm


class ProveAddress(allauth_views.ConfirmEmailView):
    """The link of the confirmation mail: a page with one button, since mail scanners follow links too."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(*args, **kwargs)
        if self.object is None:
            response.status_code = HTTPStatus.NOT_FOUND
        return response


class ForgottenPassword(ShownAgain, allauth_views.PasswordResetView):
    form_class = ResetPasswordForm


class NewPassword(ShownAgain, allauth_views.PasswordResetFromKeyView):
    """The link of the password mail."""

    form_class = ResetPasswordKeyForm
    success_url = reverse_lazy("account_login")

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        if context.get("token_fail"):
            response.status_code = HTTPStatus.NOT_FOUND
        return response


class ChangePassword(ShownAgain, allauth_views.PasswordChangeView):
    form_class = ChangePasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever has no password yet chooses a first one by mail, which proves who asks."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@login_not_required
def demo_sign_in(request: HttpRequest, ref: uuid.UUID) -> HttpResponseBase:
    """One click, one role: in a demonstration lab only, and only for the accounts made for it."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user = get_object_or_404(User, ref=ref, is_demo=True, is_active=True)
    logout(request)
    response: HttpResponseBase = perform_login(request, user, email_verification=EmailVerificationMethod.NONE)
    return response
