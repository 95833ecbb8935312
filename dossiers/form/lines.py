"""Pages on which one form is repeated, line by line."""

from typing import Any, ClassVar

from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy, ngettext_lazy

_CUT = gettext_lazy("Ce formulaire est arrivé incomplet, rien n’est enregistré : rechargez la page et recommencez.")


class Lines(BaseFormSet[Any]):
    """What is wrong with the page itself, cut on its way or tampered with, in words for who reads it."""

    default_error_messages: ClassVar = {
        "missing_management_form": _CUT,
        "too_many_forms": ngettext_lazy("%(num)d ligne au plus.", "%(num)d lignes au plus.", "num"),
        "too_few_forms": _CUT,
    }
