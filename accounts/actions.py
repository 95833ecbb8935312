"""What administrators do with people's roles and delegations, and people with their own profile.

Each verb is one transaction; a refused one raises `Refused` and writes nothing. Days are civil days of the lab's time
zone, both bounds included.
"""

from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Delegation, RoleHolding, Service, User
from accounts.models.mandates import Mandate
from accounts.refusal import Refused, refuse
from accounts.roles import HELD, JUDGING, MISSION_MARK, Role


@transaction.atomic
def grant_role(
    *, user: User, role: Role, by: User, starts_on: date, ends_on: date | None = None, scope: str = ""
) -> RoleHolding:
    """Entrust a role to a person from one day to another; `scope` is the mark of a mission of control.

    Refused: forbidden, oneself, closed_account, role_not_held, dates, past_end, audit_needs_end, mission_needed,
    already_held.
    """
    require_admin(by)
    _refuse_oneself(user, by)
    check_role(role=role, starts_on=starts_on, ends_on=ends_on, scope=scope)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise refuse("closed_account", _("Ce compte est fermé."), status=HTTPStatus.CONFLICT)
    if locked.holdings.filter(role=role, scope=scope).meeting(starts_on, ends_on).exists():
        raise already_held(locked, role)
    return RoleHolding.objects.create(
        user=locked, role=role, starts_on=starts_on, ends_on=ends_on, scope=scope, recorded_by=by
    )


@transaction.atomic
def end_role(*, holding: RoleHolding, by: User, last_day: date | None = None) -> RoleHolding:
    """Take a role back after `last_day`; without one, at once: today is no longer a day of that role.

    Refused: forbidden, already_over, past_day, later_than_planned, last_admin.
    """
    require_admin(by)
    # Every holding of the role is locked, so that two administrators cannot each remove the other.
    holdings = {h.pk: h for h in RoleHolding.objects.select_for_update().filter(role=holding.role)}
    locked = holdings[holding.pk]
    _shorten(locked, by=by, last_day=last_day)
    if locked.role == Role.ADMIN and not _someone_administers_after(locked):
        raise refuse(
            "last_admin",
            _("C’est la dernière personne de l’administration : plus personne ne pourrait donner de rôle."),
            _("Donnez d’abord ce rôle, sans date de fin, à quelqu’un d’autre."),
            status=HTTPStatus.CONFLICT,
        )
    return locked


@transaction.atomic
def delegate_signature(
    *,
    signatory: User,
    reference: str,
    quality: str,
    ceiling: Decimal,
    starts_on: date,
    ends_on: date,
    by: User,
    covers: str = Delegation.Covers.ALL,
    scope: str = "",
    stands_in_for: Delegation | None = None,
) -> Delegation:
    """Record the arrêté that lets a signatory sign acts up to `ceiling` euros each, between two days.

    `covers` and `scope`, a call's code, narrow it; `stands_in_for` makes it a deputy's, worth something only while the
    signatory of that delegation is away.

    Refused: forbidden, oneself, not_signatory, dates, past_end, ceiling, covers, stands_in_for.
    """
    require_admin(by)
    _refuse_oneself(signatory, by)
    check_role(role=Role.SIGNATORY, starts_on=starts_on, ends_on=ends_on)
    if ceiling <= 0:
        raise refuse("ceiling", _("Le plafond est un montant supérieur à zéro."))
    if not signatory.holdings.filter(role=Role.SIGNATORY).meeting(starts_on, ends_on).exists():
        raise refuse(
            "not_signatory",
            _("Cette personne n’est pas signataire pendant cette période."),
            _("Donnez-lui d’abord le rôle de signataire."),
            status=HTTPStatus.CONFLICT,
        )
    if covers not in Delegation.Covers.values:
        raise refuse("covers", _("Choisissez dans la liste les décisions que la délégation couvre."))
    if stands_in_for is not None:
        stands_in_for = Delegation.objects.select_for_update().get(pk=stands_in_for.pk)
    if stands_in_for is not None and not may_be_stood_in_for(stands_in_for, signatory):
        raise refuse(
            "stands_in_for",
            _("On supplée quelqu’un d’autre, qui tient sa propre délégation, en vigueur ou à venir."),
        )
    return Delegation.objects.create(
        signatory=signatory,
        reference=reference,
        quality=quality,
        ceiling=ceiling,
        starts_on=starts_on,
        ends_on=ends_on,
        covers=covers,
        scope=scope,
        stands_in_for=stands_in_for,
        recorded_by=by,
    )


def may_be_stood_in_for(delegation: Delegation, deputy: User) -> bool:
    """Whether that person may be recorded as the deputy of who holds that delegation."""
    own = delegation.signatory_id == deputy.pk
    return not own and delegation.stands_in_for_id is None and not delegation.is_over


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User, last_day: date | None = None) -> Delegation:
    """Close a delegation after `last_day`; without one, at once. Acts already signed keep their value.

    Refused: forbidden, already_over, past_day, later_than_planned.
    """
    require_admin(by)
    locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
    _shorten(locked, by=by, last_day=last_day)
    return locked


def keeps_service(user: User) -> bool:
    """Whether only the administration changes this person's service; one statement.

    Whoever judges dossiers is out of those that their service carries (CRPA R133-12): they may say where they work
    once, then not unsay it to come back in.
    """
    if user.service_id is None:
        return False
    return user.holdings.filter(role__in=JUDGING).not_over_on(timezone.localdate()).exists()


@transaction.atomic
def update_profile(
    *, user: User, first_name: str, last_name: str, job_title: str, service_name: str = "", department: str = "00"
) -> User:
    """What a person says of themselves; the service is found by its name, however written, or made.

    Without a service's name, the service stays. Refused: service_kept.
    """
    # Roles are given under the same lock: none comes between the question and the answer.
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.first_name, locked.last_name, locked.job_title = first_name, last_name, job_title
    if service_name:
        if keeps_service(locked):
            raise refuse(
                "service_kept",
                _("Vous ne jugez pas les dossiers que porte votre service : seule l’administration le change."),
                status=HTTPStatus.FORBIDDEN,
            )
        locked.service = Service.objects.named(service_name, department=department)
    locked.save(update_fields=["first_name", "last_name", "job_title", "service"])
    return locked


@transaction.atomic
def change_service(*, user: User, service_name: str, department: str, by: User) -> User:
    """Record that a person works elsewhere; votes already cast and acts already signed keep their value.

    Refused: forbidden, oneself (for whoever judges dossiers).
    """
    require_admin(by)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.pk == by.pk and keeps_service(locked):
        raise refuse(
            "oneself",
            _("Qui juge des dossiers ne change pas son propre service."),
            _("Demandez à une autre personne de l’administration."),
            status=HTTPStatus.FORBIDDEN,
        )
    locked.service = Service.objects.named(service_name, department=department)
    locked.save(update_fields=["service"])
    return locked


# -- what several verbs ask -----------------------------------------------------


def require_admin(by: User) -> None:
    """Refuses whoever is not an administrator today, whatever page they come from."""
    if Role.ADMIN not in by.roles:
        raise refuse("forbidden", _("Seule l’administration peut faire cela."), status=HTTPStatus.FORBIDDEN)


def check_role(*, role: Role, starts_on: date, ends_on: date | None, scope: str = "") -> None:
    """Refuses a role that nobody holds, an end before the start or before today, a control without end or mission."""
    if role not in HELD:
        raise refuse("role_not_held", _("Ce rôle ne se donne pas : il tient à un dossier."))
    if ends_on is None:
        if role == Role.AUDITOR:
            raise refuse("audit_needs_end", _("Une mission de contrôle a une date de fin."))
        return
    if ends_on < starts_on:
        raise refuse("dates", _("La fin est avant le début."))
    if ends_on < timezone.localdate():
        raise refuse("past_end", _("La fin est déjà passée."))
    if role == Role.AUDITOR and not scope.startswith(MISSION_MARK):
        raise refuse(
            "mission_needed",
            _("Un contrôle se donne comme une mission, avec son périmètre, ses dates et son motif."),
            _("Depuis « Contrôle », choisissez « Donner une mission »."),
        )


def already_held(user: User, role: Role) -> Refused:
    return refuse(
        "already_held",
        _("%(name)s tient déjà ce rôle (%(role)s) pendant cette période.")
        % {"name": user.full_name, "role": _(role.label)},
        status=HTTPStatus.CONFLICT,
    )


def _refuse_oneself(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise refuse(
            "oneself",
            _("On ne se donne pas un rôle ni une délégation à soi-même."),
            _("Demandez à une autre personne de l’administration."),
            status=HTTPStatus.FORBIDDEN,
        )


def _shorten(mandate: Mandate, *, by: User, last_day: date | None) -> None:
    """Bring the end forward. Days gone by are history: they are not taken back."""
    today = timezone.localdate()
    if mandate.is_over:
        raise refuse("already_over", _("C’est déjà terminé."), status=HTTPStatus.CONFLICT)
    if last_day is not None and last_day < today:
        raise refuse("past_day", _("Ce jour est passé : les jours déjà tenus ne se reprennent pas."))
    if last_day is not None and last_day < mandate.starts_on:
        raise refuse(
            "dates",
            _("La fin est avant le début."),
            _("Pour l’annuler avant son début, laissez la date vide."),
        )
    if last_day is not None and mandate.ends_on is not None and last_day > mandate.ends_on:
        raise refuse(
            "later_than_planned",
            _("La fin prévue est plus tôt : on ne peut ici que la rapprocher."),
            _("Pour prolonger, ajoutez une nouvelle période."),
        )
    mandate.ends_on = today - timedelta(days=1) if last_day is None else last_day
    mandate.ended_by = by
    mandate.save(update_fields=["ends_on", "ended_by"])


def _someone_administers_after(ended: RoleHolding) -> bool:
    """Whether somebody else holds the keys on the day that follows."""
    assert ended.ends_on is not None  # noqa: S101 - _shorten has just set it
    next_day = max(ended.ends_on + timedelta(days=1), timezone.localdate())
    others = RoleHolding.objects.exclude(pk=ended.pk).filter(role=Role.ADMIN, user__is_active=True)
    return others.on(next_day).exists()
