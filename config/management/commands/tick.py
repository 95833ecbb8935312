"""`manage.py tick`: does once what the worker does every minute; exit 1 when something failed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.tick import tick


class Command(BaseCommand):
    help = "Fait ce que l’heure demande (délais, rappels, messages) ; sort en 1 si quelque chose a échoué."

    def handle(self, *args: Any, **options: Any) -> None:
        report = tick()
        self.stdout.write(str(report))
        for fault in report.timers.faults:
            self.stderr.write(str(fault))
        if not report.sound:
            raise CommandError("Quelque chose a échoué : voir ci-dessus et `manage.py outbox`.", returncode=1)
