"""Members ask the team before a session; the team answers all of them."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import journal, messages, rights
from copil.actions.doing import changed, forbidden, impossible, locked_session, note, require_status, verb, words
from copil.models import AgendaItem, MemberQuestion, Session
from copil.questions.reading import ANSWERED, ASKED, items_open_to, seat_asking
from dossiers.actions.doing import lock
from workflow import clock
from workflow.verdict import unmet

#: What one person may ask about one session.
MOST = 50


@verb
def ask_team(*, session: Session, text: str, by: User, item: AgendaItem | None = None) -> MemberQuestion:
    """A member, or who may stand in, asks before the session, about one of its dossiers or about the session itself.

    Refused on a dossier that their seat is out of. The same question sent twice is asked once.
    """
    here = locked_session(session)
    seat = seat_asking(here, by)
    if seat is None:
        raise forbidden()
    require_status(here, *ASKED)
    said = words(text, code="question_written", sentence=_("Écrivez votre question."))
    if item is not None and item.pk not in {one.pk for one in items_open_to(here, by, seat)}:
        sentence = _("Choisissez un dossier de cet ordre du jour, où vous n’êtes pas en déport.")
        raise unmet("item_open_to_you", sentence, lifted_by=_("vous"))
    asked = MemberQuestion.objects.filter(session=here, asked_by=by)
    same = asked.filter(item=item, text=said).first()
    if same is not None:
        return same
    if asked.count() >= MOST:
        raise impossible(_("Vous avez déjà posé %(most)s questions sur cette séance.") % {"most": MOST})
    dossier = lock(item.dossier) if item is not None else None
    question = MemberQuestion.objects.create(session=here, item=item, text=said, asked_by=by, asked_at=clock.now())
    if dossier is not None:
        note(dossier, by, "member_asked", {"session": str(here.number)}, {"question": said})
    changed(here)
    journal.record(here, by, "asked", str(dossier or ""))
    messages.member_asked(question=question)
    return question


@verb
def answer_member(*, question: MemberQuestion, text: str, by: User) -> MemberQuestion:
    """The team answers, until the session closes; answered again, the last answer stands and the asker is told.

    Refused to who is out of the dossier that it is about.
    """
    here = locked_session(question.session)
    now = MemberQuestion.objects.select_related("item__dossier", "asked_by").get(pk=question.pk)
    now.session = here
    roles = rights.roles_on(by, now.item.dossier) if now.item is not None else by.roles
    if not by.is_active or Role.TEAM not in roles:
        raise forbidden()
    require_status(here, *ANSWERED)
    said = words(text, code="answer_written", sentence=_("Écrivez votre réponse."))
    if now.answer == said:
        return now
    now.answer, now.answered_by, now.answered_at = said, by, clock.now()
    now.save(update_fields=["answer", "answered_by", "answered_at"])
    if now.item is not None:
        note(lock(now.item.dossier), by, "member_answered", {"session": str(here.number)}, {"answer": said})
    changed(here)
    journal.record(here, by, "answered", str(now.item.dossier) if now.item is not None else "")
    messages.member_answered(question=now)
    return now
