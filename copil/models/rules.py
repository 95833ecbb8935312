"""The règlement intérieur under which sessions are held."""

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from copil import tally


class HouseRules(models.Model):
    """The règlement intérieur, one row a version, never rewritten (triggers). A session keeps the version in force when
    it was convoked; until then it follows the latest.

    `adopted_by`, `recorded_at`: who entered the version, and when; empty for the first, which is the default.
    """

    class Majority(models.TextChoices):
        CAST = "cast", _("des votes exprimés (pour et contre)")
        PRESENT = "present", _("des membres présents ou représentés")
        SEATS = "seats", _("des sièges (majorité absolue)")

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    adopted_on = models.DateField(_("adopté le"))
    quorum_numerator = models.PositiveSmallIntegerField(default=1)
    quorum_denominator = models.PositiveSmallIntegerField(default=2)
    majority = models.CharField(_("majorité"), max_length=10, choices=Majority.choices, default=Majority.CAST)
    casting_vote = models.BooleanField(_("voix prépondérante de la présidence"), default=True)
    clear_days = models.PositiveSmallIntegerField(_("jours francs de convocation"), default=5)
    reference = models.CharField(_("délibération"), max_length=200, blank=True, default="")
    reason = models.TextField(_("motif"), blank=True, default="")
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("règlement intérieur")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quorum_numerator__gte=1, quorum_denominator__gte=F("quorum_numerator")),
                name="rules_quorum_is_a_fraction",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("copil:rules_version", args=[self.version])

    @property
    def quorum(self) -> Fraction:
        """The share of the voting seats that must be present or represented."""
        return Fraction(self.quorum_numerator, self.quorum_denominator)

    def for_tally(self, second_convocation: str) -> tally.Rules:
        """These rules as the tally reads them."""
        return tally.Rules(
            quorum=self.quorum,
            majority=tally.Majority(self.majority),
            casting_vote=self.casting_vote,
            second_convocation=tally.SecondConvocation(second_convocation),
        )
