"""The forms that move a session or call it off. What is wrong or missing, the verbs say."""

from django import forms
from django.utils.translation import gettext_lazy

from copil.forms import Reason, WhenForm


class UrgencyForm(forms.Form):
    """The urgency that the chair records, with its reason."""

    reason = Reason(
        label=gettext_lazy("Motif de l’urgence"),
        help_text=gettext_lazy("Il figure sur la convocation et au procès-verbal."),
    )


class PostponeForm(WhenForm):
    """The new day, hour and place."""

    reason = Reason(
        label=gettext_lazy("Pourquoi la séance est reportée"), help_text=gettext_lazy("Les membres le liront.")
    )


class CancelForm(forms.Form):
    """Why the session will not be held."""

    reason = Reason(
        label=gettext_lazy("Pourquoi la séance est annulée"),
        help_text=gettext_lazy("Les membres et l’équipe le liront."),
    )
