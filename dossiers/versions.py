"""The versions of a dossier as one person may compare them: each deposit, and the working draft for its leaders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from dossiers.files.changes import ChangedFile, changed_files
from dossiers.form.changes import ChangedSection, changes
from dossiers.form.completeness import Contents
from dossiers.page.glance import Glance

#: The number under which the working draft stands among the versions.
WORKING = 0


@dataclass(frozen=True)
class Edition:
    """One state of the form: a deposited version, or the working draft (`number` is WORKING, `at` None)."""

    number: int
    at: datetime | None
    contents: Contents

    @property
    def label(self) -> str:
        return _("Version %(number)s") % {"number": self.number} if self.number else _("Version de travail")


@dataclass(frozen=True)
class Comparison:
    """Two editions, the older first, and what changed from one to the other, in the form and among its files."""

    older: Edition
    newer: Edition
    sections: tuple[ChangedSection, ...]
    files: tuple[ChangedFile, ...]


def may_compare(glance: Glance) -> bool:
    """Whether there are two states that this person may read: deposits, and the draft for who reads it."""
    dossier = glance.dossier
    if glance.beside_leader:
        return dossier.submitted_version > 1 or dossier.is_returned
    return glance.inside and dossier.submitted_version > 1


def editions(glance: Glance) -> Mapping[int, Edition]:
    """What this person may compare, by number, the oldest first and the working draft last; two statements at most."""
    dossier = glance.dossier
    deposits = dossier.versions.order_by("number").defer("sha256")
    found = {v.number: Edition(v.number, v.submitted_at, v.content) for v in deposits}
    if glance.beside_leader and dossier.is_returned:
        prefetch_related_objects([dossier], "sections")
        draft = {section.code: section.data for section in dossier.sections.all()}
        found[WORKING] = Edition(WORKING, None, draft)
    return found


def compare(glance: Glance, older: Edition, newer: Edition) -> Comparison:
    """What changed between two editions that this person may read; one statement."""
    files = changed_files(glance, older.number, newer.number)
    return Comparison(older, newer, changes(older.contents, newer.contents), files)


def changed_since(glance: Glance, version: int) -> Comparison | None:
    """What the last deposit changed for who read that version; None when they have read the last. Two statements."""
    dossier = glance.dossier
    if not version < dossier.submitted_version:
        return None
    rows = dossier.versions.filter(number__in=(version, dossier.submitted_version)).order_by("number")
    older, newer = (Edition(row.number, row.submitted_at, row.content) for row in rows)
    return compare(glance, older, newer)
