"""A mail that does not arrive is seen by the team, and sent again from its page, through a real mail server."""

import html
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from notifications import kinds, outbox
from notifications.delivery import Delivered, deliver_due
from notifications.models import Message
from tests import world
from tests.notifications.conftest import Server
from tests.notifications.mails import DOSSIER, queue

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def team(db: None) -> User:
    return world.person("equipe", Role.TEAM)


def refused(to: User, smtp: Server, answer: str, key: str = "k") -> Message:
    message = queue(to, key=key)
    smtp.refused[to.email] = answer
    deliver_due()
    message.refresh_from_db()
    return message


def test_a_failure_is_told_to_the_team_and_the_mail_leaves_again(
    client: Client, nadia: User, team: User, smtp: Server
) -> None:
    message = refused(nadia, smtp, "550 no such person here")
    client.force_login(team)
    assert "1 courriel n’a pas pu être remis" in text(client.get("/nouvelles/"))
    page = text(client.get("/courriels/"))
    for said in (nadia.email, "Nadia Essai", "L’instruction reprend", "no such person here", "Abandonné", "1 essai"):
        assert said in page
    assert DOSSIER not in page  # a draft is nobody else's to know
    nadia.email = "nadia.essai@lab-o.example"
    nadia.save()
    again = client.post(f"/courriels/{message.pk}/renvoyer/", follow=True)
    assert "Le courriel repart vers nadia.essai@lab-o.example." in text(again)
    assert deliver_due() == Delivered(sent=1)
    assert [str(mail["To"]) for mail in smtp.mails] == ["nadia.essai@lab-o.example"]
    assert client.get("/courriels/").context["failures"] == []
    assert "n’a pas pu être remis" not in text(client.get("/nouvelles/"))
    assert "parti entre-temps" in text(client.post(f"/courriels/{message.pk}/renvoyer/", follow=True))


def test_a_failure_put_off_says_when_it_is_tried_next(client: Client, nadia: User, team: User, smtp: Server) -> None:
    message = refused(nadia, smtp, "450 greylisted")
    client.force_login(team)
    (late,) = client.get("/courriels/").context["failures"]
    assert (late.tries, late.again_at) == (1, message.next_try_at)
    assert "En retard" in text(client.get("/courriels/"))
    assert "n’a pas pu être remis" not in text(client.get("/nouvelles/"))


def test_who_leads_a_dossier_is_not_told_who_else_is_written_to_about_it(
    client: Client, team: User, smtp: Server
) -> None:
    """Of the team and a leader at once: the kind, the hour and the reader of a mail would name their référent."""
    lab = world.build()
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    world.assigned(lab)
    other = world.person("porteuse")
    for person in (*lab.referents, lab.leader, other):
        smtp.refused[person.email] = "550 no such person here"
    message = queue(other)
    world.tell()
    deliver_due()
    client.force_login(team)
    readers = {failure.address for failure in client.get("/courriels/").context["failures"]}
    assert {person.email for person in (*lab.referents, lab.leader, other)} <= readers
    client.force_login(lab.leader)
    told = {failure.address for failure in client.get("/courriels/").context["failures"]}
    assert told == {lab.leader.email, other.email}
    assert "2 courriels n’ont pas pu être remis" in text(client.get("/nouvelles/"))
    hidden = Message.objects.filter(recipient=lab.referents[0]).latest("pk")
    client.post(f"/courriels/{hidden.pk}/renvoyer/")
    client.post(f"/courriels/{message.pk}/renvoyer/")
    hidden.refresh_from_db(), message.refresh_from_db()
    assert (hidden.failed_at is None, message.failed_at is None) == (False, True)


def test_a_mail_that_carried_others_says_what_they_told_of(
    client: Client, nadia: User, team: User, smtp: Server
) -> None:
    """And is kept from whoever leads a dossier that one of them is about."""
    lab = world.build()
    dossier = world.assigned(lab)
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    deliver_due()  # what the world itself wrote
    smtp.refused[nadia.email] = "550 no such person here"
    about_it = {"dossier": str(dossier), "by": "Claire Essai", "link": f"/dossiers/{dossier.reference}/echanges/"}
    outbox.queue(to=nadia, template="message_received", context=about_it, key="exchange")
    for n in range(6):
        queue(nadia, key=f"k{n}", dossier=f"LO-2099-{n:04d} Projet {n}")
    deliver_due()
    client.force_login(team)
    (failure,) = client.get("/courriels/").context["failures"]
    assert (failure.address, failure.what.split(" ; ")) == (
        nadia.email, [kinds.what("message_received"), kinds.what("resumed")],
    )  # fmt: skip
    client.force_login(lab.leader)
    assert client.get("/courriels/").context["failures"] == []
    assert "n’a pas pu être remis" not in text(client.get("/nouvelles/"))


def test_what_a_server_says_of_a_failure_is_shown_as_text(
    client: Client, nadia: User, team: User, smtp: Server
) -> None:
    refused(nadia, smtp, "550 <script>alert(1)</script>")
    client.force_login(team)
    assert "<script>alert" not in client.get("/courriels/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 150])
def test_failures_ask_as_much_for_one_as_for_many(
    client: Client, nadia: User, team: User, statements: Any, count: int
) -> None:
    for n in range(count):
        queue(nadia, key=f"k{n}")
    Message.objects.update(failed_at=nadia.date_joined, attempts=1, last_error="550")
    client.force_login(team)
    for path in ("/courriels/", "/nouvelles/", "/"):
        with statements(at_most=10):
            assert client.get(path).status_code == 200
