"""`manage.py demo`: the demo lab, made once; prints a signed decision and the demo accounts."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from decisions.models import Act, ActFile
from lab.demo.build import build, exists


class Command(BaseCommand):
    help = "Construit le laboratoire de démonstration (une seule fois) et dit où le trouver."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La démonstration ne se construit qu’avec DEMO=1, jamais en production.")
        if not exists():
            start = time.monotonic()
            build(lambda stage: self.stdout.write(f"· {stage}"))
            self.stdout.write(f"· laboratoire construit en {time.monotonic() - start:.0f} s")
        self.stdout.write(f"Décision signée : {self._decision()}")
        self.stdout.write("Comptes de démonstration (un clic sur la page de connexion) :")
        for user in User.objects.filter(is_demo=True).order_by("pk"):
            roles = ", ".join(sorted(role.label for role in user.roles)) or "porteur de projet"
            self.stdout.write(f"  {user.email:40} {roles}")

    def _decision(self) -> Path:
        """The latest grant's PDF, written as a file."""
        act = Act.objects.filter(status=Act.Status.IN_FORCE, kind=Act.Kind.GRANT).order_by("-signed_at", "pk").first()
        if act is None:
            raise CommandError("Cette base n’a pas de décision signée.")
        path = Path(settings.VAR_DIR) / f"decision-{act.number}.pdf"
        path.write_bytes(bytes(act.files.get(part=ActFile.Part.ACT).content))
        return path
