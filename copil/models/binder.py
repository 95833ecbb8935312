"""The whole session as one file, made for one reader: what they may read of it, and nothing else."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from copil.models.session import Session
from workflow import clock

#: Longer than a binder ever takes: its worker has died, and it may be asked for again.
PATIENCE = timedelta(minutes=30)


class Binder(models.Model):
    """The last binder that a reader asked for; asked for again, it is made again in its place.

    `rights` is a fingerprint of what they could read when it was made: with other rights it is not given any more.
    `dossiers_read` of `dossiers`, then `pages` laid out, tell how far the worker is.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="binders")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    rights = models.CharField(max_length=64)
    dossiers = models.PositiveSmallIntegerField(default=0)
    dossiers_read = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("dossier de séance")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "reader"], name="binder_one_a_reader"),
            models.CheckConstraint(
                condition=Q(done_at=None, content=None) | Q(done_at__isnull=False, content__isnull=False),
                name="binder_done_with_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.reader_id}"

    @property
    def under_way(self) -> bool:
        return self.done_at is None and self.failed_at is None

    @property
    def awaited(self) -> bool:
        """Whether it is still worth waiting for."""
        return self.under_way and clock.now() - self.asked_at < PATIENCE
