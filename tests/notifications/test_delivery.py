"""Delivery to a real mail server: at least once, in time, and what cannot be delivered stays visible."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications import delivery
from notifications.delivery import BACKOFF, LEASE, REST, TRIES, Delivered, deliver_due
from notifications.models import Message
from tests.notifications.conftest import free_port
from tests.notifications.mails import DOSSIER, queue

ROOT = Path(__file__).resolve().parents[2]
SOON = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _one_by_one(settings):
    """What groups mails is told in test_grouping."""
    settings.MAILS_AN_HOUR = 1000


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def fall_due() -> None:
    """As if the waits were over."""
    Message.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def outbox(*args: str) -> str:
    said = StringIO()
    call_command("outbox", *args, stdout=said)
    return said.getvalue()


def test_a_queued_mail_reaches_its_reader(nadia, smtp):
    message = queue(nadia)
    assert deliver_due() == Delivered(sent=1)
    (mail,) = smtp.mails
    assert mail["Subject"] == f"Instruction reprise\u00a0: {DOSSIER}"
    assert mail["To"] == "nadia@lab-o.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f"«\u00a0{DOSSIER}\u00a0»" in mail.get_content()
    sent = fresh(message)
    assert (sent.attempts, sent.last_error, sent.failed_at) == (1, "", None)
    assert sent.sent_at is not None


def test_what_left_does_not_leave_again(nadia, smtp):
    queue(nadia)
    deliver_due()
    fall_due()
    assert deliver_due() == Delivered()
    assert len(smtp.mails) == 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_statements_grow_with_the_mails_due_alone(nadia, smtp, statements, count):
    for n in range(count):
        queue(nadia, key=f"k{n}")
    with statements() as seen:
        assert deliver_due().sent == count
    assert len(seen) == 3 + 2 * count  # what is due, what left lately, and what is due again


def test_a_busy_address_is_tried_again_after_a_minute(nadia, smtp):
    message = queue(nadia)
    smtp.refused[nadia.email] = "450 greylisted, come back"
    assert deliver_due() == Delivered(postponed=1)
    kept = fresh(message)
    assert "greylisted" in kept.last_error
    assert abs(kept.next_try_at - timezone.now() - BACKOFF[0]) < SOON
    assert deliver_due() == Delivered()
    smtp.refused.clear()
    fall_due()
    assert deliver_due() == Delivered(sent=1)
    assert fresh(message).last_error == ""


def test_an_address_that_does_not_exist_is_given_up_at_once(nadia, smtp):
    message = queue(nadia)
    smtp.refused[nadia.email] = "550 no such person here"
    assert deliver_due() == Delivered(given_up=1)
    assert fresh(message).failed_at is not None
    fall_due()
    assert deliver_due() == Delivered()


def test_one_refused_mail_holds_back_no_other(nadia, smtp):
    messages = [queue(nadia, key=f"k{n}") for n in range(3)]
    Message.objects.filter(pk=messages[1].pk).update(address="nobody@lab-o.example")
    smtp.refused["nobody@lab-o.example"] = "450 busy"
    assert deliver_due() == Delivered(sent=2, postponed=1)


def test_a_mail_that_cannot_be_written_is_kept_with_its_error(nadia, smtp):
    message = queue(nadia)
    Message.objects.update(template="gone")
    assert deliver_due() == Delivered(postponed=1)
    assert fresh(message).last_error.startswith("TemplateDoesNotExist")


def test_the_waits_grow_until_the_message_is_given_up(nadia, smtp):
    message = queue(nadia)
    smtp.refused[nadia.email] = "451 later"
    waits = []
    for _ in range(TRIES):
        fall_due()
        deliver_due()
        waits.append(fresh(message).next_try_at - timezone.now())
    given_up = fresh(message)
    assert given_up.failed_at is not None
    assert given_up.attempts == TRIES
    assert all(abs(wait - planned) < SOON for wait, planned in zip(waits, BACKOFF, strict=False))
    assert smtp.mails == []


def test_when_the_server_is_down_all_wait_and_only_the_one_tried_counts(nadia, settings, smtp):
    settings.EMAIL_PORT = free_port()
    messages = [queue(nadia, key=f"k{n}") for n in range(3)]
    assert deliver_due() == Delivered(postponed=3)
    assert [fresh(m).attempts for m in messages] == [1, 0, 0]
    assert all(timezone.now() < fresh(m).next_try_at <= timezone.now() + REST for m in messages)
    settings.EMAIL_PORT = smtp.port
    fall_due()
    assert deliver_due() == Delivered(sent=3)


def test_a_message_that_kills_its_worker_each_time_is_given_up(nadia, smtp):
    message = queue(nadia)
    Message.objects.update(attempts=TRIES)  # claimed so many times, never sent, no error kept
    assert deliver_due() == Delivered(given_up=1)
    assert "interrupted" in fresh(message).last_error


def test_the_outbox_shows_what_waits_and_what_was_given_up(nadia, smtp):
    queue(nadia, key="fine")
    busy, dead = queue(nadia, key="busy"), queue(nadia, key="dead")
    Message.objects.filter(pk=busy.pk).update(address="busy@lab-o.example")
    Message.objects.filter(pk=dead.pk).update(address="dead@lab-o.example")
    smtp.refused |= {"busy@lab-o.example": "450 busy", "dead@lab-o.example": "550 unknown"}
    deliver_due()
    said = outbox()
    assert said.startswith("En attente : 1 ; abandonnés : 1.\n")
    assert "busy → busy@lab-o.example : essai 1" in said
    assert "dead → dead@lab-o.example : abandonné" in said
    assert "550" in said
    with pytest.raises(CommandError):
        outbox("--check")
    smtp.refused.clear()
    assert "1 message(s) remis en file." in outbox("--retry")
    fall_due()
    assert deliver_due() == Delivered(sent=2)
    assert outbox("--check") == "En attente : 0 ; abandonnés : 0.\n"


@pytest.fixture
def deliverer(children, smtp) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts a process that delivers what is due, on the test's database, to the test's mail server."""
    env = children | {"JALON_SMTP_HOST": "127.0.0.1", "JALON_SMTP_PORT": str(smtp.port), "JALON_MAILS_AN_HOUR": "1000"}
    code = "import django; django.setup(); from notifications.delivery import deliver_due; deliver_due()"
    started = []

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_killed_while_the_mail_leaves_the_message_leaves_again_as_the_same(deliverer, nadia, smtp):
    message = queue(nadia)
    taken, hold = Event(), Event()
    smtp.after_data = lambda: (taken.set(), hold.wait(180))
    process = deliverer()
    assert taken.wait(180)
    process.kill()
    process.wait()
    hold.set()
    left = fresh(message)
    assert (left.sent_at, left.attempts) == (None, 1)
    assert timezone.now() < left.next_try_at <= timezone.now() + LEASE
    assert deliver_due() == Delivered()  # the lease holds: whoever claimed it may still be at it
    fall_due()
    smtp.after_data = lambda: None
    assert deliver_due() == Delivered(sent=1)
    assert [mail["Message-ID"] for mail in smtp.mails] == [smtp.mails[0]["Message-ID"]] * 2


def test_two_processes_deliver_each_mail_once(deliverer, nadia, smtp):
    for n in range(40):
        queue(nadia, key=f"k{n}")
    smtp.after_data = lambda: time.sleep(0.02)
    processes = [deliverer() for _ in range(2)]
    assert [process.wait(180) for process in processes] == [0, 0]
    ids = [mail["Message-ID"] for mail in smtp.mails]
    assert (len(ids), len(set(ids))) == (40, 40)
    assert not delivery.due(timezone.now() + LEASE).exists()
