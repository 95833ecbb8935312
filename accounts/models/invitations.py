"""Invitations: how everyone but the leaders comes in."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.roles import HELD, MISSION_MARK, Role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        """Neither used nor withdrawn; perhaps expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """An open door for one address and one role, closed by its use, its withdrawal or its date.

    The role is held from the day on which it is accepted, or from `role_starts_on` when that comes later.
    """

    email = models.EmailField(_("adresse électronique"))
    role = models.CharField(_("rôle"), max_length=20, choices=[(r.value, _(r.label)) for r in HELD])
    role_starts_on = models.DateField(_("rôle tenu à partir du"), null=True, blank=True)
    role_ends_on = models.DateField(_("rôle tenu jusqu’au"), null=True, blank=True)
    scope = models.CharField(_("périmètre"), max_length=40, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering: ClassVar = ["-invited_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="invitation_accepted_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn_not_both",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_in_lower_case"),
            models.CheckConstraint(
                condition=~Q(role=Role.AUDITOR) | Q(role_ends_on__isnull=False), name="invited_auditor_has_an_end"
            ),
            # A new invitation to the same role withdraws the one before: one door, one key.
            models.UniqueConstraint(
                fields=["email", "role"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_pending_invitation_by_address_and_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} – {self.role_label}"

    @property
    def is_detailed(self) -> bool:
        """Whether what the role bears on is kept apart, by the room of controls."""
        return self.scope.startswith(MISSION_MARK)

    @property
    def role_label(self) -> str:
        return gettext(Role(self.role).label)

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
