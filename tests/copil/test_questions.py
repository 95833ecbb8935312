"""Members ask the team before a session; all of them read the answers, leaders nothing."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.models import MemberQuestion
from dossiers.actions import declare_interest
from notifications.models import Message
from tests import world
from tests.copil.committee import Committee, build, on_agenda
from tests.copil.refusals import codes
from tests.world import fresh, ok
from workflow import clock
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def convoked() -> Committee:
    """Four seats, two dossiers on the agenda, the convocation sent."""
    committee = build(4)
    on_agenda(committee)
    on_agenda(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    return committee


def at(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def test_a_member_asks_and_the_teams_answer_is_told_and_logged(convoked: Committee) -> None:
    member, team = convoked.members[1], convoked.world[Role.TEAM]
    item = convoked.session.items.select_related("dossier")[0]
    asked = {"session": convoked.session, "text": "Quel engagement du département ?", "item": item}
    question = ok(actions.ask_team(**asked, by=member))
    assert ok(actions.ask_team(**asked, by=member)) == question
    assert [m.recipient for m in Message.objects.filter(template="member_asked")] == [convoked.lead]
    for by in (member, convoked.secretary, convoked.world.leader):
        assert codes(actions.answer_member(question=question, text="Écrit.", by=by)) == ["forbidden"]
    assert codes(actions.answer_member(question=question, text=" \0", by=team)) == ["answer_written"]
    ok(actions.answer_member(question=question, text="Écrit.", by=team))
    ok(actions.answer_member(question=question, text="Écrit.", by=team))
    told = Message.objects.get(template="member_answered")
    assert (told.recipient, told.context["answer"]) == (member, "Écrit.")
    events = LogEntry.objects.filter(case_id=item.dossier_id, event__startswith="member_").values_list(
        "event", flat=True
    )
    assert list(events) == ["member_asked", "member_answered"]


def test_the_rapporteur_is_asked_rather_than_the_coordination(convoked: Committee) -> None:
    team = convoked.world[Role.TEAM]
    item = convoked.session.items.all()[0]
    lines = [actions.Arranged(f"d{one.pk}", n, team) for n, one in enumerate(convoked.session.items.all())]
    ok(actions.arrange_agenda(session=convoked.session, lines=lines, by=convoked.lead))
    item.refresh_from_db()
    ok(actions.ask_team(session=convoked.session, text="Pourquoi ?", item=item, by=convoked.chair))
    ok(actions.ask_team(session=convoked.session, text="À quelle heure ?", by=convoked.chair))
    told = Message.objects.filter(template="member_asked").order_by("pk")
    assert [m.recipient for m in told] == [team, convoked.lead]


def test_what_asking_is_refused(convoked: Committee) -> None:
    member = convoked.members[1]
    out, other = convoked.session.items.select_related("dossier")
    ok(declare_interest(dossier=out.dossier, reason="Un lien.", by=member))
    asked = {"session": convoked.session, "text": "Pourquoi ?"}
    for by in (convoked.secretary, convoked.lead, world.person("outsider", Role.COPIL_MEMBER)):
        assert codes(actions.ask_team(**asked, by=by)) == ["forbidden"]
    assert codes(actions.ask_team(**asked, item=out, by=member)) == ["item_open_to_you"]
    assert codes(actions.ask_team(**{**asked, "text": " "}, by=member)) == ["question_written"]
    assert codes(actions.ask_team(**{**asked, "text": "x" * 4001}, by=member)) == ["question_written"]
    ok(actions.ask_team(**asked, item=other, by=member))
    with clock.at(convoked.session.held_at):
        ok(actions.open_session(session=convoked.session, by=convoked.chair))
        assert codes(actions.ask_team(**asked, by=member)) == ["wrong_state"]
        question = MemberQuestion.objects.get()
        ok(actions.answer_member(question=question, text="Voici.", by=convoked.world[Role.TEAM]))


def test_questions_are_asked_and_answered_by_their_pages(convoked: Committee, statements: Any) -> None:
    url = convoked.session.get_absolute_url() + "questions/"
    member, team, leader = at(convoked.members[1]), at(convoked.world[Role.TEAM]), at(convoked.world.leader)
    item = convoked.session.items.select_related("dossier")[0]
    assert member.post(url, {"item": "", "text": ""}).status_code == 422
    assert member.post(url, {"item": "0", "text": "Gardé"}).status_code == 422
    assert member.post(url, {"item": str(item.pk), "text": "<b>Pourquoi</b> ?"}).status_code == 302
    assert member.post(url, {"item": "", "text": "Où ?"}).status_code == 302
    assert team.post(url, {"item": "", "text": "Moi aussi ?"}).status_code == 403
    question = MemberQuestion.objects.get(item=item)
    answer = f"{url}{question.pk}/repondre/"
    assert [who.get(answer).status_code for who in (member, leader)] == [403, 404]
    assert team.post(answer, {"text": ""}).status_code == 422
    assert team.post(answer, {"text": "Parce que."}).status_code == 302
    with statements(at_most=14):
        page = at(convoked.members[2]).get(url).content.decode()
    assert [what in page for what in ("&lt;b&gt;Pourquoi", "Parce que.", "Pas encore de réponse.")] == [True] * 3
    assert leader.get(url).status_code == 404
    assert "Pourquoi" not in leader.get(fresh(item.dossier).get_absolute_url()).content.decode()


def test_a_member_who_leads_a_dossier_reads_no_question_about_it(convoked: Committee) -> None:
    leader = convoked.world.leader
    leader.holdings.create(role=Role.COPIL_MEMBER, starts_on=world.EARLY)
    seat = convoked.seat(3)
    seat.person = leader
    seat.save()
    item = convoked.session.items.all()[0]
    ok(actions.ask_team(session=convoked.session, text="Pourquoi si cher ?", item=item, by=convoked.members[1]))
    ok(actions.ask_team(session=convoked.session, text="Où se garer ?", by=convoked.members[1]))
    page = at(leader).get(convoked.session.get_absolute_url() + "questions/").content.decode()
    assert ("Pourquoi si cher" in page, "Où se garer" in page) == (False, True)
