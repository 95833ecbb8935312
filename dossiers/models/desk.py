"""What people keep of the list for themselves, and the reviews that the team has held of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A set of filters that a person named, as the list's address writes it; one of them may greet that person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(max_length=1000)
    is_default = models.BooleanField(_("affichée d’office"), default=False)

    class Meta:
        verbose_name = _("vue enregistrée")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="saved_view_one_a_name"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_default=True), name="saved_view_one_default"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
        ]

    def __str__(self) -> str:
        return self.name


class WeeklyReview(models.Model):
    """A weekly review of the team, noted as held that day."""

    held_on = models.DateField(_("tenue le"), unique=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("revue de la semaine")
        ordering: ClassVar = ["-held_on"]

    def __str__(self) -> str:
        return str(self.held_on)
