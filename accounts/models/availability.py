"""What the lab knows of its référents to share the dossiers out: what they follow, when they are away."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User


class ReferentSheet(models.Model):
    """The departments and themes a référent follows, as lists of codes; without a row, nothing in particular."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="sheet", verbose_name=_("personne"))
    departments: models.JSONField[Any, Any] = models.JSONField(_("départements suivis"), default=list)
    themes: models.JSONField[Any, Any] = models.JSONField(_("thèmes suivis"), default=list)
    updated_at = models.DateTimeField(_("mise à jour le"))
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("fiche de référent")

    def __str__(self) -> str:
        return str(self.person_id)


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def meeting(self, first: date, last: date) -> Self:
        """Those not taken back that share at least one day with that period, both bounds included."""
        return self.filter(cancelled_at=None, starts_on__lte=last, ends_on__gte=first)


class Absence(models.Model):
    """“Je suis absent du … au …”, both days included; taken back, it stays with the instant it was."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences", verbose_name=_("personne"))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        ordering: ClassVar = ["starts_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["person", "ends_on"], name="absence_to_come", condition=Q(cancelled_at=None)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_dates_in_order"),
            models.UniqueConstraint(
                fields=["person", "starts_on", "ends_on"], condition=Q(cancelled_at=None), name="absence_said_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on} – {self.ends_on}"
