"""The pages of the texts: one area a text; what is wrong with one, the verb says."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.wording.texts import Document, Slot
from decisions.wording.versions import Version

#: Far over what is allowed, so that the verb says what is too long.
ANY_LENGTH = 50_000


class TextsForm(forms.Form):
    """Every text of a document; `shown` is the revision of the draft it was filled in from, 0 to begin one."""

    shown = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        for slot in document.slots:
            self.fields[slot.code] = forms.CharField(
                label=str(slot.label),
                help_text=_help(slot),
                required=False,
                strip=False,
                max_length=ANY_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @staticmethod
    def of(version: Version) -> dict[str, Any]:
        """What a form shows of a version."""
        revision = version.row.revision if version.row and not version.row.used_at else 0
        return {"shown": revision, **{slot.code: text for slot, text in version.said}}

    def texts(self) -> dict[str, str]:
        return {slot.code: self.cleaned_data[slot.code] for slot in self.document.slots}

    def fit_rows(self) -> "TextsForm":
        """Areas as high as what they hold, within reason."""
        for slot in self.document.slots:
            said = str(self[slot.code].value() or "")
            rows = sum(1 + len(line) // 90 for line in said.splitlines())
            self.fields[slot.code].widget.attrs["rows"] = min(max(rows + 1, 3), 24)
        return self


def _help(slot: Slot) -> str:
    wanted = ", ".join(f"{{{name}}}" for name in slot.mandatory)
    held = _("Contient %(placeholders)s.") % {"placeholders": wanted} if wanted else ""
    return " ".join(str(part) for part in (slot.help, held) if part)


class UseForm(forms.Form):
    """Putting a draft in use; `shown` is the revision that was read."""

    shown = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi ces textes changent"),
        help_text=gettext_lazy("Ce motif reste avec la version."),
        max_length=ANY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DropForm(forms.Form):
    """Giving a draft up."""

    shown = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class PreviewForm(forms.Form):
    """On which dossier a document is to be seen, in which of its texts."""

    dossier = forms.ChoiceField(label=gettext_lazy("Dossier"))
    texts = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossier"].choices = offered  # type: ignore[attr-defined]
