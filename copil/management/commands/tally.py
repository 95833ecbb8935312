"""`manage.py tally CASE.json`: what the rules of the COPIL make of a vote, without touching the database."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from copil.tally import Malformed, tally
from copil.tally_file import read_case, write_result


class Command(BaseCommand):
    """The result as JSON on standard output, exit 0; malformed: one sentence on standard error, exit 2."""

    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _("Dit ce que les règles du COPIL font d’un vote, sans toucher à la base.")
        parser.add_argument("case", metavar="CASE.json", help=_("le vote à compter, « - » pour l’entrée standard"))

    def handle(self, *args: Any, case: str, **options: Any) -> None:
        try:
            result = tally(read_case(read_content(case)))
        except Malformed as error:
            self.stderr.write(str(error))
            sys.exit(2)
        self.stdout.write(write_result(result, ascii_only=not has_accents(self.stdout)))


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
