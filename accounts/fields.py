"""Form fields that several forms on people share."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import DEPARTMENTS, Service, normalised

PASSWORD_HINT = _(
    "Douze caractères au moins. Ni un mot de passe courant, ni votre nom ou votre adresse, ni seulement des chiffres."
)


class LineField(forms.CharField):
    """One line of text: line breaks, tabs and runs of spaces become one space."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class SuggestWidget(forms.TextInput):
    """A text box that suggests what exists, and takes anything else."""

    template_name = "accounts/widgets/suggest.html"
    suggestions: "QuerySet[Service, str] | tuple[str, ...]" = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = list_id
        context["widget"]["list_id"] = list_id
        context["widget"]["suggestions"] = self.suggestions
        return context


class ServiceField(LineField):
    """A service by its name: one of those known, or a new one."""

    widget: SuggestWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Service ou organisme"),
            max_length=200,
            help_text=_(
                "Choisissez-le dans la liste, ou écrivez son nom en entier. Pour une commune, ajoutez le département : "
                "« Mairie de Villeneuve (81) »."
            ),
            widget=SuggestWidget(attrs={"autocomplete": "organization"}),
            **kwargs,
        )

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        # Read when the form is shown, not when the class is made; only names that a person with a proved address
        # stands behind, so that nobody writes on a public page by merely filling in the form.
        known = Service.objects.filter(people__emailaddress__verified=True, people__is_active=True)
        self.widget.suggestions = known.distinct().values_list("name", flat=True)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if name and not normalised(name):
            raise forms.ValidationError(_("Écrivez le nom du service en toutes lettres."), code="no_letter")
        return name


class DepartmentField(forms.ChoiceField):
    """Where a service is; one that is already known stays where it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Département"),
            choices=[("", _("Choisir")), *DEPARTMENTS],
            help_text=_("Il situe un service que le site ne connaît pas encore."),
            **kwargs,
        )


class IdentityFields(forms.Form):
    """Who a person is and where they work; the fields that registration, invitation and profile share."""

    first_name = LineField(
        label=_("Prénom"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = LineField(label=_("Nom"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    job_title = LineField(
        label=_("Fonction"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    service_name = ServiceField()
    department = DepartmentField()
