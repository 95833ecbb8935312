"""`manage.py work`: the worker. Several may run at once; SIGTERM or SIGINT end it after the task in hand."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.tick import tick
from notifications.worker import work


class Command(BaseCommand):
    help = "Exécute les tâches, envoie les messages et, chaque minute, fait ce que l’heure demande."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=60.0, help="secondes entre deux tours d’horloge")
        parser.add_argument("--poll", type=float, default=1.0, help="secondes entre deux regards sur les files")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def end(*_received: object) -> None:
            """The first signal ends the work; a second one, of whatever kind, ends the process where it stands."""
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        self.stdout.write("Au travail.")
        self.stdout.flush()
        work(tick=self._tick, stop=stop, every=options["every"], poll=options["poll"])
        self.stdout.write("Arrêté.")

    def _tick(self) -> None:
        """A tick in the worker: what failed is told, and the worker goes on."""
        report = tick()
        for fault in report.timers.faults:
            self.stderr.write(str(fault))
