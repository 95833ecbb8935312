"""Who is told what, by mail. What is kept from leaders by the process (`told_to_leader`) is never sent to them."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Assignment, Attachment, Call, Dossier, HandOver, Invitation, Question, Verdict
from dossiers.visibility import holders, leaders_of
from dossiers.wording import written_day
from notifications import outbox
from workflow import clock
from workflow.models import LogEntry
from workflow.registry import Move, announcer

#: What each kind of invitation asks, in words that go before the reference.
INVITED_TO = {
    Invitation.Kind.CO_LEADER: gettext_lazy("écrire et porter avec d’autres le dossier"),
    Invitation.Kind.READER: gettext_lazy("lire le dossier"),
    Invitation.Kind.LEADER: gettext_lazy("devenir porteur principal du dossier"),
}


# -- moves --------------------------------------------------------------------
@announcer
def announce(move: Move, entry: LogEntry) -> None:
    """Queues the mails that a move of a dossier calls for."""
    tell = _TELLERS.get(move.transition.verb)
    if tell is not None and isinstance(move.case, Dossier):
        tell(move, entry)


def _deposited(move: Move, entry: LogEntry) -> None:
    """The receipt (CRPA R112-5)."""
    case: Dossier = move.case
    first = case.submitted_version == 1
    context = {"deposited_on": written_day(clock.today()), "silence": silence(case) if first else ""}
    _tell_leaders(move, entry, "submitted", context)


def _returned(move: Move, entry: LogEntry) -> None:
    case: Dossier = move.case
    by = move.actor.user.full_name if move.actor.user else _("l’équipe projet")
    context = {"by": by, "reason": move.gesture.reason.strip(), "due": written_day(case.due_on)}
    _tell_leaders(move, entry, "returned", context)


def _suspended(move: Move, entry: LogEntry) -> None:
    by = move.actor.user.full_name if move.actor.user else _("l’équipe projet")
    context = {"by": by, "reason": move.gesture.reason.strip(), "until": written_day(move.case.suspended_until)}
    _tell_leaders(move, entry, "suspended", context)
    _tell(_challengers(move.case), move.case, "suspended", context, key=entry.hash)


def _resumed(move: Move, entry: LogEntry) -> None:
    _tell_leaders(move, entry, "resumed", {})
    _tell(_challengers(move.case), move.case, "resumed", {}, key=entry.hash)


def _withdrawn(move: Move, entry: LogEntry) -> None:
    by_leader = move.transition.verb == "withdraw"
    how = _("retiré par son porteur") if by_leader else _("classé, faute de réponse")
    context = {"how": how, "reason": move.gesture.reason.strip()}
    _tell_leaders(move, entry, "withdrawn", context)
    _tell(_challengers(move.case), move.case, "withdrawn", context, key=entry.hash)


_TELLERS = {
    "submit": _deposited,
    "resubmit": _deposited,
    "return_to_leader": _returned,
    "suspend": _suspended,
    "resume": _resumed,
    "withdraw": _withdrawn,
    "close_unanswered": _withdrawn,
}


# -- verbs of this room -------------------------------------------------------
def assigned(*, assignment: Assignment, by: User) -> None:
    context = {"by": by.full_name, "due": written_day(assignment.due_on)}
    key = f"assigned:{assignment.pk}"
    _tell([assignment.referent], assignment.dossier, "assigned", context, key=key)


def handover_offered(*, offer: HandOver, dossier: Dossier, due_on: date, by: User) -> None:
    context = {"by": by.full_name, "reason": offer.reason, "due": written_day(due_on)}
    _tell([offer.to], dossier, "handover_offered", context, key=f"offered:{offer.pk}")


def handover_answered(*, offer: HandOver, dossier: Dossier) -> None:
    """To who offered: accepted, or declined and why."""
    accepted = offer.outcome == HandOver.Outcome.ACCEPTED
    answer = _("accepte et prend votre place") if accepted else _("ne peut pas : %s") % offer.answer_reason
    context = {"by": offer.to.full_name, "answer": answer}
    link = reverse("home") if accepted else dossier.get_absolute_url()
    said = {**context, "dossier": str(dossier), "link": link}
    to = offer.assignment.referent
    outbox.queue(to=to, template="handover_answered", context=said, key=f"handover_answered:{offer.pk}:{to.pk}")


def question_asked(*, question: Question, due_on: date, by: User) -> None:
    dossier = question.assignment.dossier
    due = written_day(due_on) if question.blocking else ""
    context = {"by": by.full_name, "question": question.text, "due": due}
    at = _place_of(question, dossier)
    _tell(leaders_of(dossier), dossier, "question_asked", context, key=f"asked:{question.pk}", link=at)


def question_answered(*, question: Question, dossier: Dossier, by: User) -> None:
    context = {"by": by.full_name, "question": question.text, "answer": question.answer}
    to = [question.assignment.referent] if question.assignment.ended_at is None else []
    at = _place_of(question, dossier)
    _tell(to, dossier, "question_answered", context, key=f"answered:{question.pk}", link=at)


def _place_of(question: Question, dossier: Dossier) -> str:
    """Where the question is read and answered."""
    return f"{reverse('dossiers:challenge', args=[dossier.reference])}#question-{question.pk}"


def attachment_judged(*, attachment: Attachment, dossier: Dossier) -> None:
    """What the antivirus found fault with: told to the leaders; a virus in what was deposited, to the team too."""
    infected = attachment.verdict == Verdict.INFECTED
    deposited = attachment.added_in is None or attachment.added_in <= dossier.submitted_version
    people = [*leaders_of(dossier), *(holders(Role.TEAM) if infected and deposited else ())]
    context = {"file": attachment.name, "found": attachment.finding if infected else ""}
    _tell(people, dossier, "file_judged", context, key=str(attachment.pk))


def invited(*, invitation: Invitation, dossier: Dossier, by: User) -> None:
    """To the address, the same text whoever reads it: neither the title nor anything else that was typed but a name."""
    context = {
        "dossier": dossier.reference,
        "by": by.full_name,
        "invited_to": str(INVITED_TO[Invitation.Kind(invitation.kind)]),
        "until": written_day(invitation.expires_on),
        "link": reverse("dossiers:invitation", args=[invitation.pk]),
    }
    outbox.queue_to_address(
        address=invitation.email, template="invited", context=context, key=f"invited:{invitation.pk}"
    )


def invitation_answered(*, invitation: Invitation, dossier: Dossier, by: User) -> None:
    """To who invited: accepted or declined."""
    accepted = invitation.outcome == Invitation.Outcome.ACCEPTED
    answer = _("accepte votre invitation") if accepted else _("décline votre invitation")
    context = {"by": by.full_name, "answer": answer}
    _tell([invitation.invited_by], dossier, "invitation_answered", context, key=str(invitation.pk))


def leader_replacing(*, invitation: Invitation, dossier: Dossier, by: User) -> None:
    """To the leader: the coordination asks somebody to take their place, and why."""
    context = {"by": by.full_name, "reason": invitation.reason}
    at = reverse("dossiers:co_leaders", args=[dossier.reference])
    _tell([dossier.leader], dossier, "leader_replacing", context, key=str(invitation.pk), link=at)


def leader_replaced(*, invitation: Invitation, dossier: Dossier, former: User) -> None:
    """To the former leader, who no longer sees the dossier."""
    context = {
        "dossier": str(dossier),
        "by": invitation.invited_by.full_name,
        "leader": dossier.leader.full_name,
        "reason": invitation.reason,
        "link": reverse("home"),
    }
    outbox.queue(to=former, template="leader_replaced", context=context, key=f"leader_replaced:{invitation.pk}")


# -- the call --------------------------------------------------------------------
def call_dates_changed(*, dossier: Dossier, call: Call, words: str, key: str) -> None:
    """To the leaders of a draft that was never deposited: until when it can be."""
    _tell(leaders_of(dossier), dossier, "call_dates_changed", {"call": call.title, "words": words}, key=key)


# -- the legal clock ----------------------------------------------------------
def silence(dossier: Dossier) -> str:
    """What silence would mean, as the receipt says it; empty when it means nothing."""
    day = dossier.implicit_decision_on
    if day is None:
        return ""
    return _("Sans réponse de notre part le %(day)s, votre demande sera réputée refusée.") % {"day": written_day(day)}


# -- sending ------------------------------------------------------------------
def _challengers(dossier: Dossier) -> list[User]:
    current = Assignment.objects.filter(dossier=dossier, ended_at=None).select_related("referent")
    return [assignment.referent for assignment in current]


def _tell_leaders(move: Move, entry: LogEntry, template: str, context: dict[str, str]) -> None:
    if move.transition.told_to_leader:
        _tell(leaders_of(move.case), move.case, template, context, key=entry.hash)


def _tell(
    people: Iterable[User], dossier: Dossier, template: str, context: dict[str, str], *, key: str, link: str = ""
) -> None:
    said = {**context, "dossier": str(dossier), "link": link or dossier.get_absolute_url()}
    for person in people:
        outbox.queue(to=person, template=template, context=said, key=f"{template}:{key}:{person.pk}")
