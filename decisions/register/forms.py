"""What narrows the register; a value that means nothing narrows nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import DEPARTMENTS, User
from copil.models import Session
from decisions.models import Act
from decisions.register.acts import AMENDING, PARTIAL, Wanted
from dossiers.models import Call, Dossier
from dossiers.models.dossier import Beneficiary

ALL = ("", _("Toutes"))


class RegisterForm(forms.Form):
    """The filters, with the calls, sessions and signatories of what that person sees."""

    q = forms.CharField(
        label=_("Rechercher"),
        help_text=_("Numéro, dossier, projet ou bénéficiaire"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=_("Décision"),
        choices=[ALL, *Act.Kind.choices, (PARTIAL, _("accord partiel")), (AMENDING, _("avenant"))],
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Validité"),
        choices=[ALL, *((s.value, s.label) for s in (Act.Status.IN_FORCE, Act.Status.SUPERSEDED))],
        required=False,
    )
    call = forms.ModelChoiceField(
        label=_("Appel"), queryset=Call.objects.none(), required=False, to_field_name="code", empty_label=_("Tous")
    )
    session = forms.ModelChoiceField(
        label=_("Séance"), queryset=Session.objects.none(), required=False, to_field_name="number",
        empty_label=_("Toutes"),
    )  # fmt: skip
    signed_from = forms.DateField(label=_("Signé du"), required=False, widget=forms.DateInput())
    signed_to = forms.DateField(label=_("au"), required=False, widget=forms.DateInput())
    beneficiary = forms.ChoiceField(
        label=_("Bénéficiaire"), choices=[("", _("Tous")), *Beneficiary.choices], required=False
    )
    department = forms.ChoiceField(label=_("Département"), choices=[("", _("Tous")), *DEPARTMENTS], required=False)
    signatory = forms.ModelChoiceField(
        label=_("Signataire"), queryset=User.objects.none(), required=False, to_field_name="ref",
        empty_label=_("Tous"),
    )  # fmt: skip
    least = forms.DecimalField(label=_("Montant, de (€)"), max_digits=12, decimal_places=2, min_value=0, required=False)
    most = forms.DecimalField(label=_("à (€)"), max_digits=12, decimal_places=2, min_value=0, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Dossier.objects.visible_to(user).order_by()
        acts = Act.objects.visible_to(user).order_by()
        choices: dict[str, Any] = {
            "call": Call.objects.filter(pk__in=seen.filter(deposited_at__isnull=False).values("call")).order_by("code"),
            "session": Session.objects.visible_to(user).filter(status__in=Session.HELD).order_by("-number"),
            "signatory": User.objects.filter(pk__in=acts.values("signatory")).order_by("last_name", "pk"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was asked, without what cannot be read."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            words=said.get("q", ""),
            **{name: said[name] for name in self.fields if name != "q" and said.get(name) not in {None, ""}},
        )
