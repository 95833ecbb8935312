"""The forms of the people's pages: search, invitation, roles, delegations, a référent's sheet; one's own profile."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import DepartmentField, IdentityFields, LineField, ServiceField
from accounts.models import DEPARTMENTS, Delegation, User
from accounts.roles import GIVEN, HELD, Role
from accounts.themes import THEMES

ROLES = [(role.value, _(role.label)) for role in HELD]


class SearchForm(forms.Form):
    """Filters of the list; anything unreadable counts as empty."""

    q = LineField(label=_("Nom, adresse ou service"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Rôle tenu aujourd’hui"), choices=[("", _("Tous")), *ROLES], required=False)


class GivenForm(forms.Form):
    """A role that is given by itself."""

    role = forms.ChoiceField(
        label=_("Rôle"), choices=[("", _("Choisir")), *((role.value, _(role.label)) for role in GIVEN)]
    )

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InviteForm(GivenForm):
    email = forms.EmailField(
        label=_("Adresse électronique"), max_length=254, help_text=_("L’invitation y est envoyée, valable 14 jours.")
    )
    role_ends_on = forms.DateField(
        label=_("Dernier jour du rôle"),
        required=False,
        help_text=_("Vide : jusqu’à nouvel ordre."),
        widget=forms.DateInput(),
    )
    field_order = ("email", "role", "role_ends_on")


class RoleForm(GivenForm):
    starts_on = forms.DateField(label=_("Premier jour"), initial=timezone.localdate, widget=forms.DateInput())
    ends_on = forms.DateField(
        label=_("Dernier jour"),
        required=False,
        help_text=_("Vide : jusqu’à nouvel ordre."),
        widget=forms.DateInput(),
    )
    field_order = ("role", "starts_on", "ends_on")


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=_("Dernier jour"),
        required=False,
        help_text=_("Ce jour compte encore. Vide : tout de suite, dès aujourd’hui."),
        widget=forms.DateInput(),
    )


class EraseForm(forms.Form):
    """The address of whoever is erased, typed so that nobody is erased for another."""

    email = forms.CharField(
        label=_("Adresse électronique de cette personne"),
        help_text=_("Écrivez-la en entier, pour confirmer que c’est bien elle."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class DelegationField(forms.ModelChoiceField):
    """A delegation, named by who signs under it."""

    def label_from_instance(self, obj: Any) -> str:
        said = {"name": obj.signatory.full_name, "quality": obj.quality}
        return gettext("En l’absence de %(name)s, %(quality)s") % said


class DelegationForm(forms.Form):
    reference = LineField(
        label=_("Arrêté"), max_length=200, help_text=_("Titre et date de l’arrêté, tels que les actes le visent.")
    )
    quality = LineField(
        label=_("Qualité du signataire"), max_length=200, help_text=_("Telle qu’elle figure au bas des actes.")
    )
    ceiling = forms.DecimalField(
        label=_("Plafond par acte, en euros"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={"min_value": _("Le plafond est un montant supérieur à zéro.")},
    )
    covers = forms.ChoiceField(
        label=_("Décisions couvertes"),
        choices=lambda: [(code, capfirst(label)) for code, label in Delegation.Covers.choices],
        initial=Delegation.Covers.ALL,
    )
    scope = LineField(
        label=_("Appel"), max_length=40, required=False, help_text=_("Code d’un appel. Vide : tous les appels.")
    )
    stands_in_for = DelegationField(
        label=_("Suppléance"),
        queryset=Delegation.objects.none(),
        required=False,
        empty_label=_("Non : cette personne signe à tout moment"),
        help_text=_("Sinon, elle ne signe que les jours où la personne suppléée est notée absente."),
    )
    starts_on = forms.DateField(label=_("Premier jour"), initial=timezone.localdate, widget=forms.DateInput())
    ends_on = forms.DateField(label=_("Dernier jour"), widget=forms.DateInput())

    def __init__(self, *args: Any, signatory: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Delegation.objects.not_over_on(timezone.localdate()).filter(stands_in_for=None)
        self.fields["stands_in_for"].queryset = (  # type: ignore[attr-defined] # the field declared above
            others.exclude(signatory=signatory).select_related("signatory").order_by("signatory__last_name", "pk")
        )


class ServiceForm(forms.Form):
    service_name = ServiceField()
    department = DepartmentField()


class ProfileForm(IdentityFields):
    """What one says of oneself; `service_kept` when the service is the administration's to change."""

    def __init__(self, *args: Any, service_kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if service_kept:
            del self.fields["service_name"], self.fields["department"]

    @classmethod
    def about(cls, user: User, *, service_kept: bool) -> "ProfileForm":
        """The form as it stands for this person."""
        return cls(
            service_kept=service_kept,
            initial={
                "first_name": user.first_name,
                "last_name": user.last_name,
                "job_title": user.job_title,
                "service_name": user.service.name if user.service else "",
                "department": user.service.department if user.service else "",
            },
        )


class SheetForm(forms.Form):
    """What a référent follows; nothing ticked is an answer too."""

    departments = forms.MultipleChoiceField(
        label=_("Départements suivis"),
        choices=DEPARTMENTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.MultipleChoiceField(
        label=_("Thèmes suivis"),
        choices=[(code, _(label)) for code, label in THEMES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AbsenceForm(forms.Form):
    starts_on = forms.DateField(label=_("Absent du"), help_text=_("Premier jour d’absence."), widget=forms.DateInput())
    ends_on = forms.DateField(label=_("Au"), help_text=_("Dernier jour d’absence, compris."), widget=forms.DateInput())
