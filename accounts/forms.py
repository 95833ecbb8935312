"""The forms at the door: sign-in, registration, invitation, passwords. django-allauth's, in our own words."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import PASSWORD_HINT, IdentityFields
from accounts.invitations import Newcomer
from accounts.models import Service, User

LABELS = {
    "login": _("Adresse électronique"),
    "email": _("Adresse électronique"),
    "password": _("Mot de passe"),
    "remember": _("Rester connecté sur cet appareil"),
    "oldpassword": _("Mot de passe actuel"),
    "password1": _("Nouveau mot de passe"),
    "password2": _("Le même, une seconde fois"),
}
HINTS = {"password1": PASSWORD_HINT}


class InOurWords(forms.Form):
    """Gives allauth's fields our labels and hints, and takes away their placeholders, which hide what is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            if name in self.fields:
                field = self.fields[name]
                field.label, field.help_text = label, HINTS.get(name, "")
                field.widget.attrs.pop("placeholder", None)


class LoginForm(InOurWords, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(InOurWords, IdentityFields, allauth_forms.SignupForm):
    """Registration of a project leader; every other role comes by invitation."""

    field_order = (
        "first_name", "last_name", "email", "job_title", "service_name", "department", "password1", "password2",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Mot de passe")
        email = self.fields["email"]
        email.help_text = _("Nous y enverrons un lien de confirmation.")
        # allauth would cut a longer address short, and write to someone else.
        longest = User._meta.get_field("email").max_length
        email.validators.append(MaxLengthValidator(longest))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # allauth compares the password with the address alone; the names count too.
        if (password := cleaned.get("password1")) and not self.has_error("password1"):
            names = {name: cleaned.get(name, "") for name in ("first_name", "last_name", "email")}
            try:
                validate_password(password, User(**names))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """All or nothing; two registrations of one address at the same instant make one account and one reminder."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            if not User.objects.filter(email=self.cleaned_data["email"]).exists():
                raise
            self.account_already_exists = True
            return super().try_save(request)

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Called by allauth with the account it has just made."""
        user.job_title = self.cleaned_data["job_title"]
        user.service = Service.objects.named(
            self.cleaned_data["service_name"], department=self.cleaned_data["department"]
        )
        user.save(update_fields=["job_title", "service"])


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, allauth_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):
    pass


class NewcomerForm(IdentityFields):
    """What an invited person without an account says of themselves; the address is the invitation's."""

    password1 = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=LABELS["password2"],
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        password, again = cleaned.get("password1"), cleaned.get("password2")
        if password:
            names = {name: cleaned.get(name, "") for name in ("first_name", "last_name")}
            try:
                validate_password(password, User(email=self.email, **names))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        if password and again and password != again:
            self.add_error("password2", gettext("Les deux mots de passe sont différents."))
        return cleaned

    def newcomer(self) -> Newcomer:
        """The valid form as a value."""
        said = self.cleaned_data
        return Newcomer(
            first_name=said["first_name"],
            last_name=said["last_name"],
            job_title=said["job_title"],
            service_name=said["service_name"],
            department=said["department"],
            password=said["password1"],
        )
