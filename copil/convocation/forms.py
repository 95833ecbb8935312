"""The forms that move a session or call it off. What is wrong or missing, the verbs say."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.forms import Reason, WhenForm


class UrgencyForm(forms.Form):
    """The urgency that the chair records, with its reason."""

    reason = Reason(
        label=gettext_lazy("Motif de l’urgence"),
        help_text=gettext_lazy("Il figure sur la convocation et au procès-verbal."),
    )


class PostponeForm(WhenForm):
    """The new day, hour and place; or no day yet."""

    undated = forms.BooleanField(
        label=gettext_lazy("Sans nouvelle date pour l’instant"),
        help_text=gettext_lazy(
            "Laissez alors le jour et l’heure vides : vous les fixerez plus tard, puis convoquerez."
        ),
        required=False,
    )
    reason = Reason(
        label=gettext_lazy("Pourquoi la séance est reportée"), help_text=gettext_lazy("Les membres le liront.")
    )

    field_order = ("day", "hour", "undated", "place", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("day", "hour"):
            missing = _("Indiquez la nouvelle date, ou cochez « Sans nouvelle date ».")
            self.fields[name].error_messages["required"] = missing

    def clean(self) -> dict[str, Any]:
        """A day and an hour, or neither: of both nobody would know which is meant."""
        said = super().clean() or self.cleaned_data
        for name in ("day", "hour") if said.get("undated") else ():
            if self.data.get(name, "").strip():
                self.add_error(name, _("Videz ce champ, ou décochez « Sans nouvelle date »."))
            else:
                self.errors.pop(name, None)
        return said


class CancelForm(forms.Form):
    """Why the session will not be held."""

    reason = Reason(
        label=gettext_lazy("Pourquoi la séance est annulée"),
        help_text=gettext_lazy("Les membres et l’équipe le liront."),
    )
