"""`manage.py verify_log`: is every chain of the log whole? Exit 1 and the place when it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.invariants import chains, orphans
from workflow.log import verify


class Command(BaseCommand):
    help = "Vérifie toutes les chaînes du journal ; sort en 1 et dit l’endroit si une ligne a changé."

    def handle(self, *args: Any, **options: Any) -> None:
        count, breaks = 0, []
        for case, entries in chains():
            count += len(entries)
            if broken := verify(case, entries):
                breaks.append(str(broken))
        breaks += orphans()
        for line in breaks:
            self.stderr.write(line)
        if breaks:
            raise CommandError(f"{len(breaks)} chaîne(s) rompue(s).", returncode=1)
        self.stdout.write(f"Journal intact : {count} lignes vérifiées.")
