"""People: who signs in, and what they may do today."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.services import Service
from accounts.prepared import Prepared
from accounts.roles import Role, with_implied


@dataclass(frozen=True, order=True)
class Held:
    """A role as it is held on some day: the key of its row, and what narrows it."""

    pk: int
    role: Role
    scope: str


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in by e-mail; without a password, nobody can sign in until one is chosen."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        """Administration by command line; like every administrator, it opens no dossier."""
        from accounts.addresses import prove_address  # needs this class

        user = self.create_user(email=email, password=password, **fields)
        prove_address(user)  # whoever has the command line needs no mail to prove anything
        user.holdings.create(role=Role.ADMIN, starts_on=timezone.localdate())
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `ref` is how the log names them: it says nothing of who they are once the row is anonymised."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("adresse électronique"), unique=True)
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    job_title = models.CharField(_("fonction"), max_length=150, blank=True)
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
    )
    is_active = models.BooleanField(_("compte ouvert"), default=True)
    # Offered in one click on the sign-in page of a demonstration lab; cannot sign in anywhere else.
    is_demo = models.BooleanField(_("compte de démonstration"), default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("effacée le"), null=True, blank=True, editable=False)
    erased_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering: ClassVar = ["last_name", "first_name", "pk"]
        # With the unique index: one account an address, whatever its capitals.
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(erased_at=None, erased_by=None)
                | Q(erased_at__isnull=False, erased_by__isnull=False, is_active=False),
                name="user_erased_by_someone_for_good",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    # allauth and Django's own views ask for these two.
    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name or self.email

    def _held_on(self, day: date) -> "tuple[Held, ...]":
        """What is held that day; one statement."""
        return tuple(sorted(Held(pk, Role(code), scope) for code, pk, scope in _held.rows(self.pk, day)))

    def roles_on(self, day: date) -> frozenset[Role]:
        """The roles held that day, with those they contain; one statement."""
        return with_implied(frozenset(one.role for one in self._held_on(day)))

    @cached_property
    def held_today(self) -> "tuple[Held, ...]":
        """What is held today; one statement, kept for the life of this instance."""
        return self._held_on(timezone.localdate())

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held today, with those they contain; one statement, kept for the life of this instance."""
        return with_implied(frozenset(one.role for one in self.held_today))

    @property
    def missions_read(self) -> "tuple[Held, ...]":
        """The missions of control in force, as far as this instance was asked for its roles; no statement."""
        known: tuple[Held, ...] = self.__dict__.get("held_today", ())
        return tuple(one for one in known if one.role == Role.AUDITOR)


def _holdings(person: int, day: date) -> "models.QuerySet[Any, Any]":
    from accounts.models.mandates import RoleHolding  # needs this module

    return RoleHolding.objects.on(day).filter(user=person).order_by().values_list("role", "pk", "scope")


_held = Prepared(_holdings, int, date)
