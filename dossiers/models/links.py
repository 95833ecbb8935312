"""Who is tied to a dossier: leaders past and present, declared interests, exceptional grants."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from dossiers.models.dossier import Dossier


class Leadership(models.Model):
    """That a person leads, or led, a dossier (co-leaders included): past leaders stay barred from judging it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="leaderships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leaderships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "person"], condition=Q(until=None), name="leadership_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} – {self.dossier_id}"


class Interest(models.Model):
    """A tie between a person and a dossier that keeps them out of judging it (déport)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="interests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests")
    reason = models.TextField(_("nature du lien"))
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("déclaration d’intérêt")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "person"], condition=Q(withdrawn_at=None), name="interest_declared_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} – {self.dossier_id}"


class DossierUserGrant(UserObjectPermissionBase):
    """django-guardian's grant of one dossier to one person (co-leaders, invited experts)."""

    content_object = models.ForeignKey(Dossier, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        indexes: ClassVar = [models.Index(fields=["permission", "user", "content_object"])]


class DossierGroupGrant(GroupObjectPermissionBase):
    """django-guardian's grant to a group; required beside the one above, unused so far."""

    content_object = models.ForeignKey(Dossier, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        indexes: ClassVar = [models.Index(fields=["permission", "group", "content_object"])]
