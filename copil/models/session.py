"""A session of the committee, its seats, the proxies given."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Service, User
from copil.models.mandate import Mandate
from copil.models.rules import HouseRules
from workflow import clock


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> "SessionQuerySet":
        """The sessions this person may see: the only way to them for pages."""
        from copil.visibility import sessions_q

        return self.filter(sessions_q(user))


class Session(models.Model):
    """One meeting of the COPIL. `held_at` of one that is undated is when it was to be held."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("en préparation")
        UNDATED = "undated", _("reportée, date à fixer")
        CONVOKED = "convoked", _("convoquée")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")
        APPROVED = "approved", _("procès-verbal approuvé")
        CANCELLED = "cancelled", _("annulée")

    #: Not open yet, and to be held on a day that is known.
    BEFORE: ClassVar = (Status.PLANNED, Status.CONVOKED)
    #: Once held, whether its minutes are approved or not.
    HELD: ClassVar = (Status.CLOSED, Status.APPROVED)

    class Second(models.TextChoices):
        NONE = "none", _("première convocation")
        WITH_CLAUSE = "with_clause", _("seconde convocation, sans quorum exigé")
        WITHOUT_CLAUSE = "without_clause", _("seconde convocation, quorum exigé")

    number = models.PositiveSmallIntegerField(_("numéro"), unique=True)
    rules = models.ForeignKey(HouseRules, on_delete=models.PROTECT, related_name="sessions")
    held_at = models.DateTimeField(_("date et heure"))
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    status = models.CharField(_("étape"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    second_convocation = models.CharField(_("convocation"), max_length=20, choices=Second.choices, default=Second.NONE)
    convoked_at = models.DateTimeField(_("convoquée le"), null=True, blank=True)
    duration = models.PositiveSmallIntegerField(_("durée prévue, en minutes"), default=120)
    urgency_reason = models.TextField(_("motif de l’urgence"), blank=True)
    # Recorded by who sits on the chair's seat: a convocation under the delay stands on it (R133-8).
    urgency_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    urgency_at = models.DateTimeField(null=True, blank=True)
    # When the order of the agenda was set by hand, which convoking then leaves as it is.
    ordered_at = models.DateTimeField(null=True, blank=True, editable=False)
    postponed_from = models.DateTimeField(_("reportée du"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    opened_at = models.DateTimeField(_("ouverte à"), null=True, blank=True)
    closed_at = models.DateTimeField(_("close à"), null=True, blank=True)
    # The minutes: when they were approved, and the session that did, if none the chair (`Minutes.adopted_by`).
    approved_at = models.DateTimeField(_("procès-verbal approuvé le"), null=True, blank=True)
    approved_in = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="approves")
    # Whether its decisions wait to be told together, once signed; else each is as soon as it is.
    told_together = models.BooleanField(_("notification groupée"), default=False)
    # The session whose agenda this one takes up again, for want of a quorum there.
    first = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="second")
    # Counts what happened to the session itself (seats, presences, proxies, steps), so that a page knows it has aged.
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        ordering: ClassVar = ["-held_at", "-number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "undated"], convoked_at=None)
                | Q(status="convoked", convoked_at__isnull=False, opened_at=None)
                | Q(status="open", convoked_at__isnull=False, opened_at__isnull=False, closed_at=None)
                | Q(status="closed", opened_at__isnull=False, closed_at__isnull=False, approved_at=None)
                | Q(status="approved", closed_at__isnull=False, approved_at__isnull=False)
                | Q(status="cancelled", cancelled_at__isnull=False, opened_at=None),
                name="session_status_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(first=None, second_convocation="none")
                | (Q(first__isnull=False) & ~Q(second_convocation="none")),
                name="session_second_of_a_first",
            ),
            models.CheckConstraint(
                condition=Q(urgency_by=None, urgency_at=None)
                | (~Q(urgency_reason="") & Q(urgency_by__isnull=False, urgency_at__isnull=False)),
                name="session_urgency_recorded_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return gettext("COPIL n° %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("copil:session", args=[self.number])

    @property
    def ends_at(self) -> datetime:
        return self.held_at + timedelta(minutes=self.duration)

    @property
    def is_held(self) -> bool:
        """Whether it took place and is over."""
        return self.status in self.HELD

    @property
    def has_date(self) -> bool:
        """Whether the day on which it is held is known."""
        return self.status != self.Status.UNDATED

    @property
    def held_on(self) -> date:
        return clock.day_of(self.held_at)

    def clear_days_before(self, day: date) -> int:
        """Full days (jours francs) between that day and the session's, neither counted."""
        return (self.held_on - day).days - 1

    def delay_holds(self, day: date) -> bool:
        """Whether a convocation sent that day leaves the days that the rules ask for (R133-8)."""
        return self.clear_days_before(day) >= self.rules.clear_days


class Seat(models.Model):
    """A seat in a session, who holds it, who may stand in, and how it attends."""

    class Kind(models.TextChoices):
        CHAIR = "chair", _("présidence")
        MEMBER = "member", _("membre")
        QUALIFIED = "qualified", _("personnalité qualifiée")
        EXPERT = "expert", _("expert entendu, sans voix")

    class Attends(models.TextChoices):
        NO = "no", _("absent")
        TITULAR = "titular", _("présent")
        REMOTE = "remote", _("à distance")
        SUBSTITUTE = "substitute", _("suppléé")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    position = models.PositiveSmallIntegerField(_("ordre"))
    label = models.CharField(_("qualité"), max_length=200)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices, default=Kind.MEMBER)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="substitute_seats"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    # The mandate that its holder sits by; none for an expert, nor where no mandate was given.
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    attends = models.CharField(_("présence"), max_length=10, choices=Attends.choices, default=Attends.NO)
    # What the seat itself said before the session; the secretary marks `attends`.
    announced = models.CharField(_("annoncé"), max_length=10, choices=Attends.choices, blank=True, default="")
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("siège")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="seat_one_a_person"),
            models.UniqueConstraint(fields=["session"], condition=Q(kind="chair"), name="seat_one_chair"),
            models.CheckConstraint(
                condition=Q(substitute=None) | (~Q(kind="qualified") & ~Q(substitute=F("person"))),
                name="seat_qualified_has_no_substitute",
            ),
            models.CheckConstraint(
                condition=~(Q(attends="substitute") | Q(announced="substitute")) | Q(substitute__isnull=False),
                name="seat_substituted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def sitter(self) -> User:
        """Who acts for the seat: its substitute when substituted, else its holder."""
        return self.substitute if self.attends == self.Attends.SUBSTITUTE and self.substitute else self.person

    @property
    def has_voice(self) -> bool:
        """An expert is heard and never votes (R133-6)."""
        return self.kind != self.Kind.EXPERT


class Proxy(models.Model):
    """A mandat: the giver's vote handed to another seat; the tally says whether it is taken (R133-9)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="proxies")
    giver = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="proxy_given")
    holder = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="proxies_held")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mandat")
        ordering: ClassVar = ["given_at", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(giver=F("holder")), name="proxy_to_someone_else")]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.holder_id}"
