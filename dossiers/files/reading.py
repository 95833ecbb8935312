"""Reading the files of a dossier: who finds which, who may take them away, and how pages tell of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.files import antivirus
from dossiers.models import Attachment, Verdict
from dossiers.page.glance import Glance
from dossiers.wording import weight
from workflow.verdict import Unmet

#: What else than the form lets somebody find a file: each answers a condition on this dossier's files.
Reader = Callable[[Glance], Q]
_readers: list[Reader] = []

COLOURS = {
    Verdict.PENDING: "fr-badge--info",
    Verdict.CLEAN: "fr-badge--success",
    Verdict.INFECTED: "fr-badge--error",
    Verdict.UNSCANNABLE: "fr-badge--warning",
}


def register_reader(reader: Reader) -> Reader:
    """Lets those whom `reader` names find files that hang on something else than the form (messages)."""
    _readers.append(reader)
    return reader


def readable(glance: Glance) -> QuerySet[Attachment]:
    """The files of this dossier that the person may know of: of the draft for who reads it, of what was deposited for
    all others who see the dossier, and what other rooms say.
    """
    mine = glance.dossier.attachments.all()
    deposited = mine.ever_deposited(glance.dossier.submitted_version).order_by().values("pk")
    found = Q(pk__in=deposited)
    if glance.beside_leader:
        found |= Q(pk__in=mine.of_draft().order_by().values("pk"))
    for reader in _readers:
        found |= reader(glance)
    return mine.filter(found)


def withheld(attachment: Attachment, glance: Glance) -> Unmet | None:
    """Why the content is not given to this person now; None when it is. Nobody gets what is infected."""
    verdict, author = Verdict(attachment.verdict), attachment.added_by_id == glance.user.pk
    if verdict is Verdict.INFECTED:
        return Unmet("infected", _("Un virus a été trouvé dans ce fichier : il a été supprimé."))
    if verdict is Verdict.CLEAN or author:
        return None
    if verdict is Verdict.UNSCANNABLE:
        sentence = _("L’antivirus n’a pas pu analyser ce fichier : seule la personne qui l’a joint peut l’ouvrir.")
        return Unmet("unscannable", sentence, _("le porteur"))
    sentence = _("Ce fichier n’est pas encore passé à l’antivirus : seule la personne qui l’a joint peut l’ouvrir.")
    return Unmet("pending", sentence, _("l’automate"))


@dataclass(frozen=True)
class ShownFile:
    """One line of a list of files; `url` is empty when this person may not have the content now."""

    id: str
    name: str
    kind: str
    weight: str
    status: str
    colour: str
    note: str
    url: str
    added_at: datetime
    added_by: str
    added_in: int
    remove_url: str
    purpose: str = ""


@dataclass(frozen=True)
class ShownFiles:
    """The files of one version, or of the draft, and what they amount to.

    `hold_challenge`: some await the antivirus, and so does the challenge, for who follows it.
    """

    files: tuple[ShownFile, ...]
    size: int
    pending: int
    hold_challenge: bool

    @property
    def total(self) -> str:
        count = len(self.files)
        words = ngettext("%(count)s fichier", "%(count)s fichiers", count) % {"count": count}
        return f"{words}, {weight(self.size)}" if count else words

    @property
    def full(self) -> bool:
        return len(self.files) >= settings.DOSSIER_MAX_FILES or self.size >= settings.DOSSIER_MAX_BYTES

    @property
    def waits(self) -> bool:
        """Whether a verdict may come soon: worth looking again."""
        return bool(self.pending) and antivirus.configured()

    @property
    def unguarded(self) -> bool:
        """Whether files wait for an antivirus that the site does not have."""
        return bool(self.pending) and not antivirus.configured()


def shown_files(glance: Glance, version: int, *, removable: bool = False) -> ShownFiles:
    """The files of that version, of the draft for 0, as this person may read them; one statement."""
    rows = glance.dossier.attachments.select_related("added_by")
    # Who may see a first draft without leading it has no version to read yet: nor files.
    every = list(rows.of_draft() if glance.beside_leader and not version else rows.of_version(version))
    files = tuple(_shown(attachment, glance, removable) for attachment in every)
    pending = sum(a.verdict == Verdict.PENDING for a in every)
    holds = bool(pending) and glance.inside and glance.dossier.state == "challenge"
    return ShownFiles(files, sum(a.size for a in every), pending, holds)


def shown_file(attachment: Attachment, glance: Glance) -> ShownFile:
    """One file, for lists that are not the form's."""
    return _shown(attachment, glance, False)


def _shown(attachment: Attachment, glance: Glance, removable: bool) -> ShownFile:
    where = [glance.dossier.reference, attachment.pk]
    reason = withheld(attachment, glance)
    return ShownFile(
        str(attachment.pk),
        attachment.name,
        attachment.get_kind_display(),
        weight(attachment.size),
        attachment.get_verdict_display(),
        COLOURS[Verdict(attachment.verdict)],
        reason.sentence if reason else "",
        "" if reason else reverse("dossiers:attachment", args=where),
        attachment.added_at,
        attachment.added_by.full_name,
        attachment.added_in or 0,
        reverse("dossiers:remove_attachment", args=where) if removable else "",
        attachment.get_purpose_display() if attachment.purpose else "",
    )
