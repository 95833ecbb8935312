"""What is asked, what is answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.forms import Reason
from copil.models import AgendaItem


class AskForm(forms.Form):
    """A question to the team."""

    item = forms.ChoiceField(label=gettext_lazy("Au sujet de"), required=False)
    text = Reason(label=gettext_lazy("Votre question"), help_text=gettext_lazy("Tous les membres liront la réponse."))

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = [(str(item.pk), f"{item.position}. {item.dossier}") for item in items]
        self.fields["item"].choices = [("", _("La séance elle-même")), *about]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the team answers."""

    text = Reason(label=gettext_lazy("Votre réponse"), help_text=gettext_lazy("Tous les membres du COPIL la liront."))
