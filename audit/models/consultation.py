"""What was read on a mission of control, as it was read."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleHolding


class Consultation(models.Model):
    """One page or file that an auditor was given; never changed nor taken away (triggers).

    `page` is the name of the address, `about` what it names (a dossier's reference, an act's number…), `query` what was
    searched or filtered there. `mission` is empty when several were in force and none of them alone explains it.
    """

    at = models.DateTimeField(_("le"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mission = models.ForeignKey(RoleHolding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    page = models.CharField(max_length=60)
    about = models.CharField(_("objet"), max_length=60, blank=True)
    query = models.CharField(_("recherche"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("consultation")
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="consultation_by_date"),
            models.Index(fields=["person", "-at", "-id"], name="consultation_by_person"),
            models.Index(fields=["about", "-at", "-id"], name="consultation_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.page} {self.about}"
