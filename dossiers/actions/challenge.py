"""The challenge: référents assigned and relieved, their questions, the leader's answers, their opinions.

How a référent accepts, hands over or comes to be away is told in `missions`.

Whatever may complete the challenge ends by trying it: the automate concludes as soon as nothing holds it any more.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers import messages
from dossiers.actions.doing import lock, require, require_alive, require_state, verb
from dossiers.facts import BLOCKING_DAYS, DECLINED
from dossiers.form.questions import BY_CODE
from dossiers.form.values import plain
from dossiers.models import Assignment, Dossier, HandOver, Interest, Leadership, Opinion, Question
from workflow import calendar, clock, log, workitems
from workflow.gesture import Actor, Gesture, new_key
from workflow.judgment import find
from workflow.models import WorkItem
from workflow.perform import FORBIDDEN, perform
from workflow.verdict import Refusal, Refused, Why, unmet

#: Kinds of tasks.
OPINION, CONFIRM, ANSWER, REPLACE = "opinion", "confirm_opinion", "answer_questions", "replace_referent"
TAKE_OVER, AWAY = "take_over", "referent_away"
MAX_TEXT = 4000


@verb
def assign_referent(*, dossier: Dossier, referent: User, by: User) -> Assignment:
    """Asks a référent to challenge the dossier, within the days that its call gives.

    Refused: who is no référent today, who leads or led the dossier, who declared an interest in it, who has it already.
    """
    case = lock(dossier)
    roles = require(case, by, Role.TEAM)
    require_state(case, roles, "challenge")
    require_free(case, referent)
    return open_assignment(case=case, referent=referent, by=by)


def open_assignment(*, case: Dossier, referent: User, by: User) -> Assignment:
    """Assigns on the locked case: task, log, message; whoever was asked for another référent has found one."""
    due_on = calendar.add(clock.today(), case.clock_days("challenge", 10))
    assignment = Assignment.objects.create(
        dossier=case, referent=referent, assigned_by=by, assigned_at=clock.now(), due_on=due_on
    )
    workitems.open_item(
        case=case, kind=OPINION, label=_("Donner votre avis de référent"), assignee=referent, due_on=due_on
    )
    for kind in (REPLACE, DECLINED, AWAY):
        workitems.close_items(case=case, kind=kind)
    log.record(case=case, actor=Actor(by), event="referent_assigned", data={"referent": str(referent.ref)})
    if referent.pk != by.pk:
        messages.assigned(assignment=assignment, by=by)
    return assignment


def require_free(case: Dossier, referent: User) -> None:
    """Refused unless that person may challenge this dossier: nobody judges their own, nor with an interest in it."""
    if not referent.is_active or Role.REFERENT not in referent.roles_on(clock.today()):
        raise unmet("is_referent", _("Cette personne n’est pas référente de l’innovation aujourd’hui."))
    if case.leader_id == referent.pk or Leadership.objects.filter(dossier=case, person=referent).exists():
        raise unmet(
            "not_own_dossier", _("Cette personne porte ou a porté ce dossier : elle ne peut pas le challenger.")
        )
    if Interest.objects.filter(dossier=case, person=referent, withdrawn_at=None).exists():
        raise unmet("no_interest", _("Cette personne a déclaré un lien d’intérêt avec ce dossier."))
    if case.assignments.filter(referent=referent, ended_at=None).exists():
        raise unmet("not_assigned_yet", _("Cette personne est déjà désignée pour ce dossier."))


@verb
def relieve_referent(*, assignment: Assignment, reason: str, by: User) -> Assignment:
    """Ends an assignment, by the team or by the référent, with a reason; their opinion, if given, counts no more.

    When a référent declines, the team says whether somebody takes their place: nothing concludes meanwhile.
    """
    case = lock(assignment.dossier)
    roles = require(case, by, Role.TEAM, Role.REFERENT)
    mine = assignment.referent_id == by.pk
    if Role.TEAM not in roles and not mine:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    require_alive(case, roles)
    current = current_assignment(case, assignment.referent)
    said = words(reason, "reason_given", _("Écrivez le motif."))
    how = Assignment.End.DECLINED if mine else Assignment.End.RELIEVED
    end_assignment(case=case, assignment=current, reason=said, by=by, how=how)
    if not mine:
        conclude_if_settled(case, cause=by)
    return current


def end_assignment(*, case: Dossier, assignment: Assignment, reason: str, by: User, how: Assignment.End) -> None:
    """Ends it on the locked case: tasks closed, logged; the team is asked for another référent during the challenge."""
    assignment.ended_at, assignment.ended_as, assignment.end_reason = clock.now(), how, reason
    assignment.save(update_fields=["ended_at", "ended_as", "end_reason"])
    for kind in (OPINION, CONFIRM):
        workitems.close_items(case=case, kind=kind, assignee=assignment.referent, outcome="relieved")
    lapse_handovers(case, by=by, assignment=assignment)
    if case.state == "challenge" and how is not Assignment.End.HANDED_OVER:
        _ask_for_another(case, declined=how is Assignment.End.DECLINED)
    log.record(
        case=case,
        actor=Actor(by),
        event="referent_declined" if how is Assignment.End.DECLINED else "referent_relieved",
        data={"referent": str(assignment.referent.ref), "how": how.value},
        texts={"reason": reason},
    )


def _ask_for_another(case: Dossier, *, declined: bool) -> None:
    kind = DECLINED if declined else REPLACE
    label = _("Remplacer un référent qui s’est désisté") if declined else _("Désigner un autre référent")
    if not is_open(case, kind):
        workitems.open_item(case=case, kind=kind, label=label, role=Role.TEAM, due_on=case.due_on)


def lapse_handovers(case: Dossier, *, by: User, assignment: Assignment | None = None, to: User | None = None) -> None:
    """What was offered of that assignment, or to that person, is offered no more; the others of the two are told."""
    pending = HandOver.objects.filter(assignment__dossier=case, outcome=HandOver.Outcome.PENDING)
    pending = pending.filter(assignment=assignment) if assignment is not None else pending.filter(to=to)
    for offer in pending.select_related("to", "assignment__referent"):
        offer.outcome, offer.answered_at = HandOver.Outcome.LAPSED, clock.now()
        offer.save(update_fields=["outcome", "answered_at"])
        workitems.close_items(case=case, kind=TAKE_OVER, assignee=offer.to, outcome="lapsed")
        data = {"referent": str(offer.to.ref), "from": str(offer.assignment.referent.ref)}
        log.record(case=case, actor=Actor(by), event="handover_lapsed", data=data)


@verb
def ask_question(*, dossier: Dossier, section: str, text: str, by: User, blocking: bool = False) -> Question:
    """A question of an assigned référent about one section; a blocking one holds the challenge for ten working days."""
    case = lock(dossier)
    roles = require(case, by, Role.REFERENT)
    require_state(case, roles, "challenge")
    assignment = current_assignment(case, by)
    if section not in BY_CODE:
        raise unmet("section_known", _("Choisissez la rubrique que la question concerne."))
    asked = words(text, "question_written", _("Écrivez la question."))
    same = assignment.questions.filter(section=section, text=asked, answered_at=None).first()
    if same is not None:  # the same form sent twice
        return same
    note_accepted(assignment)
    question = Question.objects.create(
        assignment=assignment, section=section, text=asked, blocking=blocking, asked_at=clock.now()
    )
    due_on = calendar.add(clock.today(), BLOCKING_DAYS)
    if not is_open(case, ANSWER):
        label = _("Répondre aux questions des référents")
        workitems.open_item(case=case, kind=ANSWER, label=label, assignee=case.leader, due_on=due_on)
    log.record(
        case=case,
        actor=Actor(by),
        event="question_asked",
        data={"question": str(question.pk), "section": section, "blocking": str(blocking).lower()},
        texts={"text": asked},
    )
    messages.question_asked(question=question, due_on=due_on, by=by)
    return question


@verb
def answer_question(*, question: Question, text: str, by: User) -> Question:
    """The leader's answer, once; the référent is told. The same answer sent twice is kept once."""
    case = lock(question.assignment.dossier)
    roles = require(case, by, Role.LEADER)
    asked = Question.objects.select_related("assignment__referent").get(pk=question.pk)
    answer = words(text, "answer_written", _("Écrivez la réponse."))
    if asked.answered_at is not None:
        if (asked.answer, asked.answered_by_id) == (answer, by.pk):
            return asked
        raise Refused(Refusal(Why.WRONG_STATE, _("Cette question a déjà reçu une réponse.")))
    require_state(case, roles, "challenge", "team_review", "draft")
    asked.answer, asked.answered_at, asked.answered_by = answer, clock.now(), by
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    if not Question.objects.filter(assignment__dossier=case, answered_at=None).exists():
        workitems.close_items(case=case, kind=ANSWER)
    log.record(
        case=case, actor=Actor(by), event="question_answered", data={"question": str(asked.pk)}, texts={"text": answer}
    )
    messages.question_answered(question=asked, dossier=case, by=by)
    conclude_if_settled(case, cause=by)
    return asked


@verb
def give_opinion(*, dossier: Dossier, sense: str, text: str, by: User, on_version: int | None = None) -> Opinion:
    """A référent's opinion on the last deposited version; given again, it replaces the one before, which the log keeps.

    During the team's review it can only be revised, after a new version was deposited. `on_version` is the version that
    was shown, None for who was shown no page; refused as stale when it is not the last one.
    """
    case = lock(dossier)
    roles = require(case, by, Role.REFERENT)
    require_state(case, roles, "challenge", "team_review")
    assignment = current_assignment(case, by)
    former = Opinion.objects.filter(assignment=assignment).first()
    if case.state == "team_review" and (former is None or former.on_version == case.submitted_version):
        require_state(case, roles, "challenge")
    if on_version is not None:
        _require_last(case, on_version)
    if sense not in Opinion.Sense.values:
        raise unmet("sense_chosen", _("Choisissez le sens de l’avis."))
    said = words(text, "opinion_motivated", _("Motivez l’avis en quelques phrases."))
    note_accepted(assignment)
    lapse_handovers(case, by=by, assignment=assignment)
    opinion = former or Opinion(assignment=assignment)
    opinion.sense, opinion.text = sense, said
    _keep(case, opinion, by, "opinion_revised" if former else "opinion_given", said)
    return opinion


@verb
def confirm_opinion(*, dossier: Dossier, by: User, on_version: int) -> Opinion:
    """Says that an opinion given on an earlier version holds for the dossier's version `on_version` too.

    Refused as stale when that is not the last one: nobody confirms what they have not been shown.
    """
    case = lock(dossier)
    roles = require(case, by, Role.REFERENT)
    require_state(case, roles, "challenge", "team_review")
    opinion = Opinion.objects.filter(assignment=current_assignment(case, by)).first()
    if opinion is None:
        raise unmet("opinion_given", _("Vous n’avez pas encore donné d’avis sur ce dossier."))
    _require_last(case, on_version)
    if opinion.on_version < case.submitted_version:
        _keep(case, opinion, by, "opinion_confirmed", "")
    return opinion


def _require_last(case: Dossier, on_version: int) -> None:
    """Refused unless that is the version the leader deposited last: nobody judges what they have not been shown."""
    if on_version != case.submitted_version:
        raise Refused(Refusal(Why.STALE, _("Le porteur a déposé une autre version : lisez ce qui a changé d’abord.")))


def _keep(case: Dossier, opinion: Opinion, by: User, event: str, said: str) -> None:
    opinion.on_version, opinion.given_at = case.submitted_version, clock.now()
    opinion.save()
    for kind in (OPINION, CONFIRM):
        workitems.close_items(case=case, kind=kind, assignee=by)
    data = {"sense": opinion.sense, "version": str(opinion.on_version)}
    log.record(case=case, actor=Actor(by), event=event, data=data, texts={"text": said})
    conclude_if_settled(case, cause=by)


def conclude_if_settled(case: Dossier, *, cause: User | None) -> None:
    """Lets the automate conclude the challenge when nothing holds it; `case` is not to be saved afterwards.

    `cause` is whose gesture may have settled it; None when it is nobody's (a verdict of the antivirus).
    """
    if find(case, "conclude_challenge") is None:
        return
    outcome = perform(
        model=Dossier,
        pk=case.pk,
        actor=Actor.system(cause=cause),
        gesture=Gesture("conclude_challenge"),
        key=new_key(),
    )
    if isinstance(outcome, Refusal) and outcome.why is not Why.UNMET:
        raise Refused(outcome)


def note_accepted(assignment: Assignment) -> bool:
    """Whoever asks or answers has accepted; whether that is new."""
    if assignment.accepted_at is not None:
        return False
    assignment.accepted_at = clock.now()
    assignment.save(update_fields=["accepted_at"])
    return True


def current_assignment(case: Dossier, referent: User) -> Assignment:
    assignment = case.assignments.filter(referent=referent, ended_at=None).select_related("referent").first()
    if assignment is None:
        raise Refused(Refusal(Why.FORBIDDEN, _("Cette désignation a pris fin.")))
    return assignment


def is_open(case: Dossier, kind: str) -> bool:
    return WorkItem.objects.filter(case_id=case.pk, kind=kind, closed_at=None).exists()


def words(text: str, code: str, sentence: str) -> str:
    """What was written, without invisible characters; refused when it is nothing, or far too much."""
    said = plain(text).strip()
    if not said:
        raise unmet(code, sentence, lifted_by=_("vous"))
    if len(said) > MAX_TEXT:
        over = {"max": MAX_TEXT, "over": len(said) - MAX_TEXT}
        raise unmet(code, _("%(max)s caractères au plus : il y en a %(over)s de trop.") % over, lifted_by=_("vous"))
    return said
