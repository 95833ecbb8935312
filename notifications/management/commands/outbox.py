"""`manage.py outbox`: what waits, what was put off and why, what was given up. `--check` exits 1 when something was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.models import Message


class Command(BaseCommand):
    help = "Montre les messages en attente, remis ou abandonnés, avec leur dernière erreur."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="sortir en 1 si un message a été abandonné")
        parser.add_argument("--retry", action="store_true", help="remettre en file les messages abandonnés")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            again = Message.objects.exclude(failed_at=None).update(
                failed_at=None, attempts=0, next_try_at=timezone.now()
            )
            self.stdout.write(f"{again} message(s) remis en file.")
        waiting = Message.objects.filter(sent_at=None, failed_at=None)
        failed = Message.objects.exclude(failed_at=None)
        self.stdout.write(f"En attente : {waiting.count()} ; abandonnés : {failed.count()}.")
        for message in waiting.filter(attempts__gt=0).order_by("next_try_at", "pk"):
            self._show(message, f"essai {message.attempts}, prochain le {_moment(message.next_try_at)}")
        for message in failed.order_by("failed_at", "pk"):
            self._show(message, f"abandonné le {_moment(message.failed_at)} après {message.attempts} essai(s)")
        if options["check"] and failed.exists():
            raise CommandError("Des messages ont été abandonnés.", returncode=1)

    def _show(self, message: Message, fate: str) -> None:
        self.stdout.write(f"{message.key} → {message.address} : {fate} : {message.last_error or 'en cours'}")


def _moment(instant: Any) -> str:
    return timezone.localtime(instant).strftime("%d/%m/%Y %H:%M")
