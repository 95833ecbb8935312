"""What somebody showed or handed in, and what the team then made of it: enough, or not and why; said once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Judged(models.Model):
    """`by` and `at`: who gave it, when; neither they nor the words change afterwards (triggers)."""

    class Verdict(models.TextChoices):
        OPEN = "", _("à examiner")
        ENOUGH = "enough", _("retenu")
        NOT_ENOUGH = "not_enough", _("insuffisant")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True, default="")
    reason = models.TextField(_("motif"), blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def judged_by_someone(name: str) -> list[models.BaseConstraint]:
    """Its verdict has an author and a moment, and a refusal its reason."""
    return [
        models.CheckConstraint(
            condition=Q(verdict="", judged_at=None, judged_by=None, reason="")
            | ~Q(verdict="") & Q(judged_at__isnull=False, judged_by__isnull=False),
            name=f"{name}_judged_by_someone",
        ),
        models.CheckConstraint(condition=~Q(verdict="not_enough") | ~Q(reason=""), name=f"{name}_refused_for_a_reason"),
    ]
