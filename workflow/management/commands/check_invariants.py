"""`manage.py check_invariants`: is everything that must be true of the database true?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.invariants import violations


class Command(BaseCommand):
    help = "Vérifie les invariants de la base (journal = état, déclencheurs, enveloppes) ; sort en 1 s’il en manque un."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(violations())
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} invariant(s) violé(s).", returncode=1)
        self.stdout.write("Tous les invariants tiennent.")
