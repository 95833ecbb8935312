"""What the committee sends about a session: its convocation, its postponement, its cancelling; byte for byte."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from copil.models.session import Session


class Notice(models.Model):
    """One sending. `said` is what it tells, as JSON (`copil.convocation.inputs`), kept as it was (triggers).

    The PDF is laid out from it when it is first needed, then kept with its hash: never twice.
    """

    class Kind(models.TextChoices):
        CONVOCATION = "convocation", _("convocation")
        POSTPONEMENT = "postponement", _("report")
        UNDATED = "undated", _("report sans date")
        CANCELLATION = "cancellation", _("annulation")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField(_("numéro"))
    kind = models.CharField(_("objet"), max_length=20, choices=Kind.choices)
    reference = models.CharField(_("référence"), max_length=30, unique=True)
    code = models.CharField(_("code de vérification"), max_length=20, unique=True)
    said = models.TextField()
    sent_at = models.DateTimeField(_("envoyée le"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("convocation")
        ordering: ClassVar = ["session", "number"]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="notice_by_bytes")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "number"], name="notice_one_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="notice_number_from_one"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("copil:notice", args=[self.session.number, self.number])


class NoticeFile(models.Model):
    """The PDF as it was sent."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.notice_id)
