"""Each mail is declared once, by one room; the table on paper says the same; each is also a line on the site."""

import html
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from notifications import kinds, letters, paper
from notifications.management.commands import messages
from notifications.models import Message
from tests.notifications.mails import DOSSIER, queue


def test_each_mail_is_a_declared_kind_and_each_kind_a_mail() -> None:
    assert {kind.code for _room, kind in kinds.declared()} == set(letters.KEYS)


def test_a_kind_declared_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        kinds.declare("dossiers", kinds.Kind("returned", "", ""))


def test_the_table_holds_every_kind_with_its_subject() -> None:
    text = paper.table()
    for code in letters.KEYS:
        assert f"| `{code}` |" in text
    assert "À compléter d’ici le [due] : [dossier]" in text


def test_a_stale_table_is_noticed(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(messages, "PAGE", tmp_path / "MESSAGES.md")
    with pytest.raises(CommandError):
        call_command("messages", "--check", stdout=StringIO())
    call_command("messages", stdout=StringIO())
    call_command("messages", "--check", stdout=StringIO())
    (tmp_path / "MESSAGES.md").write_text("autre chose")
    with pytest.raises(CommandError):
        call_command("messages", "--check", stdout=StringIO())


# -- lines ---------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_line_says_what_who_and_by_when_once_new(client: Client, nadia: User) -> None:
    from notifications import outbox

    said = {"dossier": DOSSIER, "by": "Claire Essai", "due": "jeudi 3 décembre 2026", "link": "/dossiers/LO-1/"}
    outbox.queue(to=nadia, template="assigned", context=said, key="a")
    client.force_login(nadia)
    client.head("/nouvelles/")
    (line,) = client.get("/nouvelles/").context["lines"]
    assert (line.by, line.due, line.url, line.new) == ("Claire Essai", said["due"], said["link"], True)
    page = html.unescape(client.get("/nouvelles/").content.decode())
    assert "De Claire Essai" in page
    happened = {
        "dossier": DOSSIER,
        "what": "Opinion",
        "by": "",
        "reason": "",
        "next": "À vous.",
        "due": "",
        "link": "/",
    }
    outbox.queue(to=nadia, template="happened", context=happened, key="b")
    assert "À vous." in html.unescape(client.get("/nouvelles/").content.decode())
    assert "Nouveau<" not in page


@pytest.mark.django_db
def test_a_line_is_its_person_s_alone_and_text_in_it_is_text(client: Client, nadia: User) -> None:
    other = User.objects.create_user(email="louis@lab-o.example", first_name="Louis", last_name="Essai")
    queue(other, key="b", dossier="LO-2 <script>alert(1)</script>")
    client.force_login(nadia)
    assert client.get("/nouvelles/").context["lines"] == []
    client.force_login(other)
    assert "<script>alert" not in client.get("/nouvelles/").content.decode()
    client.logout()
    assert client.get("/nouvelles/").status_code == 302


@pytest.mark.django_db
def test_a_line_outlives_its_template(client: Client, nadia: User) -> None:
    queue(nadia, key="b")
    queue(nadia, key="c")
    Message.objects.filter(key="b").update(template="gone", context={})
    Message.objects.filter(key="c").update(template="gone_too")
    client.force_login(nadia)
    told = {(line.what, line.url) for line in client.get("/nouvelles/").context["lines"]}
    former = "Message d’une version antérieure du site"
    assert told == {(former, "/nouvelles/"), (f"{former}\u00a0: {DOSSIER}", "/dossiers/LO-2026-0012/")}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 200])
def test_lines_ask_as_much_for_one_as_for_many(client: Client, nadia: User, statements: Any, count: int) -> None:
    for n in range(count):
        queue(nadia, key=f"k{n}")
    client.force_login(nadia)
    with statements(at_most=10):
        assert client.get("/nouvelles/").status_code == 200
    assert not Message.objects.filter(read_at=None).exists()
    assert settings.MAILS_AN_HOUR == 5
