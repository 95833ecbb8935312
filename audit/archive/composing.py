"""An archive from its first file to its last."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from audit.archive import gathering
from audit.archive.alone import write_alone
from audit.archive.writing import writing
from audit.scope import Kind, Scope
from decisions.register.file import Register
from dossiers.wording import written_day
from workflow import clock

VERIFIER = Path(__file__).with_name("verifier.py")
#: What reads the archive must know its shape; changed when that does.
FORMAT = 2
LANGUAGE = "fr"  # as the acts are


@dataclass(frozen=True)
class Composed:
    """What was written: the hash of the list of hashes, how many files, dossiers, acts."""

    manifest_sha256: str
    files: int
    dossiers: int
    acts: int


def compose(path: Path, *, name: str, reader: User, scope: Scope, at: datetime, told: gathering.Told) -> Composed:
    """Writes the archive of what the reader may read of that scope at `path`; `told` hears how far it is."""
    with (
        writing(path, folder=name, at=at) as archive,
        tempfile.TemporaryFile() as spool,
        translation.override(LANGUAGE),
    ):
        archive.add("verifier.py", VERIFIER.read_bytes())
        last = gathering.write_heads(archive)
        alone = scope.kind is Kind.DOSSIER
        left = (write_alone if alone else gathering.write_minutes)(archive, reader, scope)
        register = Register(spool)
        dossiers, acts = gathering.write_dossiers(archive, register, reader, scope, told)
        archive.add_from("registre.csv", spool)
        said = {
            "lab": settings.LAB_NAME,
            "site": settings.SITE_URL,
            "scope": scope.sentence,
            "day": written_day(clock.day_of(at)),
            "dossiers": dossiers,
            "acts": acts,
            "last": last,
            "left": left,
            "name": name,
            "alone": alone,
        }
        archive.add("LISEZMOI.txt", render_to_string("audit/lisezmoi.txt", said).encode())
        about = {"kind": "archive", "format": FORMAT, "name": name, "last_head": last, "scope": scope.sentence}
        archive.note({**about, "alone": alone})
        archive.finish()
        return Composed(archive.manifest_sha256, archive.files, dossiers, acts)
