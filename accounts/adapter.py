"""What Jalon asks of django-allauth: its own words, its own mails, no answer but pages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.models import User

WORDS = {
    "account_inactive": _("Ce compte est fermé."),
    "email_password_mismatch": _("L’adresse ou le mot de passe est inexact."),
    "email_taken": _("Cette adresse a déjà un compte."),
    "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
    "incorrect_password": _("Le mot de passe est inexact."),
    "invalid_login": _("L’adresse ou le mot de passe est inexact."),
    "invalid_or_expired_key": _("Ce lien ne sert plus."),
    "invalid_password_reset": _("Ce lien ne sert plus."),
    "rate_limited": _("Trop de demandes en peu de temps. Réessayez dans quelques minutes."),
    "too_many_login_attempts": _(
        "Trop d’essais pour cette adresse. Réessayez dans cinq minutes, ou choisissez un nouveau mot de passe."
    ),
}


class Adapter(DefaultAccountAdapter):
    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def is_ajax(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: pages are the only interface, so that there is one behaviour to protect."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send(template=template_prefix, to=email, context=context)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A demonstration account whose database was taken elsewhere is a closed account."""
        if user.is_demo and not settings.DEMO:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("profile")
