"""What people are entrusted with between two dates: the roles they hold, the signature delegated to them."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.roles import HELD, MISSION_MARK, Role

_Row = TypeVar("_Row", bound=models.Model)


class MandateQuerySet(models.QuerySet[_Row]):
    def on(self, day: date) -> Self:
        """Those in force that day, both bounds included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def not_over_on(self, day: date) -> Self:
        """Those in force that day or later, perhaps not begun yet."""
        return self.filter(Q(ends_on__isnull=True) | (Q(ends_on__gte=day) & Q(ends_on__gte=F("starts_on"))))

    def meeting(self, starts_on: date, ends_on: date | None) -> Self:
        """Those that share at least one day with the given period."""
        begun = self if ends_on is None else self.filter(starts_on__lte=ends_on)
        return begun.not_over_on(starts_on)


class Mandate(models.Model):
    """Something held from one day to another, both included; without an end date, until further notice.

    A row is never deleted. What is taken back before a whole day has passed gets an end before its start: it was in
    force on no day, and `ended_by` says who took it back.
    """

    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def was_taken_back(self) -> bool:
        return self.ends_on is not None and self.ends_on < self.starts_on

    @property
    def is_over(self) -> bool:
        """In force neither today nor later."""
        return self.was_taken_back or (self.ends_on is not None and self.ends_on < timezone.localdate())

    @property
    def is_to_come(self) -> bool:
        return not self.is_over and self.starts_on > timezone.localdate()


class RoleHolding(Mandate):
    """A role held by a person; a mission of control also has an end and, perhaps, a scope."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings", verbose_name=_("personne"))
    role = models.CharField(_("rôle"), max_length=20, choices=[(r.value, _(r.label)) for r in HELD])
    scope = models.CharField(
        _("périmètre"), max_length=40, blank=True, help_text=_("Code d’un appel ; vide : tous les appels.")
    )

    class Meta:
        verbose_name = _("rôle tenu")
        ordering: ClassVar = ["user", "role", "starts_on"]
        indexes: ClassVar = [models.Index(fields=["role", "user"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")) | Q(ended_by__isnull=False),
                name="holding_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.AUDITOR) | Q(ends_on__isnull=False), name="audit_mission_has_an_end"
            ),
            models.CheckConstraint(condition=Q(role__in=[r.value for r in HELD]), name="holding_role_is_held"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.role_label}"

    @property
    def is_detailed(self) -> bool:
        """Whether what it bears on is kept apart, by the room of controls."""
        return self.scope.startswith(MISSION_MARK)

    @property
    def role_label(self) -> str:
        return gettext(Role(self.role).label)


class Delegation(Mandate):
    """The arrêté that lets a signatory sign, up to a ceiling in euros an act; it always has an end.

    `covers` and `scope` narrow it to some decisions, to one call. With `stands_in_for` it is a deputy's: it is worth
    something only on the days on which that delegation is in force and its signatory is noted absent.
    """

    class Covers(models.TextChoices):
        ALL = "all", _("toutes les décisions")
        GRANTS = "grants", _("les accords seulement")
        REFUSALS = "refusals", _("les refus et les irrecevabilités seulement")

    signatory = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("signataire")
    )
    reference = models.CharField(_("arrêté"), max_length=200)
    quality = models.CharField(_("qualité du signataire"), max_length=200)
    ceiling = models.DecimalField(
        _("plafond par acte, en euros"), max_digits=12, decimal_places=2, default=Decimal("1000000.00")
    )
    ends_on = models.DateField(_("au"))
    covers = models.CharField(_("décisions"), max_length=10, choices=Covers.choices, default=Covers.ALL)
    scope = models.CharField(_("appel"), max_length=40, blank=True, help_text=_("Code d’un appel ; vide : tous."))
    stands_in_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("suppléance")
    )

    class Meta:
        verbose_name = _("délégation de signature")
        ordering: ClassVar = ["signatory", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) | Q(ended_by__isnull=False), name="delegation_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="delegation_ceiling_positive"),
            models.CheckConstraint(
                condition=Q(stands_in_for=None) | ~Q(stands_in_for=F("pk")), name="delegation_stands_in_for_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.signatory})"

    @property
    def extent(self) -> str:
        """What it covers, in words; empty when nothing narrows it."""
        said = [] if self.covers == self.Covers.ALL else [self.get_covers_display()]
        if self.scope:
            said.append(gettext("appel %(code)s") % {"code": self.scope})
        if self.stands_in_for is not None:
            said.append(gettext("en l’absence de %(name)s") % {"name": self.stands_in_for.signatory.full_name})
        return ", ".join(said)
