"""From when the scores of others are read in a call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models import Call


class CallBlindness(models.Model):
    """What the administration chose for a call; a call without a row is under the default, `OWN`."""

    class Mode(models.TextChoices):
        """The looser first: each closes all that the one before closes."""

        OWN = "own", _("dès que l’on a remis la sienne")
        ALL = "all", _("quand toutes les évaluations demandées sont remises")
        DISCUSSION = "discussion", _("à l’ouverture de la discussion seulement")

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="blindness_link")
    mode = models.CharField(_("lecture des notes"), max_length=20, choices=Mode.choices)

    class Meta:
        verbose_name = _("lecture des notes de l’appel")

    def __str__(self) -> str:
        return f"{self.call_id} – {self.mode}"
