"""The minutes of a session: written while it is held and after, submitted, taken back, adopted by the chair."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, messages, rights
from copil.actions.doing import changed, forbidden, impossible, locked_session, require_status, verb, words
from copil.convocation.press import paper_of
from copil.minutes import approval, papers, prose
from copil.minutes.points import keys_of
from copil.minutes.reading import minutes_said
from copil.minutes.said import Step
from copil.models import FollowUp, Minutes, Paper, Session
from copil.roll import roll_of_session
from dossiers.actions import TextMoved
from dossiers.form.values import one_line
from workflow import clock
from workflow.verdict import Refusal, Refused, Why, unmet

Status = Session.Status
WRITTEN = (Status.OPEN, Status.CLOSED)
MOST_WHO, MOST_FOLLOW_UPS = 200, 60


@dataclass(frozen=True)
class FollowUpDraft:
    """What is to be done, by whom in words, until when."""

    what: str
    who: str
    due_on: date | None = None


def _being_written(session: Session, by: User) -> Minutes:
    """The minutes, locked, begun if need be; refused to who does not keep them, and once they are submitted."""
    if not rights.keeps(by):
        raise forbidden()
    require_status(Session.objects.get(pk=session.pk), *WRITTEN)
    Minutes.objects.get_or_create(session=session)
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("saved_by").get(session=session)
    if minutes.submitted_at is not None:
        raise impossible(_("Le procès-verbal est soumis à l’approbation : il ne s’écrit plus."))
    return minutes


@verb
def save_minutes(*, session: Session, texts: Mapping[str, str], by: User, revision: int | None = None) -> Minutes:
    """Keeps the prose typed so far; texts that are not named stay as they are, those of no point are left out.

    `revision` is the one that the page was shown, None for who was shown none. Refused as TextMoved when another page
    kept something else since; the same text kept twice changes nothing.
    """
    minutes = _being_written(session, by)
    wanted = [name for name in prose.names(keys_of(session)) if name in texts]
    typed = {name: prose.tidy(texts[name]) for name in wanted}
    if any(len(text) > prose.MOST for text in typed.values()):
        sentence = _("%(max)s caractères au plus par texte.") % {"max": prose.MOST}
        raise unmet("text_too_long", sentence, lifted_by=_("vous"))
    stands = prose.kept(minutes, wanted)
    if stands == typed:
        return minutes
    if revision is not None and revision != minutes.revision:
        raise Refused(_moved(minutes, stands, typed))
    minutes.texts = {name: text for name, text in {**minutes.texts, **typed}.items() if text}
    minutes.revision += 1
    minutes.saved_at, minutes.saved_by = clock.now(), by
    minutes.save()
    return minutes


def _moved(minutes: Minutes, stands: Mapping[str, str], typed: Mapping[str, str]) -> TextMoved:
    return TextMoved(
        Why.STALE,
        _("Le procès-verbal a aussi été écrit sur une autre page : comparez les deux textes."),
        current=stands,
        typed=typed,
        revision=minutes.revision,
        saved_by=minutes.saved_by.full_name if minutes.saved_by else "",
        saved_at=minutes.saved_at,
    )


@verb
def add_follow_up(*, session: Session, draft: FollowUpDraft, by: User) -> FollowUp:
    """What is to follow; the same sent twice is added once."""
    minutes = _being_written(session, by)
    what = words(draft.what, code="what_written", sentence=_("Écrivez ce qui est à faire."))
    who = one_line(draft.who)
    if not who or len(who) > MOST_WHO:
        raise unmet("who_written", _("Écrivez par qui : une personne ou un service."), lifted_by=_("vous"))
    if draft.due_on is not None and draft.due_on < session.held_on:
        sentence = _("Choisissez le jour de la séance ou un jour qui le suit.")
        raise unmet("due_after_the_session", sentence, lifted_by=_("vous"))
    if minutes.follow_ups.count() >= MOST_FOLLOW_UPS:
        raise impossible(_("Il y a déjà %(max)s suites.") % {"max": MOST_FOLLOW_UPS})
    same = minutes.follow_ups.filter(what=what, who=who, due_on=draft.due_on).first()
    if same is not None:
        return same
    return FollowUp.objects.create(
        minutes=minutes, what=what, who=who, due_on=draft.due_on, added_by=by, added_at=clock.now()
    )


@verb
def drop_follow_up(*, follow_up: FollowUp, by: User) -> Session:
    """Takes back what is no longer to follow, while the minutes are written; twice is once."""
    session = follow_up.minutes.session
    minutes = _being_written(session, by)
    minutes.follow_ups.filter(pk=follow_up.pk).delete()
    return session


def submit_minutes(*, session: Session, by: User) -> Minutes | Refusal:
    """Submits the minutes of a closed session for approval: what they say is kept as it is then.

    Refused until whoever presided has validated each excerpt. The notices' papers are laid out before, for their
    hashes. Submitted twice, they are submitted once.
    """
    for notice in session.notices.filter(sha256=""):
        paper_of(notice)
    return _submit(session=session, by=by)


@verb
def _submit(*, session: Session, by: User) -> Minutes:
    if not rights.keeps(by):
        raise forbidden()
    here = locked_session(session)
    known = Minutes.objects.filter(session=here, submitted_at__isnull=False).first()
    if known is not None:
        return known
    require_status(here, Status.CLOSED)
    _require_excerpts(here)
    minutes = _being_written(here, by)
    minutes.submitted_at, minutes.submitted_by = clock.now(), by
    minutes.save(update_fields=["submitted_at", "submitted_by"])
    said = replace(minutes_said(here, minutes), step=Step.SUBMITTED.value)
    kind = Paper.Kind.SUBMITTED
    paper = papers.make(here, kind, by, lambda ref, code: replace(said, reference=ref, code=code).as_json())
    changed(here)
    journal.record(here, by, "minutes_submitted", paper.reference)
    messages.minutes_submitted(session=here, paper=paper)
    return minutes


def _require_excerpts(session: Session) -> None:
    """Refused while an excerpt waits for whoever presided its point."""
    left = session.items.filter(closed_at__isnull=False, excerpt_validated_at=None)
    waiting = list(left.order_by("position").values_list("dossier__reference", flat=True))
    if waiting:
        sentence = _("Des extraits attendent d’être validés par qui présidait : %(which)s.")
        which = ", ".join(waiting)
        raise unmet("excerpts_validated", sentence % {"which": which}, lifted_by=_("la présidence du COPIL"))


@verb
def reopen_minutes(*, session: Session, reason: str, by: User) -> Minutes:
    """Takes minutes back before they are approved: they are written again, what was submitted is kept."""
    if not rights.keeps(by):
        raise forbidden()
    here = locked_session(session)
    require_status(here, Status.CLOSED)
    minutes = Minutes.objects.filter(session=here).first()
    if minutes is None or minutes.submitted_at is None:
        raise impossible(_("Le procès-verbal n’est pas soumis à l’approbation."))
    said = words(reason, code="reason_given", sentence=_("Écrivez pourquoi le procès-verbal est repris."))
    minutes.submitted_at = minutes.submitted_by = None
    minutes.save(update_fields=["submitted_at", "submitted_by"])
    changed(here)
    journal.record(here, by, "minutes_reopened", said)
    return minutes


@verb
def adopt_minutes(*, session: Session, by: User, remarks: str = "") -> Session:
    """The chair adopts the submitted minutes without waiting for a session, with their remarks; twice is once."""
    here = locked_session(session)
    if not rights.chairs(by, roll_of_session(here)):
        raise forbidden()
    if here.status == Status.APPROVED:
        return here
    require_status(here, Status.CLOSED)
    approval.require_submitted(here)
    approval.adopt(here, Minutes.objects.get(session=here), remarks=words(remarks), by=by)
    return here
