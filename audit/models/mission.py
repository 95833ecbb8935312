"""A mission of control: what it bears on, why it was given. Its dates are those of the role that it comes with, or of
the invitation to it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, RoleHolding
from audit.scope import OF_MISSIONS, Kind, Scope
from copil.models import Session
from dossiers.models import Call


class Mission(models.Model):
    """Given once, never changed (triggers): it ends with its role, and another one may follow.

    One that was proposed with an invitation gets its role, once, when it is accepted; it opens nothing until then.

    A period is kept as its two instants too, `begins_at` included and `ends_at` left out, for the database to compare.
    """

    holding = models.OneToOneField(RoleHolding, on_delete=models.PROTECT, null=True, blank=True, related_name="mission")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="mission"
    )
    kind = models.CharField(_("périmètre"), max_length=10, choices=OF_MISSIONS)
    calls = models.ManyToManyField(Call, related_name="+", blank=True)
    sessions = models.ManyToManyField(Session, related_name="+", blank=True)
    starts_on = models.DateField(_("période : du"), null=True, blank=True)
    ends_on = models.DateField(_("au"), null=True, blank=True)
    begins_at = models.DateTimeField(null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField(_("motif"))
    given_at = models.DateTimeField(_("donnée le"))

    class Meta:
        verbose_name = _("mission de contrôle")
        verbose_name_plural = _("missions de contrôle")
        ordering: ClassVar = ["-given_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="period", starts_on__lte=F("ends_on"), begins_at__lt=F("ends_at"))
                | (~Q(kind="period") & Q(starts_on=None, ends_on=None, begins_at=None, ends_at=None)),
                name="mission_period_has_its_days",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="mission_has_a_reason"),
            models.CheckConstraint(
                condition=Q(holding__isnull=False) | Q(invitation__isnull=False), name="mission_is_somebody_s"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding or self.invitation} ({self.kind})"

    @property
    def scope(self) -> Scope:
        """What it bears on; two statements unless calls and sessions were prefetched."""
        return Scope(
            Kind(self.kind),
            calls=tuple(self.calls.all()),
            sessions=tuple(self.sessions.all()),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )
