"""Who is told of what the committee does to a dossier, read from the log by the tick."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil.actions.excerpt import TELL_DEFERRAL
from copil.actions.items import EXCERPT, VOTE
from copil.late.discovery import found_asleep
from copil.late.marks import LATE
from copil.models import AgendaItem, Seat, Session
from dossiers.telling.people import happened, leaders, team, to_do
from dossiers.wording import written_day
from workflow.models import WorkItem
from workflow.tellers import task, tells, told_at_once, untold
from workflow.telling import Letter, News

#: Moves that change an agenda; after the convocation, its members have another one before them.
JOINING = ("put_on_agenda", "offer_part")
LEAVING = ("take_off_agenda", "keep_waiting", "withdraw", "suspend")
DECIDING = ("adopt", "wait_list", "defer", "keep_waiting")
KEEPERS = (Role.TEAM_LEAD, Role.COPIL_SECRETARY)


@tells("put_on_agenda", by=("on_agenda",))
def on_agenda(news: News) -> Iterator[Letter]:
    """The leaders: of which session."""
    session = Session.objects.filter(pk=news.data["about"]).first()
    if session is not None:
        yield Letter("on_agenda", leaders(news), {"session": written_day(session.held_on)})


@tells(*JOINING, *LEAVING, by=("happened",))
def agenda_changed(news: News) -> Iterator[Letter]:
    """Who sits in a session already convoked: its agenda is not the one they were sent; and the secretariat, always."""
    if news.entry.event not in JOINING and news.entry.source != "copil":
        return
    session = _session_of(news)
    if session is not None and session.status == Session.Status.CANCELLED:
        return  # told at once to everyone it called
    yield happened(news, news.office(Role.COPIL_SECRETARY), then=to_do(news.entry.target), due=news.due_on)
    called = session.convoked_at if session is not None else None
    if session is None or called is None or called > news.entry.at:
        return
    agenda = _("Le COPIL du %(day)s est convoqué\u00a0: son ordre du jour a changé.")
    changed = agenda % {"day": written_day(session.held_on)}
    yield happened(news, news.others(_seated(session)), then=changed, reason="", link=session.get_absolute_url())


@tells("take_off_agenda", by=("happened",))
def taken_off(news: News) -> Iterator[Letter]:
    """The leaders, unless its session is cancelled: they are told so at once."""
    session = _session_of(news)
    if session is None or session.status != Session.Status.CANCELLED:
        then = _("L’équipe projet reprend votre dossier. Vous n’avez rien à faire.")
        yield happened(news, leaders(news), then=then, named=False)


def _session_of(news: News) -> Session | None:
    """The session whose agenda the move changed."""
    if news.entry.event in JOINING:
        return Session.objects.filter(pk=news.data["about"]).first()
    items = AgendaItem.objects.filter(dossier=news.case).select_related("session")
    last = items.order_by("-pk").first()
    return last.session if last is not None else None


def _seated(session: Session) -> list[User]:
    seats = Seat.objects.filter(session=session).select_related("person", "substitute")
    return [person for seat in seats for person in (seat.person, seat.substitute) if person is not None]


@tells(*DECIDING, by=("happened",))
def excerpt_awaited(news: News) -> Iterator[Letter]:
    """Who presided: the excerpt of the minutes is theirs to validate."""
    asked = WorkItem.objects.filter(case_id=news.case.pk, kind=EXCERPT, closed_at=None).select_related("assignee")
    for item in asked:
        people = [item.assignee] if item.assignee is not None else []
        yield happened(news, people, then=_("À faire\u00a0: valider l’extrait du procès-verbal."), due=item.due_on)


@tells("excerpt_validated", by=("happened",))
def excerpt_validated(news: News) -> Iterator[Letter]:
    """Who signs, when a decision awaits it; the team otherwise."""
    if news.case.state == "signature":
        yield happened(news, news.office(Role.SIGNATORY), then=to_do("signature"), due=news.case.due_on)
    else:
        yield happened(news, team(news))


@tells("interest_recorded", by=("happened",))
def interest_recorded(news: News) -> Iterator[Letter]:
    """The member whose tie the secretary recorded, and the coordination; of what tie, the page tells who must know."""
    seat = Seat.objects.filter(pk=news.data["seat"]).select_related("person", "substitute").first()
    yield happened(news, news.others([seat.sitter] if seat is not None else []), reason="")
    yield happened(news, news.office(Role.TEAM_LEAD), reason="")


@tells("interest_found_late", by=("happened",))
def interest_found_late(news: News) -> Iterator[Letter]:
    """The person, if they still see the dossier, and the coordination; not of what tie."""
    person = User.objects.filter(ref=news.data["person"]).first()
    yield happened(news, news.others([person] if person is not None else []), reason="")
    then = _("Si cette personne a voté, le vote sera recompté à la reprise.") if found_asleep(news.case) else ""
    yield happened(news, news.office(Role.TEAM_LEAD), then=then, reason="")


@tells("vote_recounted", by=("happened",))
def recounted(news: News) -> Iterator[Letter]:
    """Who prepares and keeps the session: that the vote stands. That it does not, its move tells."""
    if news.data["stands"]:
        people = {person.pk: person for role in KEEPERS for person in news.office(role)}
        yield happened(news, people.values(), reason=news.texts.get("result", ""))


@tells("vote_again", by=("happened",))
def to_vote_again(news: News) -> Iterator[Letter]:
    """Who keeps the session; who was to sign, and may not see the dossier where it goes."""
    yield happened(news, news.office(Role.COPIL_SECRETARY))
    if news.entry.source == "signature":
        yield replace(happened(news, news.office(Role.SIGNATORY), link=reverse("decisions:list")), parting=True)


@tells("carried_to_second_session", by=("happened",))
def carried_over(news: News) -> Iterator[Letter]:
    """The team: the dossier waits for another session, of which the convocation tells the members."""
    yield happened(news, team(news))


told_at_once("session_convoked", "session_convoked")
told_at_once("session_postponed", "session_postponed", "agenda_moved")
told_at_once("session_undated", "session_undated", "agenda_undated")
told_at_once("session_dated", "agenda_dated")
told_at_once("take_off_agenda", "session_cancelled", "agenda_left")
told_at_once("ballot_opened", "vote_opened", "votes_opened")
told_at_once("ballot_cancelled", "vote_cancelled")
told_at_once("member_asked", "member_asked")
told_at_once("member_answered", "member_answered")
told_at_once("deferral_told", "deferred")
untold(
    "En séance, sous les yeux de ses membres.",
    "item_opened",
    "presiding_named",
    "secret_asked",
    "item_detached",
    "vote_cast",
    "vote_late",
)
untold("Ce que le vote décide est annoncé par le déplacement du dossier.", "ballot_closed")
untold("Le motif se lit à la séance et sur la page du dossier.", "rank_departure")
untold("Qui le décide est seul à en devoir quelque chose ; le motif se lit sur la page du dossier.", "decision_kept")
untold("La seconde convocation l’annonce.", "left_without_quorum")

task(VOTE, "vote_opened")
task(EXCERPT, "happened")
task(LATE, why_not="Le lien d’intérêt est annoncé à la coordination, qui trouve la tâche dans sa liste.")
task(TELL_DEFERRAL, why_not="Qui valide l’extrait prévient l’équipe ; le secrétariat l’a dans sa liste.")
