"""The mails that the verbs of this room write themselves; what is told from the log is in `telling`."""

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

#: What each kind of invitation asks, in words that go before the reference.
INVITED_TO = {
    Invitation.Kind.CO_LEADER: gettext_lazy("écrire et porter avec d’autres le dossier"),
    Invitation.Kind.READER: gettext_lazy("lire le dossier"),
    Invitation.Kind.LEADER: gettext_lazy("devenir porteur principal du dossier"),
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
def _tell(
    people: Iterable[User], dossier: Dossier, template: str, context: dict[str, str], *, key: str, link: str = ""
) -> None:
    said = {**context, "dossier": str(dossier), "link": link or dossier.get_absolute_url()}
    for person in people:
        outbox.queue(to=person, template=template, context=said, key=f"{template}:{key}:{person.pk}")
