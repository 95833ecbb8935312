"""The follow-up of a dossier, from the day its grant is told."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from decisions.models import Act
from dossiers.models import Dossier


class FollowUp(models.Model):
    """What became of a grant: sums in euros, kept by the verbs of the follow-up. `granted` is the amount of `act`, the
    last one that its leaders were told of; `due` is what of it the expense of the accepted final report gives right
    to.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="follow_up")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("commencé le"))
    granted = models.DecimalField(_("accordé"), max_digits=12, decimal_places=2)
    paid = models.DecimalField(_("versé"), max_digits=12, decimal_places=2, default=Decimal(0))
    repaid = models.DecimalField(_("reversé"), max_digits=12, decimal_places=2, default=Decimal(0))
    due = models.DecimalField(_("dû au vu des dépenses"), max_digits=12, decimal_places=2, null=True, blank=True)
    settled_on = models.DateField(_("paiements soldés le"), null=True, blank=True)
    final_report_accepted_on = models.DateField(_("compte rendu final accepté le"), null=True, blank=True)

    class Meta:
        verbose_name = _("suivi")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(granted__gt=0), name="follow_up_of_some_amount"),
            models.CheckConstraint(condition=Q(paid__gte=0, repaid__gte=0), name="follow_up_sums_not_negative"),
            models.CheckConstraint(condition=Q(paid__lte=F("granted")), name="follow_up_paid_within_the_act"),
            models.CheckConstraint(condition=Q(repaid__lte=F("paid")), name="follow_up_repaid_within_paid"),
            models.CheckConstraint(
                condition=Q(due=None, final_report_accepted_on=None)
                | Q(due__gte=0, due__lte=F("granted"), final_report_accepted_on__isnull=False),
                name="follow_up_due_once_reported",
            ),
        ]

    def __str__(self) -> str:
        return f"suivi {self.dossier_id}"
