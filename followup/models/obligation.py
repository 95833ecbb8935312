"""What one thing owed in a follow-up has in common with the others: its place, its state, its day."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier
from workflow import workitems
from workflow.grammar import Process, State

#: Steps of the dossier at which what follows its grant goes on.
RUNNING = frozenset({"granted", "signature"})


class Obligation(models.Model):
    """Something owed on one dossier, that runs through a small process of its own (`followup.states`).

    `number` counts those of a dossier, from one. `due_on` is the day of the present state, `entered_at` since when it
    stands there. Only `followup.moving` moves the state, and the database refuses any other way (triggers).
    """

    PROCESS: ClassVar[Process]
    #: Steps of the dossier at which it goes on: a correction in hand changes nothing until its act is told.
    steps: ClassVar[frozenset[str]] = RUNNING
    #: How a page says what one is about; it is given as `thing`.
    template: ClassVar[str]
    #: What is read with it when a verb takes it up.
    READ_WITH: ClassVar[tuple[str, ...]] = ()

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="owed_%(class)ss")
    number = models.PositiveSmallIntegerField(gettext_lazy("numéro"))
    state = models.CharField(gettext_lazy("état"), max_length=20, editable=False)
    due_on = models.DateField(gettext_lazy("échéance"), null=True, blank=True)
    entered_at = models.DateTimeField(gettext_lazy("depuis le"))

    class Meta:
        abstract = True

    @property
    def stage(self) -> State:
        return self.PROCESS.state(self.state)

    @property
    def is_over(self) -> bool:
        return self.stage.end

    def moved_to(self, day: date | None) -> None:
        """The day of the present state is another, because time stood still; saved."""
        self.due_on = day
        self.save(update_fields=["due_on"])

    @property
    def name(self) -> str:
        """What pages call it."""
        return _("%(what)s %(number)s") % {"what": _(self.PROCESS.label), "number": self.number}

    @property
    def task_label(self) -> str:
        """What is expected in its present state, to be translated."""
        return self.stage.task

    @property
    def task_state(self) -> str:
        """What its task hangs on: the dossier, until it ends."""
        return workitems.ANY_STATE

    @property
    def task_kind(self) -> str:
        """The kind of its task: one open at a time for each thing owed."""
        return f"{self.PROCESS.code}:{self.number}"
