"""Minutes that are approved: in a later session, or by the chair outside of any; kept for good from then on."""

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, messages
from copil.actions.doing import changed, locked_session
from copil.messages import written_moment
from copil.minutes import papers
from copil.minutes.reading import LANGUAGE
from copil.minutes.said import Step, read
from copil.models import Business, Minutes, Paper, Session
from dossiers.wording import written_day
from workflow import clock
from workflow.verdict import unmet


def require_submitted(session: Session) -> None:
    """Refused while the minutes of that session are not submitted for approval."""
    if not Minutes.objects.filter(session=session, submitted_at__isnull=False).exists():
        sentence = _("Le procès-verbal de la séance n° %(n)s n’est pas encore soumis à l’approbation.")
        raise unmet("minutes_submitted", sentence % {"n": session.number}, lifted_by=_("le secrétariat du COPIL"))


def approve_in(business: Business, session: Session, by: User) -> None:
    """A point of that session approves the minutes that it is about; approved already, nothing changes."""
    if business.about is None:
        return
    former = locked_session(business.about)
    if former.status != Session.Status.CLOSED:
        return
    require_submitted(former)
    with translation.override(LANGUAGE):
        words = f"à la séance n°\u00a0{session.number} du {written_day(session.held_on)}"
        remarks = f"Voir le procès-verbal de la séance n°\u00a0{session.number}." if business.conclusion else ""
    former.approved_in = session
    _approved(former, by, f"Approuvé {words}", remarks)


def adopt(former: Session, minutes: Minutes, *, remarks: str, by: User) -> None:
    """The chair adopts the minutes of the locked session, outside of any."""
    minutes.adopted_by, minutes.remarks = by, remarks
    minutes.save(update_fields=["adopted_by", "remarks"])
    with translation.override(LANGUAGE):
        words = f"Adopté par la présidence, {by.full_name}, le {written_moment(clock.now())}"
    _approved(former, by, words, remarks)


def _approved(former: Session, by: User, words: str, remarks: str) -> None:
    """The minutes that were submitted, word for word, with their approval."""
    former.status, former.approved_at = Session.Status.APPROVED, clock.now()
    changed(former)
    submitted = read(former.papers.filter(kind=Paper.Kind.SUBMITTED).latest("number").said)
    today = clock.today().isoformat()

    def say(reference: str, code: str) -> str:
        return replace(
            submitted,
            step=Step.APPROVED.value,
            dated=today,
            approval=words,
            remarks=remarks,
            reference=reference,
            code=code,
        ).as_json()

    paper = papers.make(former, Paper.Kind.APPROVED, by, say)
    journal.record(former, by, "approved", f"{words}\u00a0: {paper.reference}")
    messages.minutes_approved(session=former, paper=paper)
