"""Files joined to a dossier: what is known of each. The bytes lie in the storage, under a name that says nothing."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.completion import MissingPiece
from dossiers.models.conversation import Exchange
from dossiers.models.dossier import Dossier


class FileKind(models.TextChoices):
    """What may be joined, as read from the content (`dossiers.filekinds`)."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word")
    XLSX = "xlsx", _("Excel")
    PPTX = "pptx", _("PowerPoint")
    ODT = "odt", _("Texte OpenDocument")
    ODS = "ods", _("Classeur OpenDocument")
    ODP = "odp", _("Présentation OpenDocument")
    PNG = "png", _("Image PNG")
    JPEG = "jpg", _("Image JPEG")
    GIF = "gif", _("Image GIF")
    WEBP = "webp", _("Image WebP")
    CSV = "csv", _("Tableau CSV")
    TEXT = "txt", _("Texte")


class Verdict(models.TextChoices):
    """What the antivirus said."""

    PENDING = "pending", _("non analysé")
    CLEAN = "clean", _("analysé, sain")
    INFECTED = "infected", _("infecté, supprimé")
    UNSCANNABLE = "unscannable", _("non analysable")


class Purpose(models.TextChoices):
    """What a file of the form is joined as, when its leader says so."""

    CERFA = "cerfa", _("Formulaire CERFA n°\u00a012156")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of_draft(self) -> "AttachmentQuerySet":
        """The files of the form as it is being written."""
        return self.filter(added_in__isnull=False, removed_in=None)

    def of_version(self, number: int) -> "AttachmentQuerySet":
        """The files that were deposited with that version."""
        return self.filter(Q(removed_in=None) | Q(removed_in__gt=number), added_in__lte=number)

    def ever_deposited(self, last_version: int) -> "AttachmentQuerySet":
        """The files of any version up to that one."""
        return self.filter(Q(removed_in=None) | Q(removed_in__gt=F("added_in")), added_in__lte=last_version)


class Attachment(models.Model):
    """One file. The form's files belong to versions: to each from `added_in` on, until `removed_in` (excluded).

    Both are numbers of the version being written at that moment, so a deposit freezes the list without touching it. A
    file that hangs on something else than the form (a message) has neither: what it hangs on says who reads it.
    `path` is where its bytes lie, empty once they were erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Exchange, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    name = models.CharField(_("nom"), max_length=150)
    kind = models.CharField(_("nature"), max_length=10, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("taille, en octets"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, blank=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("joint le"))
    added_in = models.PositiveSmallIntegerField(_("depuis la version"), null=True)
    purpose = models.CharField(_("joint comme"), max_length=10, choices=Purpose.choices, blank=True, default="")
    removed_in = models.PositiveSmallIntegerField(_("retiré de la version"), null=True, blank=True)
    # The missing piece that it was given for, if any: such a file is of no version of the form.
    piece = models.ForeignKey(MissingPiece, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    verdict = models.CharField(_("antivirus"), max_length=12, choices=Verdict.choices, default=Verdict.PENDING)
    finding = models.CharField(_("ce que dit l’antivirus"), max_length=200, blank=True)
    scanned_at = models.DateTimeField(_("analysé le"), null=True, blank=True)
    # The machine's hours, like those of the outbox: they measure the time between two tries.
    next_scan_at = models.DateTimeField(editable=False)
    scan_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering: ClassVar = ["added_at", "name", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["next_scan_at"], name="attachment_to_scan", condition=Q(verdict="pending")),
            models.Index(
                fields=["added_at"],
                name="attachment_to_erase",
                condition=Q(verdict="infected") & ~Q(path="") | Q(removed_in=F("added_in")),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "name"],
                condition=Q(added_in__isnull=False, removed_in=None),
                name="attachment_no_homonyms",
            ),
            models.CheckConstraint(
                condition=Q(message=None) | Q(added_in=None), name="attachment_of_the_form_or_of_a_message"
            ),
            models.CheckConstraint(
                condition=Q(purpose="") | Q(added_in__isnull=False), name="attachment_purpose_is_of_the_form"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="attachment_holds_something"),
            models.CheckConstraint(
                condition=Q(removed_in=None) | Q(removed_in__gte=F("added_in")), name="attachment_removed_after_added"
            ),
            models.CheckConstraint(
                condition=Q(verdict="pending", scanned_at=None) | ~Q(verdict="pending") & Q(scanned_at__isnull=False),
                name="attachment_verdict_has_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_of_version(self, number: int) -> bool:
        """Whether this file of the form belongs to that version, 0 being the working draft; as the querysets say."""
        if not number:
            return self.added_in is not None and self.removed_in is None
        return 0 < (self.added_in or 0) <= number and (self.removed_in is None or self.removed_in > number)
