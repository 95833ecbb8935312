"""Invitations: one address, one role, one use, fourteen days; whoever opens the link reads that address's mail."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.actions import already_held, check_role, require_admin
from accounts.addresses import is_proved, prove_address
from accounts.models import Invitation, RoleHolding, Service, User
from accounts.refusal import Refused, refuse
from accounts.roles import Role

LIFE = timedelta(days=14)

#: Told that an invitation was accepted, with the role that it gave.
Entrusted = Callable[[Invitation, RoleHolding], None]
#: What else is to be read of an invitation before it is accepted: (label, text).
Facts = Callable[[Invitation], list[tuple[str, str]]]
_entrusted: list[Entrusted] = []
_facts: list[Facts] = []


def entrusted(do: Entrusted) -> Entrusted:
    """Declares what a room above does with the role that an invitation gave, in the same transaction."""
    _entrusted.append(do)
    return do


def told_before(facts: Facts) -> Facts:
    """Declares what a room above tells of an invitation on the page where it is accepted."""
    _facts.append(facts)
    return facts


def facts_of(invitation: Invitation) -> list[tuple[str, str]]:
    """What the rooms above tell of it."""
    return [fact for facts in _facts for fact in facts(invitation)]


@dataclass(frozen=True)
class Newcomer:
    """What someone says of themselves when they accept an invitation and have no account yet."""

    first_name: str
    last_name: str
    job_title: str
    service_name: str
    department: str
    password: str


@transaction.atomic
def invite(
    *,
    email: str,
    role: Role,
    by: User,
    role_starts_on: date | None = None,
    role_ends_on: date | None = None,
    scope: str = "",
) -> Invitation:
    """Open a door for one address and send its key by mail; an earlier one for the same role is withdrawn.

    Refused: forbidden, oneself, role_not_held, dates, past_end, audit_needs_end, mission_needed, already_held.
    """
    require_admin(by)
    address, today = email.strip().lower(), timezone.localdate()
    if address == by.email:
        raise refuse("oneself", _("On ne s’invite pas soi-même."), status=HTTPStatus.FORBIDDEN)
    check_role(role=role, starts_on=max(today, role_starts_on or today), ends_on=role_ends_on, scope=scope)
    known = User.objects.filter(email=address).first()
    if known and known.holdings.filter(role=role, scope=scope).meeting(today, role_ends_on).exists():
        raise already_held(known, role)
    _pending(address, role).update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        role=role,
        role_starts_on=role_starts_on,
        role_ends_on=role_ends_on,
        scope=scope,
        token_sha256=_digest(token),
        invited_by=by,
        expires_at=timezone.now() + LIFE,
    )
    mail.send_invitation(invitation, token=token)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Close the door before anyone came in. Refused: forbidden, invitation_closed."""
    require_admin(by)
    still_pending = _pending(invitation.email, Role(invitation.role)).filter(pk=invitation.pk)
    if not still_pending.update(withdrawn_at=timezone.now()):
        raise refuse(
            "invitation_closed",
            _("Cette invitation a déjà servi, ou elle a été annulée."),
            status=HTTPStatus.CONFLICT,
        )


def find_invitation(token: str) -> Invitation:
    """The invitation whose key this is. Refused: unknown (404), used, withdrawn, expired (410)."""
    invitation = Invitation.objects.select_related("invited_by").filter(token_sha256=_digest(token)).first()
    if invitation is None:
        raise refuse("unknown", _("Cette invitation n’existe pas."), status=HTTPStatus.NOT_FOUND)
    _refuse_closed(invitation)
    return invitation


def needs_account(invitation: Invitation) -> bool:
    """Whether accepting opens an account: there is none, or nobody ever proved that its address is theirs."""
    user = User.objects.filter(email=invitation.email).first()
    return user is None or not is_proved(user)


@transaction.atomic
def accept_invitation(*, token: str, newcomer: Newcomer | None = None) -> User:
    """Give the invited person the role, and an account when they have none; the key opens nothing any more.

    An account that someone registered with this address without ever proving it is taken over by the invited person,
    password included: only they read that mail. Refused: unknown, used, withdrawn, expired, closed_account,
    newcomer_needed.
    """
    invitation = Invitation.objects.select_for_update().get(pk=find_invitation(token).pk)
    _refuse_closed(invitation)  # again, now that nobody else can use it meanwhile
    user = User.objects.select_for_update().filter(email=invitation.email).first()
    if user is not None and not user.is_active:
        raise refuse(
            "closed_account",
            _("Le compte de cette adresse est fermé."),
            _("Adressez-vous à la personne qui vous a invité."),
            status=HTTPStatus.CONFLICT,
        )
    if user is None or not is_proved(user):
        if newcomer is None:
            raise refuse("newcomer_needed", _("Indiquez votre nom et choisissez un mot de passe."))
        user = _open_account(user or User(email=invitation.email), newcomer)
    _give_role(user, invitation)
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    return user


def _open_account(user: User, newcomer: Newcomer) -> User:
    user.first_name, user.last_name = newcomer.first_name, newcomer.last_name
    user.job_title = newcomer.job_title
    user.service = Service.objects.named(newcomer.service_name, department=newcomer.department)
    user.set_password(newcomer.password)
    user.save()
    prove_address(user)
    return user


def _give_role(user: User, invitation: Invitation) -> None:
    """From today on, or from the day that it was given for; nothing when it was given by hand meanwhile."""
    today = timezone.localdate()
    first = max(today, invitation.role_starts_on or today)
    same = user.holdings.filter(role=invitation.role, scope=invitation.scope)
    if same.meeting(first, invitation.role_ends_on).exists():
        return
    holding = RoleHolding.objects.create(
        user=user,
        role=invitation.role,
        starts_on=first,
        ends_on=invitation.role_ends_on,
        scope=invitation.scope,
        recorded_by=invitation.invited_by,
    )
    for do in _entrusted:
        do(invitation, holding)


def _pending(email: str, role: Role) -> QuerySet[Invitation]:
    return Invitation.objects.pending().filter(email=email, role=role)


def _refuse_closed(invitation: Invitation) -> None:
    ask_again = _("Demandez une nouvelle invitation à la personne qui vous a invité.")
    if invitation.accepted_at:
        raise _gone("used", _("Cette invitation a déjà servi."), _("Connectez-vous avec l’adresse invitée."))
    if invitation.withdrawn_at:
        raise _gone("withdrawn", _("Cette invitation a été annulée, ou remplacée par une plus récente."), ask_again)
    over = invitation.role_ends_on is not None and invitation.role_ends_on < timezone.localdate()
    if over or invitation.expires_at <= timezone.now():
        raise _gone("expired", _("Cette invitation n’est plus valable : sa date est passée."), ask_again)


def _gone(code: str, sentence: str, what_next: str) -> Refused:
    return refuse(code, sentence, what_next, status=HTTPStatus.GONE)


def _digest(token: str) -> str:
    """Only this is kept: whoever reads the database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()
