"""What the rules of the COPIL make of a vote.

`manage.py tally CASE.json` counts a vote written in a file, without touching the database. `manage.py tally --session
ID --item N` counts again one that was held: the session's number, the point's place on its agenda.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from copil.ballots.replay import held, replayed
from copil.tally import Malformed, Result, tally
from copil.tally_file import read_case, write_result


class Command(BaseCommand):
    """The result as JSON on standard output, exit 0; malformed: one sentence on standard error, exit 2.

    A vote held whose result is not the one recorded: the result, a sentence on standard error, exit 1.
    """

    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _("Dit ce que les règles du COPIL font d’un vote, sans toucher à la base.")
        help_case = _("le vote à compter, « - » pour l’entrée standard")
        parser.add_argument("case", metavar="CASE.json", nargs="?", help=help_case)
        parser.add_argument("--session", metavar="ID", type=int, help=_("numéro de la séance d’un vote tenu"))
        parser.add_argument("--item", metavar="N", type=int, help=_("place du point à l’ordre du jour"))
        parser.add_argument("--ballot", metavar="N", type=int, help=_("numéro du vote sur ce point, le dernier sinon"))

    def handle(self, *args: Any, case: str | None, **options: Any) -> None:
        try:
            result, same = self._result(case, options)
        except Malformed as error:
            self.stderr.write(str(error))
            sys.exit(2)
        self.stdout.write(write_result(result, ascii_only=not has_accents(self.stdout)))
        if not same:
            self.stderr.write(_("Ce n’est pas le résultat enregistré."))
            sys.exit(1)

    def _result(self, case: str | None, options: dict[str, Any]) -> tuple[Result, bool]:
        """The result, and whether it is the one recorded (a file has none)."""
        session, item = options["session"], options["item"]
        if (case is None) == (session is None) or (session is None) != (item is None):
            raise Malformed(_("Donnez un fichier, ou une séance et un point : --session ID --item N."))
        if case is not None:
            return tally(read_case(read_content(case))), True
        return replayed(held(session, item, options["ballot"]))


def read_content(case: str) -> bytes:
    """The bytes of the named file, or of standard input; raises `Malformed` when they cannot be had."""
    try:
        if case != "-":
            return Path(case).read_bytes()
        if sys.stdin is None:
            raise Malformed(_("L’entrée standard est fermée."))
        return sys.stdin.buffer.read()
    except FileNotFoundError:
        raise Malformed(_("Le fichier %(path)s n’existe pas.") % {"path": case}) from None
    except IsADirectoryError:
        raise Malformed(_("%(path)s est un dossier et non un fichier.") % {"path": case}) from None
    except OSError:
        raise Malformed(_("Le fichier %(path)s ne peut pas être lu.") % {"path": case}) from None


def has_accents(output: Any) -> bool:
    """Whether UTF-8 goes through this output; a text buffer has no encoding and takes everything."""
    return (output.encoding or "utf-8").lower().replace("-", "") == "utf8"
