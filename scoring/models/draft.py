"""A consensus being written: one text a dossier, the team's together, and who has had a hand in it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier


class ConsensusDraft(models.Model):
    """What is typed of a dossier's next consensus (`scoring.concluding.drafts` reads it), empty once it is established.

    `revision` counts what was kept, established consensus included, for several people at once; `saved_by` kept the
    last of it.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="consensus_draft")
    texts: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("consensus en cours d’écriture")

    def __str__(self) -> str:
        return f"{self.dossier_id} r{self.revision}"


class ConsensusWriter(models.Model):
    """That a person wrote in the text as it stands, and when last; forgotten with the text."""

    draft = models.ForeignKey(ConsensusDraft, on_delete=models.CASCADE, related_name="writers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wrote_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-wrote_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "person"], name="consensus_writer_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} – {self.person_id}"
