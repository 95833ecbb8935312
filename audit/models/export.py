"""An archive that somebody asked for, and how far the worker is with it."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleHolding
from audit.scope import Kind, Scope
from copil.models import Session
from dossiers.models import Call, Dossier
from workflow import clock

#: How long an archive is kept once it is ready.
KEPT = timedelta(days=7)
#: Without a sign of life for so long, the worker has died and nobody took its task up.
PATIENCE = timedelta(minutes=10)


class Export(models.Model):
    """One archive, for whoever asked alone, as long as every mission that opened it is in force; of one dossier, as
    long as its `rights` (a fingerprint of what they could read of it) are theirs.

    `dossiers` and `acts` are what it is to hold, as counted when it was asked for; those `_done` tell how far the
    worker is. `sha256` is the archive's, `manifest_sha256` that of the list of hashes inside. The file lies in
    `settings.EXPORTS_DIR` until `removed_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    missions = models.ManyToManyField(RoleHolding, related_name="+")
    kind = models.CharField(_("portée"), max_length=10, choices=Kind.choices)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rights = models.CharField(max_length=64, blank=True)
    starts_on = models.DateField(_("du"), null=True, blank=True)
    ends_on = models.DateField(_("au"), null=True, blank=True)
    asked_at = models.DateTimeField(_("demandée le"))
    dossiers = models.PositiveIntegerField(default=0)
    acts = models.PositiveIntegerField(default=0)
    dossiers_done = models.PositiveIntegerField(default=0)
    acts_done = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("archive de contrôle")
        verbose_name_plural = _("archives de contrôle")
        ordering: ClassVar = ["-asked_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["asked_by", "-asked_at"], name="export_mine"),
            models.Index(fields=["asked_at"], name="export_to_remove", condition=Q(removed_at=None)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dossier=None, rights="")
                & (
                    Q(kind="calls", call__isnull=False, session=None, starts_on=None, ends_on=None)
                    | Q(kind="sessions", session__isnull=False, call=None, starts_on=None, ends_on=None)
                    | Q(kind="period", starts_on__lte=F("ends_on"), call=None, session=None)
                    | Q(kind="all", call=None, session=None, starts_on=None, ends_on=None)
                )
                | Q(kind="dossier", dossier__isnull=False, call=None, session=None, starts_on=None, ends_on=None)
                & ~Q(rights=""),
                name="export_kind_has_its_scope",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, sha256="") | (Q(done_at__isnull=False, failed_at=None) & ~Q(sha256="")),
                name="export_done_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.kind})"

    def get_absolute_url(self) -> str:
        return reverse("audit:export", args=[self.pk])

    @property
    def file_url(self) -> str:
        """Where it is taken away; that of a dossier says which one, and so what is noted of who controls it."""
        if self.dossier is not None:
            return reverse("audit:dossier_file", args=[self.dossier.reference, self.pk])
        return reverse("audit:export_file", args=[self.pk])

    @property
    def scope(self) -> Scope:
        """Which dossiers it holds."""
        return Scope(
            Kind(self.kind),
            calls=(self.call,) if self.call is not None else (),
            sessions=(self.session,) if self.session is not None else (),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            dossier=self.dossier,
        )

    @property
    def path(self) -> Path:
        return Path(settings.EXPORTS_DIR) / f"{self.pk}.zip"

    @property
    def name(self) -> str:
        """Of the file as it is downloaded, and of the folder inside."""
        of = "controle" if self.dossier is None else f"dossier-{self.dossier.reference}"
        return f"{of}-{clock.day_of(self.asked_at).isoformat()}-{self.pk.hex[:8]}"

    @property
    def under_way(self) -> bool:
        return self.done_at is None and self.failed_at is None

    @property
    def awaited(self) -> bool:
        """Whether it is still worth waiting for."""
        return self.under_way and clock.now() - self.beat_at < PATIENCE

    @property
    def kept_until(self) -> datetime | None:
        return self.done_at + KEPT if self.done_at else None

    @property
    def downloadable(self) -> bool:
        return self.done_at is not None and self.removed_at is None
