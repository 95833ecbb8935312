"""Which files a new version of a dossier adds, takes away, replaces or renames. A file is its content: the same one
joined again under the same name is no change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from dossiers.files.reading import ShownFile, shown_file
from dossiers.models import Attachment
from dossiers.page.glance import Glance

Fate = Literal["added", "removed", "replaced", "renamed"]


@dataclass(frozen=True)
class ChangedFile:
    """One file that is not the same in both versions; `before` or `after` is None where it is not there at all."""

    fate: Fate
    before: ShownFile | None
    after: ShownFile | None

    @property
    def fate_label(self) -> str:
        return {
            "added": _("Ajouté"),
            "removed": _("Retiré"),
            "replaced": _("Remplacé"),
            "renamed": _("Renommé"),
        }[self.fate]

    @property
    def now(self) -> ShownFile:
        """The file as it stands, or stood last."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("a change is about some file")
        return found


def changed_files(glance: Glance, before: int, after: int) -> tuple[ChangedFile, ...]:
    """What became of the files between two versions, 0 being the working draft; as this person may open them.

    One statement. The caller says whether the person reads both versions.
    """
    every = list(glance.dossier.attachments.filter(added_in__isnull=False).select_related("added_by"))
    old, new = ([file for file in every if file.is_of_version(number)] for number in (before, after))
    gone = [file for file in old if file not in new]
    come = [file for file in new if file not in old]
    return tuple(
        ChangedFile(fate, shown_file(was, glance) if was else None, shown_file(now, glance) if now else None)
        for fate, was, now in _paired(gone, come)
    )


def _paired(
    gone: list[Attachment], come: list[Attachment]
) -> Iterable[tuple[Fate, Attachment | None, Attachment | None]]:
    """Each file that is gone with the one that took its place: the same name first, then the same content."""
    left = list(come)
    for was in gone:
        by_name = next((now for now in left if now.name.casefold() == was.name.casefold()), None)
        now = by_name or next((one for one in left if one.sha256 == was.sha256), None)
        if now is None:
            yield "removed", was, None
            continue
        left.remove(now)
        if by_name is None:
            yield "renamed", was, now
        elif now.sha256 != was.sha256:
            yield "replaced", was, now
    for now in left:
        yield "added", None, now
