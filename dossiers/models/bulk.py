"""A gesture asked of many dossiers: what was asked, and what became of each."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class BulkRun(models.Model):
    """One gesture of one person on a selection. `said` is forgotten once all is carried out: each log keeps its own.

    Its key is the form's, so that the same form sent twice prepares one run.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_runs")
    gesture = models.CharField(_("geste"), max_length=40)
    # The list it was chosen in, as its address writes it.
    query = models.CharField(max_length=1000, blank=True)
    said: models.JSONField[Any, Any] = models.JSONField(null=True)  # null: not asked yet, or carried out
    prepared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("geste groupé")
        ordering: ClassVar = ["-prepared_at", "pk"]

    def __str__(self) -> str:
        return f"{self.gesture} {self.pk}"


class BulkLine(models.Model):
    """One dossier of a run: whether the gesture was found possible, then what came of it, with every reason why not."""

    class Foreseen(models.TextChoices):
        UNKNOWN = "", _("à examiner")
        YES = "yes", _("possible")
        NO = "no", _("impossible")

    class Outcome(models.TextChoices):
        PENDING = "", _("à faire")
        DONE = "done", _("fait")
        REFUSED = "refused", _("refusé")
        FAILED = "failed", _("en panne")

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="lines")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    # The dossier's version when the gesture was found possible: a verb of the process is refused on any other.
    version = models.PositiveIntegerField(default=0)
    foreseen = models.CharField(max_length=3, choices=Foreseen.choices, blank=True, default="")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    reasons: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["run", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "position"], name="bulk_line_one_a_position"),
            models.UniqueConstraint(fields=["run", "dossier"], name="bulk_line_one_a_dossier"),
            models.CheckConstraint(condition=Q(outcome="") | Q(foreseen="yes"), name="bulk_line_foreseen_first"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position}"
