"""Inviting people to take part in a dossier, by their address; accepting, declining, taking back.

Who invites is answered the same whatever stands behind the address, and nothing is looked up about it: neither the
answer nor the time it takes tells whether there is an account, or whose.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers import messages, visibility
from dossiers.actions.challenge import lapse_handovers
from dossiers.actions.doing import lock, require, require_alive, verb
from dossiers.actions.passing_on import take_the_lead
from dossiers.form.values import plain
from dossiers.invitations.barred import why_not
from dossiers.invitations.reading import pending_on
from dossiers.models import Dossier, Interest, Invitation, Leadership
from dossiers.visibility import Tie
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet

#: Invitations that may wait on one dossier at once.
MAX_WAITING = 10
#: Invitations that one person sends in twenty-four hours, those taken back counted: the site is no mailer for hire.
MAX_A_DAY = 20
MAX_ADDRESS = 254


@verb
def invite_co_leader(*, dossier: Dossier, email: str, by: User) -> Invitation:
    """Asks who reads that address to write and answer like the leader, who alone invites.

    The same address asked again while the first invitation waits is asked once.
    """
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    require_main_leader(case, by)
    require_alive(case, roles)
    require_not_led_from(case, _address(email))
    return open_invitation(case, Invitation.Kind.CO_LEADER, email, by)


@verb
def invite_reader(*, dossier: Dossier, email: str, by: User) -> Invitation:
    """Asks who reads that address to read the dossier beside its leader, who alone invites: draft and files included.

    Having read the draft, they are bound like leaders: it is a tie with the dossier, kept as a declared interest.
    """
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    require_main_leader(case, by)
    require_alive(case, roles)
    require_not_led_from(case, _address(email))
    return open_invitation(case, Invitation.Kind.READER, email, by)


@verb
def accept_invitation(*, invitation: Invitation, by: User) -> Dossier:
    """Takes part in the dossier, as it was asked; accepted twice, it is accepted once.

    Refused: to any other address, once it waits no more, and to whom their role or what they did on the dossier bars.
    """
    case, known = _received(invitation, by)
    if known.outcome == Invitation.Outcome.ACCEPTED:
        return case
    _require_waiting(case, known)
    barred = why_not(by, case)
    if barred is not None:
        raise Refused(Refusal(Why.UNMET, barred.sentence, (barred,)))
    _settle(known, Invitation.Outcome.ACCEPTED, by)
    JOINING[Invitation.Kind(known.kind)](case, by, known)
    lapse_handovers(case, by=by, to=by)
    messages.invitation_answered(invitation=known, dossier=case, by=by)
    return case


@verb
def decline_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Says no: nothing changes, and who invited is told."""
    case, known = _received(invitation, by)
    if known.outcome == Invitation.Outcome.DECLINED:
        return known
    _require_waiting(case, known)
    _settle(known, Invitation.Outcome.DECLINED)
    log.record(case=case, actor=Actor(by), event="invitation_declined", data={"invitation": str(known.pk)})
    messages.invitation_answered(invitation=known, dossier=case, by=by)
    return known


@verb
def take_back_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """The leader asks no more, nor the coordination of what it asked; the person, if they come, finds nothing waiting.

    The leader may take back what the coordination asked in their place: they are there, since they answer.
    """
    case = lock(invitation.dossier)
    roles = require(case, by, Role.LEADER, Role.TEAM_LEAD)
    known = Invitation.objects.get(pk=invitation.pk)
    if Role.TEAM_LEAD not in roles or known.invited_by_id != by.pk:
        require_main_leader(case, by)
    if known.outcome == Invitation.Outcome.TAKEN_BACK:
        return known
    if not known.waits_on(clock.today()):
        raise _over()
    _take_back(case, known, by)
    return known


@verb
def remove_co_leader(*, dossier: Dossier, person: User, by: User) -> Leadership:
    """Ends a co-leader's link, by the leader or by themselves; having led, they still never judge the dossier."""
    case = lock(dossier)
    require(case, by, Role.LEADER)
    if by.pk != person.pk:
        require_main_leader(case, by)
    leadership = Leadership.objects.filter(dossier=case, person=person, until=None).first()
    if leadership is None or person.pk == case.leader_id:
        raise unmet("is_co_leader", _("Cette personne n’est pas co-porteuse de ce dossier."))
    visibility.revoke_co_lead(person, case)
    leadership.until = clock.now()
    leadership.save(update_fields=["until"])
    log.record(case=case, actor=Actor(by), event="co_leader_removed", data={"person": str(person.ref)})
    return leadership


@verb
def remove_reader(*, dossier: Dossier, person: User, by: User) -> Dossier:
    """Ends somebody's reading, by the main leader or by themselves; having read it, they still never judge it."""
    case = lock(dossier)
    if by.pk != person.pk:
        require(case, by, Role.LEADER)
        require_main_leader(case, by)
    if Tie.READS not in visibility.ties(person, case):
        raise unmet("is_reader", _("Cette personne n’est pas invitée à lire ce dossier."))
    visibility.revoke_read(person, case)
    log.record(case=case, actor=Actor(by), event="reader_removed", data={"person": str(person.ref)})
    return case


def require_main_leader(case: Dossier, by: User) -> None:
    if case.leader_id != by.pk:
        raise Refused(Refusal(Why.FORBIDDEN, _("Seul le porteur principal choisit qui porte le dossier avec lui.")))


def _address(typed: str) -> str:
    """The address as accounts keep theirs; refused when it is none."""
    address = plain(typed).strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > MAX_ADDRESS:
        raise unmet("address_readable", _("Cette adresse électronique n’est pas valable."), lifted_by=_("vous"))
    return address


def require_not_led_from(case: Dossier, address: str) -> None:
    """Refused when it is the address of who leads the dossier now: the page names them, so that nothing is told."""
    if any(person.email == address for person in visibility.leaders_of(case)):
        raise unmet("not_leader_yet", _("Vous portez déjà ce dossier, vous ou votre co-porteur, à cette adresse."))


def open_invitation(case: Dossier, kind: Invitation.Kind, email: str, by: User, **terms: Any) -> Invitation:
    """One more invitation on the locked case, its mail and its entry; or the same one, when it waits already.

    `terms` are those of a handing over: proposed anew by somebody else, or otherwise for who leads now, it takes the
    place of the one that waits.
    """
    address = _address(email)
    today = clock.today()
    case.invitations.filter(outcome="", expires_on__lt=today).update(
        outcome=Invitation.Outcome.LAPSED, answered_at=clock.now()
    )
    waiting = list(pending_on(case))
    known = next((i for i in waiting if (i.email, i.kind) == (address, kind)), None)
    if known is not None:
        if kind != Invitation.Kind.LEADER or _proposed_alike(known, by, terms):
            return known
        _take_back(case, known, by)
    _require_measure(len(waiting) - (known is not None), by)
    invitation = Invitation.objects.create(
        dossier=case,
        email=address,
        kind=kind,
        invited_by=by,
        invited_at=clock.now(),
        expires_on=today + timedelta(days=case.call.invitation_days),
        **terms,
    )
    log.record(
        case=case,
        actor=Actor(by),
        event="invitation_sent",
        data={"invitation": str(invitation.pk), "kind": invitation.kind},
        texts={"address": address, **({"reason": invitation.reason} if invitation.reason else {})},
    )
    messages.invited(invitation=invitation, dossier=case, by=by)
    return invitation


def _require_measure(waiting: int, by: User) -> None:
    if waiting >= MAX_WAITING:
        sentence = _("%(max)s invitations attendent déjà une réponse\u00a0: annulez-en une.") % {"max": MAX_WAITING}
        raise unmet("few_waiting", sentence, lifted_by=_("vous"))
    since = clock.now() - timedelta(days=1)
    if Invitation.objects.filter(invited_by=by, invited_at__gt=since).count() >= MAX_A_DAY:
        sentence = _("Vous avez envoyé %(max)s invitations en un jour\u00a0: réessayez demain.") % {"max": MAX_A_DAY}
        raise unmet("few_a_day", sentence, lifted_by=_("vous"))


def _received(invitation: Invitation, by: User) -> tuple[Dossier, Invitation]:
    """The locked dossier and the invitation as it is now; refused to any other address."""
    case = lock(invitation.dossier)
    known = Invitation.objects.select_related("invited_by").get(pk=invitation.pk)
    if known.email != by.email or not by.is_active:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return case, known


def _require_waiting(case: Dossier, known: Invitation) -> None:
    if not known.waits_on(clock.today()) or case.PROCESS.state(case.leader_state).end:
        raise _over()


def _over() -> Refused:
    return Refused(Refusal(Why.WRONG_STATE, _("Cette invitation n’attend plus de réponse.")))


def _proposed_alike(known: Invitation, by: User, terms: dict[str, Any]) -> bool:
    """Whether it is that very proposal, sent again: by the same person, who leads now staying or leaving alike."""
    return known.invited_by_id == by.pk and known.former_stays == terms.get("former_stays", False)


def _take_back(case: Dossier, known: Invitation, by: User) -> None:
    _settle(known, Invitation.Outcome.TAKEN_BACK)
    log.record(case=case, actor=Actor(by), event="invitation_taken_back", data={"invitation": str(known.pk)})


def _settle(invitation: Invitation, outcome: Invitation.Outcome, by: User | None = None) -> None:
    invitation.outcome, invitation.answered_at, invitation.accepted_by = outcome, clock.now(), by
    invitation.save(update_fields=["outcome", "answered_at", "accepted_by"])


def _lead_too(case: Dossier, person: User, _invitation: Invitation) -> None:
    """A co-leader from now on; nothing more for who is one, or leads, already."""
    if Leadership.objects.filter(dossier=case, person=person, until=None).exists():
        return
    visibility.revoke_read(person, case)
    visibility.grant_co_lead(person, case)
    Leadership.objects.create(dossier=case, person=person, since=clock.now())
    log.record(case=case, actor=Actor(person), event="co_leader_joined", data={"person": str(person.ref)})


def _read(case: Dossier, person: User, _invitation: Invitation) -> None:
    """A reader from now on, who will judge nothing of what they have read; nothing more for who leads it."""
    if visibility.leads(person, case):
        return
    visibility.grant_read(person, case)
    log.record(case=case, actor=Actor(person), event="reader_joined", data={"person": str(person.ref)})
    if not visibility.has_interest(person, case):
        reason = _("A lu ce dossier à l’invitation de son porteur.")
        Interest.objects.create(dossier=case, person=person, reason=reason, declared_at=clock.now())
        log.record(case=case, actor=Actor(person), event="interest_declared", texts={"reason": reason})


#: What accepting each kind of invitation does, on the locked case.
JOINING = {
    Invitation.Kind.CO_LEADER: _lead_too,
    Invitation.Kind.READER: _read,
    Invitation.Kind.LEADER: take_the_lead,
}
