"""Who is of the committee, from when until when: what the seats of a session are made from."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Service


class SeatMandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, day: date) -> "SeatMandateQuerySet":
        """Those of that day, both bounds included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Mandate(models.Model):
    """A seat of the committee held between two dates, both included; `ends_on` may be open.

    Experts have none: they are heard, session by session.
    """

    class Kind(models.TextChoices):
        CHAIR = "chair", _("présidence")
        MEMBER = "member", _("membre")
        QUALIFIED = "qualified", _("personnalité qualifiée")

    position = models.PositiveSmallIntegerField(_("ordre"), default=1)
    label = models.CharField(_("qualité"), max_length=200)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices, default=Kind.MEMBER)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("à compter du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    reference = models.CharField(_("acte de nomination"), max_length=200, blank=True, default="")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeatMandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat au COPIL")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="mandate_dates"),
            models.CheckConstraint(
                condition=Q(substitute=None) | (~Q(kind="qualified") & ~Q(substitute=F("person"))),
                name="mandate_qualified_has_no_substitute",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
