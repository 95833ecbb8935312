"""The table of all messages, for docs/MESSAGES.md: written from what the rooms declare and what the mails say."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from notifications import kinds, letters
from notifications.models import Message

HEAD = """<!-- Written by `manage.py messages` from <room>/message_kinds.py and templates/mail: change those. -->

# Les messages

Chaque message est un courriel et, pour qui a un compte, une ligne de la page « Nouvelles » : ce qui arrive, qui, avant
quand, un lien. Au-delà de {most} courriels dans l’heure, une personne reçoit les suivants en un seul ; ceux marqués
« seul » n’attendent jamais les autres. Un courriel qui n’arrive pas se voit sur la page « Courriels non remis ».
"""

#: What rooms above add to the page: each a whole section, written in the site's language.
sections: list[Callable[[], str]] = []


def table() -> str:
    """The whole page."""
    lines = [HEAD.format(most=settings.MAILS_AN_HOUR)]
    room = ""
    with translation.override(settings.LANGUAGE_CODE):
        for own, kind in kinds.declared():
            if own != room:
                room = own
                lines += [f"\n## {room}\n", "| code | quand | à qui | objet | |", "|---|---|---|---|---|"]
            alone = "seul" if kind.alone else ""
            lines.append(f"| `{kind.code}` | {kind.when} | {kind.to} | {_subject(kind.code)} | {alone} |")
        more = [section() for section in sections]
    return "\n".join([*lines, *more]) + "\n"


def _subject(code: str) -> str:
    """The subject with its blanks named."""
    blanks = {key: f"[{key}]" for key in letters.KEYS[code]}
    return letters.subject(Message(template=code, context=blanks)).replace("\u00a0", " ").replace("|", "/")
