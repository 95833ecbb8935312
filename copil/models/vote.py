"""The agenda's items, the proposals put to the vote on each, and the votes."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from copil.models.session import Seat, Session
from dossiers.models import Dossier


class AgendaItem(models.Model):
    """One dossier on one session's agenda. It is the dossier's current item until it leaves the agenda.

    `presiding` replaces a recused chair for this item. `secret_asked_at`: a member asked for secret ballots on it.
    `left_at`: taken off, deferred, or its vote superseded.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("ordre"))
    rapporteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    presiding = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    secret_asked_at = models.DateTimeField(null=True, blank=True)
    secret_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    excerpt_validated_at = models.DateTimeField(null=True, blank=True)
    excerpt_validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("point de l’ordre du jour")
        ordering: ClassVar = ["session", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(left_at=None), name="item_one_current_a_dossier"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="item_opened_before_closed"
            ),
            models.CheckConstraint(
                condition=Q(secret_asked_at__isnull=True, secret_asked_by__isnull=True)
                | Q(secret_asked_at__isnull=False, secret_asked_by__isnull=False),
                name="item_secret_asked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(excerpt_validated_at__isnull=True, excerpt_validated_by__isnull=True)
                | Q(excerpt_validated_at__isnull=False, excerpt_validated_by__isnull=False, closed_at__isnull=False),
                name="item_excerpt_validated_by_someone_once_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} – {self.dossier}"

    def get_absolute_url(self) -> str:
        return reverse("copil:item", args=[self.session.number, self.dossier.reference])


class Presence(models.Model):
    """How a seat attended when the item was opened: who leaves later stays in its quorum (CE, by analogy).

    Seats that were absent then have no row: one that arrives later is read from the session.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="presences")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    attends = models.CharField(_("présence"), max_length=10, choices=Seat.Attends.choices)

    class Meta:
        verbose_name = _("présence à l’ouverture du point")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "seat"], name="presence_one_a_seat"),
            models.CheckConstraint(condition=~Q(attends="no"), name="presence_is_no_absence"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id} {self.attends}"


class Ballot(models.Model):
    """One proposal put to one vote. `amount` is euros.

    `case` is what the tally was given at the close (a file that `manage.py tally` reads) and `result` what it answered,
    both kept as they were. `complete_by`: until when an adjourned dossier is to be completed.
    A `secret` ballot keeps who voted apart from what was chosen (docs/adr/0026-secret-ballots.md); `salt` seals its
    choices until the close, which empties it. An asynchronous vote takes votes from `opens_at` to `closes_at`, both
    inside, and is closed by time (`closed_by` is then empty); a live one from the moment it is put until somebody
    closes it. Counted, it has a verdict; cancelled (`cancelled_for`), it is over and has none.
    """

    class Mode(models.TextChoices):
        LIVE = "live", _("en séance")
        ASYNCHRONOUS = "asynchronous", _("en ligne")

    class Outcome(models.TextChoices):
        GRANT = "grant", _("accord")
        PARTIAL = "partial", _("accord partiel")
        CONDITIONAL = "conditional", _("accord sous réserve")
        DEFERRAL = "deferral", _("ajournement")
        REFUSAL = "refusal", _("refus")

    #: Proposals that spend money when adopted.
    GRANTS: ClassVar = (Outcome.GRANT, Outcome.PARTIAL, Outcome.CONDITIONAL)

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    number = models.PositiveSmallIntegerField()
    # The items that it is voted with, in one gesture (copil/models/group.py).
    group = models.ForeignKey(
        "copil.VoteGroup", on_delete=models.PROTECT, null=True, blank=True, related_name="ballots"
    )
    outcome = models.CharField(_("proposition"), max_length=12, choices=Outcome.choices)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2, default=Decimal(0))
    conditions = models.TextField(_("réserves"), blank=True)
    reasons = models.TextField(_("motifs"), blank=True)
    complete_by = models.DateField(_("à compléter d’ici le"), null=True, blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.LIVE)
    secret = models.BooleanField(_("secret"), default=False)
    salt = models.CharField(max_length=64, blank=True, default="", editable=False)
    opens_at = models.DateTimeField(_("ouverture"), null=True, blank=True)
    closes_at = models.DateTimeField(_("clôture"), null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=10, blank=True)  # the tally's outcome
    case: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    result: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # Counted from totals that `closed_by` entered, of papers or of hands shown: it has no votes of its own.
    paper = models.BooleanField(_("dépouillé sur papier"), default=False)
    # Why it was taken back before its close: it ended then, by `closed_by`, and was never counted.
    cancelled_for = models.TextField(_("motif de l’annulation"), blank=True, default="")

    class Meta:
        verbose_name = _("vote")
        ordering: ClassVar = ["item", "number"]
        indexes: ClassVar = [
            models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="ballot_to_close_by_time")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mode="live", opens_at=None, closes_at=None)
                | Q(mode="asynchronous", opens_at__isnull=False, closes_at__gt=F("opens_at")),
                name="ballot_asynchronous_has_a_window",
            ),
            models.CheckConstraint(
                condition=Q(salt="") | Q(secret=True, closed_at=None), name="ballot_salt_gone_at_the_close"
            ),
            models.CheckConstraint(
                condition=Q(paper=False) | (Q(mode="live", group=None) & ~Q(verdict="")),
                name="ballot_on_paper_is_counted",
            ),
            models.UniqueConstraint(fields=["item", "number"], name="ballot_one_a_number"),
            models.UniqueConstraint(fields=["item"], condition=Q(closed_at=None), name="ballot_one_open_an_item"),
            models.CheckConstraint(
                condition=Q(outcome__in=["grant", "partial", "conditional"], amount__gt=0)
                | Q(outcome__in=["deferral", "refusal"], amount=0),
                name="ballot_grants_some_amount",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="conditional") | ~Q(conditions=""), name="ballot_conditional_says_on_what"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refusal", "deferral"]) | ~Q(reasons=""), name="ballot_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=Q(complete_by=None) | Q(outcome="deferral"), name="ballot_only_a_deferral_completes"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, verdict="", closed_by__isnull=True, cancelled_for="")
                | (
                    Q(
                        closed_at__isnull=False,
                        verdict="",
                        closed_by__isnull=False,
                        case__isnull=True,
                        result__isnull=True,
                    )
                    & ~Q(cancelled_for="")
                )
                | (
                    Q(closed_at__isnull=False, case__isnull=False, result__isnull=False, cancelled_for="")
                    & (Q(closed_by__isnull=False) | Q(mode="asynchronous"))
                    & ~Q(verdict="")
                ),
                name="ballot_counted_or_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} n° {self.number} {self.outcome}"

    @property
    def is_grant(self) -> bool:
        return self.outcome in self.GRANTS

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_for != ""

    @property
    def is_online(self) -> bool:
        return self.mode == self.Mode.ASYNCHRONOUS


class Vote(models.Model):
    """One version of one seat's vote; never changed, the last before the close counts."""

    class Choice(models.TextChoices):
        POUR = "pour", _("Pour")
        CONTRE = "contre", _("Contre")
        ABSTENTION = "abstention", _("Abstention")
        NPPV = "nppv", _("Ne prend pas part au vote")

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice.choices)
    cast_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("bulletin")
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["ballot", "seat", "at"], name="vote_by_ballot")]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.seat_id}"
