"""What is sent about a session: its paper, its calendar event, to whom; a session postponed, or cancelled."""

import hashlib
from datetime import UTC, timedelta
from email.message import Message as Mail
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.convocation.press import paper_of
from copil.models import Notice, NoticeFile, Seat, Session, SessionEvent
from notifications.delivery import deliver_due
from notifications.models import Message
from tests import world
from tests.copil.committee import Committee, build, on_agenda, ready, sitting
from tests.copil.refusals import codes
from tests.decisions.pages import failures, outside, text_of
from tests.world import fresh, ok
from workflow import clock, timers
from workflow.gesture import new_key
from workflow.models import LogEntry, WorkItem

pytestmark = pytest.mark.django_db
WHY = "Crue de l’Aude : la salle est fermée."


@pytest.fixture
def called() -> Committee:
    """Three seats, one of them with a substitute, one dossier on the agenda, the convocation sent."""
    committee = build(3)
    on_agenda(committee)
    stand = world.person("stand", Role.COPIL_MEMBER)
    Seat.objects.filter(pk=committee.seat(1).pk).update(substitute=stand)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    return committee


def later(committee: Committee, days: int) -> Any:
    return committee.session.held_at + timedelta(days=days)


def event_in(message: Any) -> tuple[icalendar.Event, str]:
    """The calendar event that a delivered mail carries, and the method that its part declares."""
    part = next(p for p in message.message().walk() if p.get_content_type() == "text/calendar")
    assert isinstance(part, Mail)
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert calendar["METHOD"] == part.get_param("method")
    return calendar.walk("VEVENT")[0], str(calendar["METHOD"])


def delivered(template: str) -> list[Any]:
    """Delivers everything; the mails of that template."""
    mail.outbox.clear()
    wanted = set(Message.objects.filter(template=template).values_list("address", flat=True))
    deliver_due()
    return [one for one in mail.outbox if one.to[0] in wanted and one.attachments]


# -- the convocation -----------------------------------------------------------------
@pytest.mark.pdf
def test_a_convocation_leaves_with_its_paper_and_an_event_for_each_calendar(called: Committee) -> None:
    session = called.again()
    mails = delivered("session_convoked")
    assert len(mails) == 4
    event, method = event_in(mails[0])
    assert (method, event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert event.decoded("DTSTART") == session.held_at.astimezone(UTC).replace(microsecond=0)
    assert event.decoded("DURATION") == timedelta(hours=2)
    assert str(event["ATTENDEE"]) == f"mailto:{mails[0].to[0]}"
    papers = {bytes(part.get_payload(decode=True)) for one in mails for part in [one.attachments[0]]}
    assert papers == {bytes(NoticeFile.objects.get().content)}
    paper = papers.pop()
    assert failures(paper) == outside(paper) == []
    said = text_of(paper)
    for words in ("Convocation", "COPIL-1-1", "Salle des actes", "Accueil commun", "stand Essai", "R. 133-12"):
        assert words in said
    assert "Urgence" not in said


@pytest.mark.pdf
def test_the_paper_says_the_urgency_and_whether_a_quorum_is_asked_for() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee, present=1):
        ok(actions.close_session(session=committee.session, by=committee.chair))
        held_at = clock.now() + timedelta(days=3)
        again = {"session": committee.session, "held_at": held_at, "says_no_quorum": True, "by": committee.lead}
        second = ok(actions.convoke_again(**again))
        assert codes(actions.convoke(session=second, by=committee.lead)) == ["convocation_delay_holds"]
        ok(actions.record_urgency(session=second, reason="<b>Crédits</b> à engager", by=committee.chair))
        ok(actions.convoke(session=second, by=committee.lead))
    said = text_of(paper_of(Notice.objects.get(session=second)))
    assert "sans qu’aucun quorum soit exigé" in said
    assert "<b>Crédits</b> à engager." in said
    assert dossier.reference in said


def test_a_notice_is_never_rewritten_nor_its_paper_made_twice(called: Committee, client: Client) -> None:
    notice = Notice.objects.get()
    url = notice.get_absolute_url()
    for user, status in ((called.members[1], 200), (called.secretary, 200), (called.world.leader, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status
    first = paper_of(notice)
    assert paper_of(notice) == first
    for change in (
        lambda: Notice.objects.update(said="{}"),
        lambda: Notice.objects.update(sha256="0"),
        lambda: NoticeFile.objects.update(content=b"%PDF"),
        lambda: SessionEvent.objects.update(event="closed"),
    ):
        with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
            change()
    page = Client().get(f"/verifier/{notice.code}/").content.decode()
    assert "Ce document a été envoyé par le COPIL" in page
    assert "Accueil commun" not in page
    by_file = Client().get("/verifier/", {"sha256": hashlib.sha256(first).hexdigest()}, follow=True)
    assert "celui qui a été délivré : le document envoyé." in by_file.content.decode()


# -- postponed -------------------------------------------------------------------------
def test_a_postponed_session_keeps_its_agenda_and_everyone_is_told(called: Committee) -> None:
    dossier = called.session.items.get().dossier
    held_at = later(called, 7)
    moved = ok(actions.postpone(session=called.session, held_at=held_at, reason=WHY, by=called.secretary))
    assert (moved.status, moved.postponed_from) == ("convoked", called.session.held_at)
    again = ok(actions.postpone(session=called.session, held_at=held_at, reason=WHY, by=called.lead))
    assert again.revision == moved.revision
    due = WorkItem.objects.get(case_id=dossier.pk, kind="state:copil", closed_at=None).due_on
    assert (fresh(dossier).state, fresh(dossier).due_on, due) == ("copil", moved.held_on, moved.held_on)
    assert LogEntry.objects.filter(case_id=dossier.pk, event="session_postponed").count() == 1
    told = Message.objects.get(template="agenda_moved")
    assert told.recipient == called.world.leader
    event, method = event_in(delivered("session_postponed")[-1])
    assert (method, event["SEQUENCE"], event.decoded("DTSTART")) == (
        "REQUEST",
        1,
        held_at.astimezone(UTC).replace(microsecond=0),
    )
    notices = list(Notice.objects.values_list("number", "kind"))
    assert notices == [(1, "convocation"), (2, "postponement")]


def test_what_postponing_is_refused(called: Committee) -> None:
    asked = {"session": called.session, "held_at": later(called, 7), "reason": WHY}
    for by in (called.chair, called.members[1], called.world[Role.TEAM], called.world.leader):
        assert codes(actions.postpone(**asked, by=by)) == ["forbidden"]
        assert codes(actions.cancel(session=called.session, reason=WHY, by=by)) == ["forbidden"]
    wrong = [
        ({"reason": " "}, "reason_given"),
        ({"held_at": clock.now() - timedelta(days=1)}, "session_to_come"),
        ({"held_at": clock.now() + timedelta(days=3)}, "convocation_delay_holds"),
    ]
    for change, code in wrong:
        assert codes(actions.postpone(**{**asked, **change}, by=called.lead)) == [code]
    assert codes(actions.cancel(session=called.session, reason="\0", by=called.lead)) == ["reason_given"]
    assert (called.again().held_at, Notice.objects.count()) == (called.session.held_at, 1)


def test_a_session_not_yet_convoked_moves_without_a_notice(client: Client) -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    ok(actions.postpone(session=committee.session, held_at=later(committee, 2), reason=WHY, by=committee.lead))
    assert not Notice.objects.exists()
    assert Message.objects.filter(template="agenda_moved").count() == 1
    client.force_login(committee.world.leader)
    assert fresh(dossier).due_on == committee.again().held_on


# -- postponed without a date ----------------------------------------------------------
def test_a_session_postponed_without_a_date_keeps_its_agenda_and_is_convoked_again(called: Committee) -> None:
    """Everyone is told, nothing is due meanwhile; given a date, it is in preparation again."""
    dossier, lead = called.session.items.get().dossier, called.lead
    ok(actions.announce(seat=called.seat(2), attends="remote", by=called.members[2]))
    ok(actions.give_proxy(giver=called.seat(1), holder=called.seat(2), by=called.secretary))
    for by in (called.chair, called.members[1], called.world[Role.TEAM], called.world.leader):
        assert codes(actions.postpone_undated(session=called.session, reason=WHY, by=by)) == ["forbidden"]
        assert codes(actions.set_date(session=called.session, held_at=later(called, 9), by=by)) == ["forbidden"]
    assert codes(actions.postpone_undated(session=called.session, reason=" ", by=lead)) == ["reason_given"]
    assert codes(actions.set_date(session=called.session, held_at=later(called, 9), by=lead)) == ["wrong_state"]
    gone = ok(actions.postpone_undated(session=called.session, reason=WHY, by=called.secretary))
    assert ok(actions.postpone_undated(session=called.session, reason=WHY, by=lead)).revision == gone.revision
    assert (gone.status, gone.convoked_at, called.seat(2).announced) == ("undated", None, "")
    event, method = event_in(delivered("session_undated")[-1])
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert Message.objects.get(template="agenda_undated").recipient == called.world.leader
    assert "à une date qui n’est pas encore fixée" in text_of(paper_of(Notice.objects.get(number=2)))
    task = WorkItem.objects.get(case_id=dossier.pk, kind="state:copil", closed_at=None)
    assert (fresh(dossier).state, fresh(dossier).due_on, task.due_on) == ("copil", None, None)
    other = ready(called)
    put = {"dossier": other, "session": called.session, "by": lead, "key": new_key()}
    assert codes(actions.put_on_agenda(**put)) == ["session_open_to_items"]
    for outcome in (
        actions.convoke(session=called.session, by=lead),
        actions.open_session(session=called.session, by=called.secretary),
        actions.postpone(session=called.session, held_at=later(called, 9), reason=WHY, by=lead),
        actions.record_urgency(session=called.session, reason=WHY, by=called.chair),
    ):
        assert codes(outcome) == ["wrong_state"]
    ok(world.do(dossier, "suspend", called.world[Role.TEAM], reason="Congés", until=clock.today() + timedelta(days=3)))
    ok(world.do(dossier, "resume", called.world[Role.TEAM]))
    assert fresh(dossier).due_on is None
    held_at = later(called, 30)
    with clock.at(later(called, 1)):
        assert not timers.run().faults  # its first day is past: nobody is reminded of it
        assert not Message.objects.filter(template__in=["reminder", "deadline_passed"]).exists()
        past = clock.now() - timedelta(hours=1)
        assert codes(actions.set_date(session=called.session, held_at=past, by=lead)) == ["session_to_come"]
        dated = ok(actions.set_date(session=called.session, held_at=held_at, by=lead))
        assert ok(actions.set_date(session=called.session, held_at=held_at, by=lead)).revision == dated.revision
        assert (dated.status, dated.held_at, dated.items.count(), dated.proxies.count()) == ("planned", held_at, 1, 1)
        task.refresh_from_db()
        assert (fresh(dossier).due_on, task.due_on) == (dated.held_on, dated.held_on)
        assert Message.objects.get(template="agenda_dated").recipient == called.world.leader
        ok(actions.put_on_agenda(**put))
        ok(actions.convoke(session=called.session, by=lead))
    event, method = event_in(delivered("session_convoked")[-1])
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 2)
    assert list(Notice.objects.values_list("kind", flat=True)) == ["convocation", "undated", "convocation"]


def test_an_undated_session_is_given_its_date_by_its_pages_or_called_off(called: Committee) -> None:
    url = called.session.get_absolute_url()
    lead, member = at(called.lead), at(called.members[1])
    day = (called.session.held_on + timedelta(days=9)).isoformat()
    both = lead.post(url + "reporter/", {"day": day, "hour": "10:00", "undated": "on", "reason": WHY})
    neither = lead.post(url + "reporter/", {"day": "", "hour": "", "reason": WHY})
    assert [(page.status_code, WHY in page.content.decode()) for page in (both, neither)] == [(422, True)] * 2
    moved = lead.post(url + "reporter/", {"day": "", "hour": "", "undated": "on", "reason": WHY}, follow=True)
    assert "Fixer la date" in moved.content.decode()
    page = member.get(url).content.decode()
    assert ("Date à fixer" in page, "Fixer la date" in page) == (True, False)
    shown = [(lead, ("/copil/", f"{url}annuler/")), (member, ("/copil/", f"{url}ma-participation/", f"{url}voter/"))]
    for client, paths in shown:
        for path in paths:
            page = client.get(path).content.decode()
            assert "date à fixer" in page.lower(), path
    assert [lead.get(url + path).status_code for path in ("reporter/", "convoquer/", "sieges/")] == [409] * 3
    assert [member.get(url + "fixer-la-date/").status_code, lead.get(url + "fixer-la-date/").status_code] == [403, 200]
    assert lead.post(url + "fixer-la-date/", {"day": "2020-01-01", "hour": "10:00"}).status_code == 422
    assert (
        "La date est fixée"
        in lead.post(url + "fixer-la-date/", {"day": day, "hour": "10:00"}, follow=True).content.decode()
    )
    assert (called.again().status, called.session.held_on.isoformat()) == ("planned", day)
    ok(actions.postpone_undated(session=called.session, reason=WHY, by=called.lead))
    ok(actions.cancel(session=called.session, reason=WHY, by=called.lead))
    assert fresh(called.session.items.get().dossier).state == "team_review"


# -- cancelled --------------------------------------------------------------------------
def test_a_cancelled_session_gives_its_dossiers_back_and_leaves_the_calendars(called: Committee) -> None:
    dossier = called.session.items.get().dossier
    gone = ok(actions.cancel(session=called.session, reason=WHY, by=called.lead))
    assert ok(actions.cancel(session=called.session, reason=WHY, by=called.secretary)).revision == gone.revision
    assert (gone.status, fresh(dossier).state) == ("cancelled", "team_review")
    assert LogEntry.objects.get(case_id=dossier.pk, event="take_off_agenda").cause_ref
    event, method = event_in(delivered("session_cancelled")[-1])
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert Message.objects.get(template="agenda_left").recipient == called.world.leader
    for outcome in (
        actions.convoke(session=called.session, by=called.lead),
        actions.postpone(session=called.session, held_at=later(called, 7), reason=WHY, by=called.lead),
        actions.record_urgency(session=called.session, reason=WHY, by=called.chair),
    ):
        assert codes(outcome) == ["wrong_state"]
    other = ready(called)
    put = actions.put_on_agenda(dossier=other, session=called.session, by=called.lead, key=new_key())
    assert codes(put) == ["session_open_to_items"]
    ok(actions.plan_session(held_at=called.session.held_at, by=called.lead))  # its hour is free again


def test_a_dossier_that_sleeps_keeps_its_place_until_it_wakes(called: Committee) -> None:
    dossier = called.session.items.get().dossier
    until = clock.today() + timedelta(days=10)
    ok(world.do(dossier, "suspend", called.world[Role.TEAM], reason="Congés", until=until))
    ok(actions.cancel(session=called.session, reason=WHY, by=called.lead))
    ok(world.do(dossier, "resume", called.world[Role.TEAM]))
    assert fresh(dossier).state == "copil"
    ok(world.do(dossier, "take_off_agenda", called.lead, reason="Séance annulée"))
    assert fresh(dossier).state == "team_review"


# -- the pages ----------------------------------------------------------------------------
def at(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def test_a_late_session_is_convoked_once_its_chair_has_recorded_the_urgency() -> None:
    committee = build(3)
    on_agenda(committee)
    url = committee.session.get_absolute_url()
    chair, lead, member = at(committee.chair), at(committee.lead), at(committee.members[1])
    with clock.at(committee.session.held_at - timedelta(days=2)):
        assert "Constater l’urgence" in chair.get(url).content.decode()
        assert "Constater l’urgence" not in lead.get(url).content.decode()
        assert [c.get(url + "urgence/").status_code for c in (chair, lead, member)] == [200, 403, 403]
        assert lead.post(url + "convoquer/").status_code == 422
        assert chair.post(url + "urgence/", {"reason": ""}).status_code == 422
        assert chair.post(url + "urgence/", {"reason": "<i>Crue</i>"}).status_code == 302
        assert "&lt;i&gt;Crue" in lead.get(url + "convoquer/").content.decode()
        assert lead.post(url + "convoquer/").status_code == 302
    assert committee.again().status == "convoked"


def test_a_session_is_postponed_then_cancelled_by_its_pages(called: Committee) -> None:
    url = called.session.get_absolute_url()
    lead, member = at(called.lead), at(called.members[1])
    day = (called.session.held_on + timedelta(days=9)).isoformat()
    said = {"day": day, "hour": "10:00", "place": "", "reason": WHY}
    assert [member.get(url + path).status_code for path in ("reporter/", "annuler/", "journal/")] == [403, 403, 200]
    wrong = lead.post(url + "reporter/", {**said, "day": "2020-01-01"})
    assert (wrong.status_code, WHY in wrong.content.decode()) == (422, True)
    assert "Reportée : elle devait se tenir" in lead.post(url + "reporter/", said, follow=True).content.decode()
    assert lead.post(url + "annuler/", {"reason": ""}).status_code == 422
    assert "Séance annulée" in lead.post(url + "annuler/", {"reason": WHY}, follow=True).content.decode()
    assert lead.get(url + "annuler/").status_code == 409
    journal = member.get(url + "journal/").content.decode()
    assert [journal.count(what) for what in ("Convocation envoyée", "Séance reportée", "Séance annulée")] == [1, 1, 1]
    assert Session.objects.get(pk=called.session.pk).place == "Salle des actes"
