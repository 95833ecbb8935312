"""`manage.py messages`: writes docs/MESSAGES.md; `--check` exits 1 when what stands there is stale."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.paper import table

PAGE = Path(settings.BASE_DIR, "docs", "MESSAGES.md")


class Command(BaseCommand):
    help = "Écrit docs/MESSAGES.md, le tableau des messages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="ne rien écrire, sortir en 1 si le tableau a vieilli")

    def handle(self, *args: Any, **options: Any) -> None:
        text = table()
        if not options["check"]:
            PAGE.write_text(text, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            raise CommandError("docs/MESSAGES.md a vieilli : lancez `manage.py messages`.", returncode=1)
