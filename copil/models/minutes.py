"""The minutes of a session: their prose, what is to follow, and the papers made from them, byte for byte."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from copil.models.session import Session


class Minutes(models.Model):
    """What people write of a session; every fact beside it is derived (`copil.minutes.reading`).

    `texts` is the prose, by the name of its field (`copil.minutes.prose`); `revision` counts its savings. Submitted, it
    is no longer written (triggers), unless it is taken back before it is approved. `adopted_by`: the chair, who adopted
    them outside of any session, with `remarks`; else the session of `Session.approved_in` approved them.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="minutes")
    texts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("soumis le"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remarks = models.TextField(_("observations"), blank=True, default="")

    class Meta:
        verbose_name = _("procès-verbal")
        verbose_name_plural = _("procès-verbaux")
        ordering: ClassVar = ["session"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="minutes_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by=None, remarks="") | Q(adopted_by__isnull=False, submitted_at__isnull=False),
                name="minutes_adopted_once_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"PV {self.session_id}"

    def get_absolute_url(self) -> str:
        return reverse("copil:minutes", args=[self.session.number])


class FollowUp(models.Model):
    """What is to be done after a session, by whom (a person, a service, in words), until when."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="follow_ups")
    what = models.TextField(_("suite à donner"))
    who = models.CharField(_("par qui"), max_length=200)
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("suite à donner")
        ordering: ClassVar = ["minutes", "pk"]

    def __str__(self) -> str:
        return self.what[:60]


class Paper(models.Model):
    """A document of a session, of which what it says is kept for ever (triggers); it is laid out once, then kept too.

    `said` is JSON (`copil.minutes.said`, `copil.minutes.decisions`). Minutes may be submitted more than once, so
    their papers are numbered.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("procès-verbal soumis à l’approbation")
        APPROVED = "approved", _("procès-verbal approuvé")
        DECISIONS = "decisions", _("relevé de décisions")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(_("numéro"))
    reference = models.CharField(_("référence"), max_length=30, unique=True)
    code = models.CharField(_("code de vérification"), max_length=20, unique=True)
    said = models.TextField()
    made_at = models.DateTimeField(_("établi le"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("document de séance")
        ordering: ClassVar = ["session", "made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "kind", "number"], name="paper_one_a_number"),
            models.CheckConstraint(
                condition=Q(kind="submitted", number__gte=1) | (~Q(kind="submitted") & Q(number=1)),
                name="paper_only_submitted_ones_are_several",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("copil:paper", args=[self.session.number, self.reference])


class PaperFile(models.Model):
    """The PDF of a paper. The reduced edition leaves out the scores and the named votes, for who may not read them."""

    class Edition(models.TextChoices):
        WHOLE = "whole", _("édition complète")
        REDUCED = "reduced", _("édition sans les notes ni les votes nominatifs")

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="files")
    edition = models.CharField(max_length=10, choices=Edition.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("fichier d’un document de séance")
        indexes: ClassVar = [models.Index(fields=["sha256"], name="paper_file_by_bytes")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["paper", "edition"], name="paper_file_one_an_edition")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.edition}"
