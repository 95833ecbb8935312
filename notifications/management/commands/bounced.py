"""`manage.py bounced < mail`: reads a mail that came to the return address, as a mail server's pipe hands it over.

Exits 0 whatever the mail was, so that no server sends a report about a report; 75 (EX_TEMPFAIL: « try later ») when the
database does not answer.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from notifications import bounces

TRY_LATER = 75


class Command(BaseCommand):
    help = "Lit, sur l’entrée standard, un courriel revenu à l’adresse de retour, et note ce qui n’a pas été remis."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default="", help="l’adresse à laquelle il est revenu, si le serveur la connaît")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(bounces.MOST)
        while sys.stdin.buffer.read(bounces.MOST):
            pass  # who writes to the pipe must not find it closed
        try:
            message = bounces.take(raw, to=options["to"])
        except DatabaseError as error:
            raise CommandError(f"La base ne répond pas : {error}", returncode=TRY_LATER) from error
        self.stdout.write(f"Non remis : {message.key}" if message else "Rien à noter.")
