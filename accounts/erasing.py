"""Erasing a person (GDPR, article 17): who they were goes; what they did stays, under a reference that names nobody.

What the law has kept is not touched (ADR 38): acts as they were signed, minutes as they were approved, the hashed log.
Each room declares what holds a person back, and what of them it erases.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import require_admin
from accounts.models import Absence, Invitation, ReferentSheet, User
from accounts.refusal import refuse

#: A sentence for each thing that the person must pass on first.
Hold = Callable[[User], Iterator[str]]
#: Erases what a room keeps of who the person is; the row still bears their name and address.
Erase = Callable[[User], None]

_holds: list[Hold] = []
_erasers: list[Erase] = []


def hold(find: Hold) -> Hold:
    """Declares what keeps a person from being erased."""
    _holds.append(find)
    return find


def eraser(erase: Erase) -> Erase:
    """Declares what is erased with a person."""
    _erasers.append(erase)
    return erase


def holds(user: User) -> list[str]:
    """What the person must pass on before they can be erased, in words."""
    return [sentence for find in _holds for sentence in find(user)]


@transaction.atomic
def erase_person(*, user: User, email: str, by: User) -> User:
    """Erases who that person is, for good; `email` is theirs, typed by whoever erases, lest another be erased.

    Refused: forbidden, oneself, already_erased, other_address, held.
    """
    require_admin(by)
    if user.pk == by.pk:
        raise refuse(
            "oneself",
            _("On ne s’efface pas soi-même."),
            _("Demandez à une autre personne de l’administration."),
            status=HTTPStatus.FORBIDDEN,
        )
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.erased_at is not None:
        raise refuse("already_erased", _("Cette personne est déjà effacée."), status=HTTPStatus.CONFLICT)
    if email.strip().lower() != locked.email:
        raise refuse("other_address", _("Ce n’est pas l’adresse de cette personne : rien n’est effacé."))
    if kept := holds(locked):
        sentence = _("Cette personne tient encore quelque chose dans le laboratoire.")
        raise refuse("held", sentence, " ".join(kept), status=HTTPStatus.CONFLICT)
    for erase in _erasers:
        erase(locked)
    locked.first_name, locked.last_name = "", _("Personne effacée")
    locked.email, locked.job_title = erased_address(locked), ""
    locked.is_active, locked.is_demo, locked.last_login = False, False, None
    locked.set_unusable_password()
    locked.erased_at, locked.erased_by = timezone.now(), by
    locked.save()
    return locked


def erased_address(user: User) -> str:
    """An address that leads nowhere (RFC 2606), and that nobody else has."""
    return f"{user.ref}@efface.invalid"


# -- what this room keeps ---------------------------------------------------------------------
@hold
def mandates_in_force(user: User) -> Iterator[str]:
    """Roles and delegations, today's and those to come."""
    today = timezone.localdate()
    for holding in user.holdings.not_over_on(today):
        yield _("Mettez fin au rôle : %(role)s.") % {"role": holding.role_label}
    for delegation in user.delegations.not_over_on(today):
        yield _("Mettez fin à la délégation : %(reference)s.") % {"reference": delegation.reference}


@eraser
def account(user: User) -> None:
    """How they signed in, the invitations sent to their address, their absences and what they followed."""
    EmailAddress.objects.filter(user=user).delete()
    now = timezone.now()
    Invitation.objects.pending().filter(email=user.email).update(withdrawn_at=now)
    Invitation.objects.filter(email=user.email).update(email=erased_address(user))
    Absence.objects.filter(person=user).delete()
    ReferentSheet.objects.filter(person=user).delete()
