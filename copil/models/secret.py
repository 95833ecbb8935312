"""Who voted in a secret ballot: never what, nor when."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from copil.models.session import Seat
from copil.models.vote import Ballot


class Turnout(models.Model):
    """That a seat voted in a secret ballot, once whatever it changed.

    `sealed` is its choice until the close, readable by no page and no query (copil/ballots/seal.py); the close empties
    it, and from then on nothing links the seat to a choice.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="turnout")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    cast_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    sealed = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("participation à un scrutin secret")
        ordering: ClassVar = ["ballot", "seat"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ballot", "seat"], name="turnout_once_a_seat")]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.seat_id}"
