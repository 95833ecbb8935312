"""What the archive of a single dossier holds besides: its words, each deposit, joined files, what was decided.

All of it as its reader reads it on the site; joined files by pieces, for they may weigh more than memory should.
"""

import re
from collections.abc import Iterator

from accounts.models import User
from audit.archive.gathering import LeftOut, glance_of, seen
from audit.archive.papers import chain_of
from audit.archive.writing import Archive
from audit.scope import Scope
from copil.binder.request import dossier_said
from copil.minutes.excerpt import excerpt_said, excerpts_read, lay_out
from dossiers.files import storage
from dossiers.files.reading import readable, withheld
from dossiers.models import Attachment
from dossiers.page.glance import Glance
from workflow.log import canonical

_PIECE = 1 << 16
#: What some file systems refuse in a name.
_REFUSED = re.compile(r'[<>:"|?*]')


def write_alone(archive: Archive, reader: User, scope: Scope) -> list[LeftOut]:
    """Everything but acts, receipts and log, which every archive holds; what is left out, and why."""
    # Laying out takes seconds to import: only the worker waits for it.
    from decisions.binder.rendering import render_dossier

    dossier = seen(reader, scope).first()
    if dossier is None:
        return []
    glance = glance_of(reader, dossier)
    archive.add("dossier.pdf", render_dossier(dossier_said(glance)))
    _write_deposits(archive, glance)
    _write_excerpts(archive, glance)
    return list(_write_joined(archive, glance))


def _write_deposits(archive: Archive, glance: Glance) -> None:
    """The form as each deposit froze it, in the bytes whose hash the log holds."""
    dossier = glance.dossier
    for version in dossier.versions.order_by("number").iterator(chunk_size=10):
        file = f"versions/{dossier.reference}-v{version.number}.json"
        archive.add(file, canonical(version.content).encode())
        archive.note({"kind": "version", "number": str(version.number), "file": file, "chain": chain_of(dossier)})


def _write_excerpts(archive: Archive, glance: Glance) -> None:
    for number, item in enumerate(excerpts_read(glance), start=1):
        if said := excerpt_said(item):
            archive.add(f"extraits/{number}-COPIL-{said.session}.pdf", lay_out(said))


def _write_joined(archive: Archive, glance: Glance) -> Iterator[LeftOut]:
    for number, file in enumerate(readable(glance).order_by("added_at", "pk"), start=1):
        why = withheld(file, glance)
        if why is not None:
            yield LeftOut(file.name, why.sentence)
        elif not _write_file(archive, glance, number, file):
            yield LeftOut(file.name, "le fichier n’est plus conservé")


def _write_file(archive: Archive, glance: Glance, number: int, file: Attachment) -> bool:
    """As it lies, altered or not; False when it is gone."""
    try:
        source = storage.read(file.path) if file.path else None
    except FileNotFoundError:
        source = None
    if source is None:
        return False
    name = f"pieces/{number:02}-{_REFUSED.sub('_', file.name)}"
    with source, archive.stream(name) as sink:
        while piece := source.read(_PIECE):
            sink.write(piece)
    archive.note({"kind": "joined", "number": str(file.pk), "file": name, "chain": chain_of(glance.dossier)})
    return True
