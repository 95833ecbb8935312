"""What hangs on a call: its own words beside the questions, and the history of what the administration changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.call import Call


class CallWording(models.Model):
    """A call's own help and example beside one question of the form; an empty one leaves the site's."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="wordings")
    section = models.CharField(max_length=20)
    question = models.CharField(max_length=40)
    help = models.TextField(_("aide"), blank=True)
    example = models.TextField(_("exemple"), blank=True)

    class Meta:
        ordering: ClassVar = ["call", "section", "question"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "section", "question"], name="wording_one_a_question"),
            models.CheckConstraint(condition=~Q(help="", example=""), name="wording_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.section}.{self.question}"


class CallChange(models.Model):
    """One gesture of the administration on a call: who, when, what moved from what to what, why. Never changed.

    `moved` is a list of [field, before, after], in text; `revision` is the call's once the gesture is done.
    """

    class What(models.TextChoices):
        CREATED = "created", _("Appel créé")
        CLONED = "cloned", _("Appel créé d’après un autre")
        OPENED = "opened", _("Ouverture décidée")
        REOPENED = "reopened", _("Appel rouvert")
        CLOSED = "closed", _("Appel clos avant son terme")
        DESCRIPTION = "description", _("Présentation et contact changés")
        DATES = "dates", _("Dates changées")
        ENVELOPE = "envelope", _("Enveloppe changée")
        PEOPLE = "people", _("Référents et évaluateurs changés")
        CLOCKS = "clocks", _("Délais changés")
        RUBRIC = "rubric", _("Grille changée")
        BLINDNESS = "blindness", _("Lecture des notes changée")
        WORDING = "wording", _("Aide du formulaire changée")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    what = models.CharField(max_length=20, choices=What.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved: models.JSONField[Any, Any] = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    reference = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["call", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "revision"], name="call_change_one_a_revision"),
            models.CheckConstraint(
                condition=~Q(what="envelope") | ~Q(reason="") & ~Q(reference=""),
                name="call_envelope_changes_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.revision} {self.what}"
