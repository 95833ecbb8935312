"""What every case carries, and the engine's own tables: log, work items, replayed requests, legal edges.

No generic foreign key: a row names its process and the case's UUID, so that a second process runs on the same kernel.
"""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from workflow.clock import now
from workflow.grammar import Process, Transition

ROLE_CHOICES = [(role.value, _(role.label)) for role in Role]


class Case(models.Model):
    """A thing that moves through a process. Concrete classes inherit from `machine.case_model(PROCESS)`.

    `version` counts process moves only. `log_seq` and `log_head` mirror the end of the case's hash chain, so that a
    chain cut at its end is seen; `told_seq` says up to which entry people were told of it. `due_on` is the state's
    clock, a real column because lists sort by it.
    """

    PROCESS: ClassVar[Process]
    #: Foreign keys (never null) that every gesture reads: joined when the row is locked, not locked themselves.
    READ_WITH: ClassVar[tuple[str, ...]] = ()
    state: str

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    suspended_from = models.CharField(max_length=20, blank=True, editable=False)
    returned_from = models.CharField(max_length=20, blank=True, editable=False)
    suspended_until = models.DateField(_("suspendu jusqu’au"), null=True, blank=True, editable=False)
    entered_at = models.DateTimeField(_("dans cet état depuis"), default=now, editable=False)
    due_on = models.DateField(_("échéance"), null=True, blank=True, editable=False)
    log_seq = models.PositiveIntegerField(default=0, editable=False)
    log_head = models.CharField(max_length=64, blank=True, editable=False)
    told_seq = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def clock_days(self, key: str, default: int) -> int:  # noqa: ARG002 - for those who override it
        """How many working days that clock gives this case; a process may let its data say otherwise."""
        return default

    def moved(self, transition: Transition) -> None:
        """Called under the lock after each move, before the case is saved: a process may keep more columns right."""

    def known_state(self, roles: frozenset[Role]) -> str:  # noqa: ARG002 - for those who override it
        """The state in which who has those roles knows the case to be; a process may keep a move from some of them."""
        return self.state

    def holder_of(self, role: Role) -> User | None:  # noqa: ARG002 - for those who override it
        """The one person who has that role on this case, when it is one person's; else None."""
        return None


class LogEntry(models.Model):
    """One line of a case's hash-chained log; written once, protected by triggers. `payload` is what is hashed."""

    process = models.CharField(max_length=20)
    case_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=36)
    cause_ref = models.CharField(max_length=36, blank=True)
    event = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField()
    payload = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("ligne du journal")
        ordering: ClassVar = ["case_id", "seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case_id", "seq"], name="log_one_entry_a_seq")]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq} {self.event}"


class LogText(models.Model):
    """Personal text said along with an entry. The chain holds its salted SHA-256: it can be erased, not altered."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="texts")
    name = models.CharField(max_length=40)
    salt = models.CharField(max_length=32)
    text = models.TextField(null=True)  # null: erased

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "name"], name="log_text_one_a_name")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"


class Anchor(models.Model):
    """The head of the log on one day: what every chain had come to (`workflow.sealing.heads`), sealed and stamped.

    `statement` is what is sealed, `moved` the heads that were not what they were the day before. Neither changes; the
    signature and the stamp come once, when key and authority answer (triggers); `seals_sha256` then holds both.
    `tried_at`: the last try.
    """

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    day = models.DateField(_("jour"), unique=True)
    at = models.DateTimeField(_("établie le"))
    statement = models.TextField()
    sha256 = models.CharField(max_length=64)
    moved = models.TextField(blank=True)
    signature = models.BinaryField(null=True)
    stamp = models.BinaryField(null=True)
    seals_sha256 = models.CharField(max_length=64, blank=True)
    tried_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(_("publiée le"), null=True)

    class Meta:
        verbose_name = _("tête du journal")
        verbose_name_plural = _("têtes du journal")
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["number"], name="anchor_to_complete", condition=Q(published_at=None)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="anchor_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.day})"


class WorkItem(models.Model):
    """Something one person, or whoever holds a role, is expected to do, by a date."""

    process = models.CharField(max_length=20)
    case_id = models.UUIDField()
    state = models.CharField(_("état"), max_length=20)
    kind = models.CharField(_("nature"), max_length=40)
    label = models.CharField(_("à faire"), max_length=200)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="work_items"
    )
    role = models.CharField(_("rôle"), max_length=20, choices=ROLE_CHOICES, blank=True)
    opened_at = models.DateTimeField(_("ouvert le"))
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    paused_on = models.DateField(_("en pause depuis"), null=True, blank=True)
    closed_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    outcome = models.CharField(_("issue"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("tâche")
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["assignee", "due_on"],
                name="workitem_mine",
                condition=Q(closed_at=None, paused_on=None),
            ),
            models.Index(fields=["role", "due_on"], name="workitem_role", condition=Q(closed_at=None, paused_on=None)),
            models.Index(fields=["case_id"], name="workitem_case", condition=Q(closed_at=None)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(assignee__isnull=False) | ~Q(role=""), name="workitem_is_somebodys"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="workitem_closed_with_an_outcome",
            ),
            models.UniqueConstraint(
                fields=["case_id", "kind", "assignee"],
                name="workitem_one_open_a_person",
                condition=Q(closed_at=None, assignee__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case_id", "kind", "role"],
                name="workitem_one_open_a_role",
                condition=Q(closed_at=None, assignee__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def late_on(self, day: date) -> bool:
        return self.due_on is not None and self.due_on < day


class Request(models.Model):
    """A gesture already carried out, by its idempotency key, so that the same one sent twice is done once."""

    case_id = models.UUIDField()
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    verb = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case_id", "key"], name="request_one_a_key")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"


class Edge(models.Model):
    """A legal move, for the triggers: an update of a state along no edge is refused by the database itself.

    `recall` names the column of the case that must hold the target (`suspended_from`, `returned_from`), if any.
    """

    process = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    recall = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "source", "target", "recall"], name="edge_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


def case_models() -> list[Any]:
    """Every concrete class of case that is installed."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Case)]
