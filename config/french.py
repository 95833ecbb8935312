"""The sentences of the code are French: counted in French, in which zero takes the singular."""

from gettext import NullTranslations

from django.conf import settings
from django.utils.translation.trans_real import translation


class Source(NullTranslations):
    """What a sentence without a translation says: the sentence itself, in the plural from two on."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - gettext's
        return self.ngettext(msgid1, msgid2, n)


def count_in_french() -> None:
    """Django's catalogue of French knows none of the code's sentences: it then asks the code itself."""
    if settings.LANGUAGE_CODE == "fr":
        translation("fr").add_fallback(Source())
