"""`manage.py process`: writes docs/PROCESS.md and docs/process.svg from the states; `--check` exits 1 when stale."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.chart import markdown, svg
from workflow.states import DOSSIER


class Command(BaseCommand):
    help = "Écrit docs/PROCESS.md et docs/process.svg ; avec --check, sort en 1 si l’un n’est plus à jour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="vérifier sans écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {"PROCESS.md": markdown(DOSSIER), "process.svg": svg(DOSSIER)}
        folder = settings.BASE_DIR / "docs"
        for name, text in wanted.items():
            path = folder / name
            if not options["check"]:
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"docs/{name} n’est plus à jour : lancez `manage.py process`.", returncode=1)
        self.stdout.write("docs/PROCESS.md et docs/process.svg sont à jour.")
