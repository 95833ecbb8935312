"""`manage.py verify_log`: is the log whole, and still what was sealed? Exit 1 and each place when it is not."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.sealing.verifying import verify_all


class Command(BaseCommand):
    help = (
        "Vérifie les chaînes du journal, les têtes quotidiennes, leurs signatures et horodatages, et les documents ; "
        "sort en 1 et dit chaque endroit où quelque chose a changé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--published", type=Path, help="Dossier où les fichiers des têtes ont été copiés.")

    def handle(self, *args: Any, **options: Any) -> None:
        published = options["published"]
        if published is not None and not published.is_dir():
            raise CommandError(f"{published} n’est pas un dossier.", returncode=2)
        report = verify_all(published)
        for line in report.faults:
            self.stderr.write(line)
        for line in report.waiting:
            self.stdout.write(line)
        if report.faults:
            raise CommandError(f"{len(report.faults)} défaut(s).", returncode=1)
        looked = {"lignes": report.entries, "têtes": report.heads} | report.documents
        self.stdout.write(f"Journal intact. Vérifiés : {', '.join(f'{what} {n}' for what, n in looked.items())}.")
