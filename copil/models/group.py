"""Several items voted together (vote groupé): one gesture of each member counts on all of them."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from copil.models.session import Session
from copil.models.vote import AgendaItem, Ballot


class VoteGroup(models.Model):
    """A way of casting, no more: each item in it has its own proposal, its own ballot, its own count.

    Prepared, it is read and items are detached; opened, its items have their ballots; ended, these are counted, or
    cancelled, or nothing is left in it.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="groups")
    number = models.PositiveSmallIntegerField()
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("vote groupé")
        ordering: ClassVar = ["session", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "number"], name="group_one_a_number")]

    def __str__(self) -> str:
        return gettext("Vote groupé n° %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("copil:group", args=[self.session.number, self.number])


class GroupedItem(models.Model):
    """An item in a group and what is proposed on it, in euros; `detached_by`: who asked that it be voted alone."""

    group = models.ForeignKey(VoteGroup, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="groupings")
    outcome = models.CharField(_("proposition"), max_length=12, choices=Ballot.Outcome.choices)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2, default=Decimal(0))
    conditions = models.TextField(_("réserves"), blank=True)
    reasons = models.TextField(_("motifs"), blank=True)
    complete_by = models.DateField(_("à compléter d’ici le"), null=True, blank=True)  # an adjournment
    left_at = models.DateTimeField(null=True, blank=True)
    detached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("point d’un vote groupé")
        ordering: ClassVar = ["group", "item__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item"], condition=Q(left_at=None), name="grouped_item_in_one_group"),
            models.CheckConstraint(
                condition=Q(detached_by=None) | Q(left_at__isnull=False), name="grouped_item_detached_has_left"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.item_id}"
