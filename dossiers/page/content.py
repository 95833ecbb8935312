"""What a reader reads of the form: the working draft, or the version that was deposited."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from dossiers.form.completeness import Contents
from dossiers.form.length import Length
from dossiers.page.glance import Glance


@dataclass(frozen=True)
class Content:
    """What the reader reads of the form: the working draft (`version` is 0) or a frozen version."""

    contents: Contents
    version: int
    length: Length = Length.FULL


def content_for(glance: Glance, *, submitted: bool = False) -> Content:
    """The working draft for its leaders and those whom they invited, unless they want what was `submitted`; for all
    others the last deposited version. One statement.
    """
    dossier = glance.dossier
    if glance.beside_leader and not submitted:
        # Prefetched: the guards on the form read the same sections.
        prefetch_related_objects([dossier], "sections")
        return Content({section.code: section.data for section in dossier.sections.all()}, 0, dossier.length)
    version = dossier.versions.filter(number=dossier.submitted_version).first()
    if version is None:
        return Content({}, dossier.submitted_version)
    return Content(version.content, dossier.submitted_version, Length(version.form_length))
