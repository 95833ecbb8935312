"""`manage.py import_projects FILE --call CODE [--dry-run]`: brings a file of projects into a call, line by line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from dossiers.models import Call
from lab.imports import import_leader, import_projects
from lab.projects import UnreadableFileError, read_projects


class Command(BaseCommand):
    help = "Reprend les projets d’un fichier JSON comme brouillons d’un appel ; dit le problème de chaque ligne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="fichier JSON")
        parser.add_argument("--call", required=True, help="code de l’appel")
        parser.add_argument("--leader", default="", help="adresse du porteur (par défaut : un compte d’import)")
        parser.add_argument("--dry-run", action="store_true", help="vérifier sans rien écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        call = Call.objects.filter(code=options["call"]).first()
        if call is None:
            known = ", ".join(Call.objects.values_list("code", flat=True)) or "aucun"
            raise CommandError(f"Aucun appel « {options['call']} ». Appels connus : {known}.")
        try:
            file = read_projects(Path(options["file"]).read_bytes())
        except OSError as wrong:
            raise CommandError(f"Le fichier ne peut pas être lu : {wrong.strerror}.") from wrong
        except UnreadableFileError as wrong:
            raise CommandError(str(wrong)) from wrong
        dry_run = options["dry_run"]
        with transaction.atomic():
            leader = self._leader(options["leader"])
            told = import_projects(file=file, call=call, leader=leader, dry_run=dry_run)
            transaction.set_rollback(dry_run)  # not even the account that would lead the drafts
        for line in told:
            end = " ; ".join(line.problems) or (
                line.dossier.reference if line.dossier and not dry_run else "peut être repris"
            )
            self.stdout.write(f"ligne {line.number}, {line.name or 'sans titre'} : {end}")
        wrong_lines = sum(bool(line.problems) for line in told)
        verb = "à reprendre" if dry_run else "repris"
        self.stdout.write(f"{len(told) - wrong_lines} {verb}, {wrong_lines} avec un problème.")
        if file.licence:
            self.stdout.write(f"Source : {file.source} – {file.licence}")

    def _leader(self, email: str) -> User:
        if not email:
            return import_leader()
        leader = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if leader is None:
            raise CommandError(f"Aucun compte ouvert à l’adresse « {email} ».")
        return leader
