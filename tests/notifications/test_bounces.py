"""A mail that a server took and could not deliver comes back, and the team sees it; all else that comes is nothing."""

import io
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from notifications import bounces
from notifications.delivery import Delivered, deliver_due
from notifications.models import Message
from tests import world
from tests.notifications.conftest import Server
from tests.notifications.mails import queue

pytestmark = pytest.mark.django_db

#: What Exim 4.96 sent back of a mail of this site, token included.
EXIM = (Path(__file__).parent / "data" / "exim-dsn.eml").read_text()
EXAMPLE = "12345678-0123456789abcdef0123"


@pytest.fixture(autouse=True)
def _returns(settings: Any) -> None:
    settings.BOUNCE_EMAIL = "retours@lab-o.example"


@pytest.fixture
def sent(nadia: User, smtp: Server) -> Message:
    """A mail that the server has taken."""
    message = queue(nadia, key="k")
    assert deliver_due() == Delivered(sent=1)
    message.refresh_from_db()
    return message


def report(message: Message, mail: str = EXIM) -> bytes:
    return mail.replace(EXAMPLE, bounces.token(message)).encode()


def piped(monkeypatch: pytest.MonkeyPatch, raw: bytes, to: str = "") -> str:
    """What the command says of a mail that the server hands over."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    said = StringIO()
    call_command("bounced", to=to, stdout=said)
    return said.getvalue().strip()


def test_a_mail_leaves_under_a_return_address_of_its_own(sent: Message, smtp: Server) -> None:
    (mail,) = smtp.mails
    assert mail["From"] == site.DEFAULT_FROM_EMAIL
    assert smtp.senders == [f"retours+{bounces.token(sent)}@lab-o.example"]
    assert re.fullmatch(rf"{sent.pk}-[0-9a-f]{{20}}", str(mail["Jalon-Return"]))


def test_without_a_return_address_mails_leave_under_the_site_s_own(nadia: User, smtp: Server, settings: Any) -> None:
    settings.BOUNCE_EMAIL = ""
    queue(nadia, key="k")
    deliver_due()
    assert smtp.senders == [site.DEFAULT_FROM_EMAIL]


def test_what_comes_back_is_seen_by_the_team_who_sends_it_again(
    sent: Message, smtp: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert piped(monkeypatch, report(sent)) == "Non remis : k"
    assert piped(monkeypatch, report(sent)) == "Rien à noter."  # the same report twice
    client.force_login(world.person("equipe", Role.TEAM))
    assert "1 courriel n’a pas pu être remis" in client.get("/nouvelles/").content.decode()
    (failure,) = client.get("/courriels/").context["failures"]
    assert failure.said == (
        "Revenu\u00a0: 5.0.0 smtp; 550 5.1.1 <nadia@lab-o.example>: Recipient address rejected: "
        "User unknown in virtual mailbox table"
    )
    User.objects.filter(pk=sent.recipient_id).update(email="nadia.essai@lab-o.example")
    client.post(f"/courriels/{sent.pk}/renvoyer/")
    assert deliver_due() == Delivered(sent=1)
    late = report(sent)  # signed for the former address
    assert piped(monkeypatch, late) == "Rien à noter."
    sent.refresh_from_db()
    assert (sent.failed_at, sent.address) == (None, "nadia.essai@lab-o.example")
    assert smtp.senders[0] != smtp.senders[1]


def test_the_token_is_found_in_what_was_returned_or_in_what_the_server_says(sent: Message) -> None:
    bare = re.sub(r"\+?12345678-[0-9a-f]{20}", "", EXIM.split("Content-type: text/rfc822-headers")[0])
    closed = bare + "Content-type: text/plain\n\n--1795671297-eximdsn-419553423--\n"
    assert bounces.read(closed.encode()) is None
    found = bounces.read(closed.encode(), to=f"retours+{bounces.token(sent)}@lab-o.example")
    assert found is not None
    without_sign = re.sub(r"retours\+12345678-[0-9a-f]{20}@", "retours@", EXIM)
    assert bounces.read(report(sent, without_sign)) == bounces.read(report(sent))
    whole = without_sign.replace("text/rfc822-headers", "message/rfc822")  # as Postfix does
    assert bounces.read(report(sent, whole)) == bounces.read(report(sent))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("Action: failed", "Action: delayed"), id="it is only late"),
        pytest.param(("Action: failed", "Action: delivered"), id="it arrived"),
        pytest.param(("Action: failed", ""), id="it says nothing"),
        pytest.param(("multipart/report;", "multipart/mixed;"), id="it is an answer with files"),
        pytest.param(("message/delivery-status", "text/plain"), id="it has no status"),
    ],
)
def test_what_reports_no_failure_changes_nothing(sent: Message, change: tuple[str, str]) -> None:
    assert bounces.take(report(sent, EXIM.replace(*change))) is None
    sent.refresh_from_db()
    assert sent.failed_at is None


NESTED = "".join(f'Content-Type: multipart/report; boundary="b{n}"\n\n--b{n}\n' for n in range(5000))


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(EXIM, id="another installation's token"),
        pytest.param(EXIM.replace(EXAMPLE, "999999999999999999-0123456789abcdef0123"), id="no such message"),
        pytest.param("", id="nothing"),
        pytest.param("\x00\x00\x00", id="NUL"),
        pytest.param("Content-Type: multipart/report; boundary=\n\n--\n", id="no boundary"),
        pytest.param("Content-Type: multipart/report; boundary*=x''%ff\n\n", id="a boundary in no alphabet"),
        pytest.param(NESTED, id="parts within parts"),
        pytest.param("To: " + "retours+1-0123456789abcdef0123@lab-o.example, " * 20000, id="very many addresses"),
        pytest.param("x" * 3_000_000, id="three megabytes"),
    ],
)
def test_hostile_mail_is_nothing_to_note(sent: Message, hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert piped(monkeypatch, hostile.encode()) == "Rien à noter."
    sent.refresh_from_db()
    assert sent.failed_at is None


def test_what_the_other_server_says_is_kept_short_and_readable(sent: Message) -> None:
    said = EXIM.replace("User unknown in virtual mailbox table", "<b>\x00\x07" + "x" * 5000)
    message = bounces.take(report(sent, said))
    assert message is not None
    assert len(message.last_error) < 520
    assert "\x00" not in message.last_error


@pytest.mark.django_db(transaction=True)
def test_the_command_reads_a_real_pipe(children: dict[str, str], nadia: User) -> None:
    message = queue(nadia, key="k")
    Message.objects.update(sent_at=message.created_at)
    done = subprocess.run(
        [sys.executable, "manage.py", "bounced"],
        env=children | {"JALON_BOUNCE_EMAIL": "retours@lab-o.example"},
        cwd=site.BASE_DIR,
        input=report(message) + b"\n" * 1_000_000,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.decode().strip()) == (0, "Non remis : k"), done.stderr
