"""Many mails to one person leave as one, at least once, and what cannot be grouped leaves by itself."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from notifications import grouping, outbox
from notifications.delivery import Delivered, deliver_due
from notifications.models import Message
from tests.notifications.conftest import Server
from tests.notifications.mails import DOSSIER, queue

pytestmark = pytest.mark.django_db


def subjects(smtp: Server) -> list[str]:
    return [str(mail["Subject"]).strip() for mail in smtp.mails]


def body(mail: EmailMessage) -> str:
    said: str = mail.get_content()
    return said


def talk(to: User, key: str, *, thread: str = "exchange:1", wait: timedelta = timedelta(0)) -> None:
    context = {"dossier": DOSSIER, "by": "Claire Essai", "link": "/dossiers/LO-2026-0012/echanges/"}
    outbox.queue(to=to, template="message_received", context=context, key=key, thread=thread, wait=wait)


def test_up_to_five_mails_an_hour_leave_one_by_one(nadia: User, smtp: Server) -> None:
    for n in range(5):
        queue(nadia, key=f"k{n}")
    assert deliver_due() == Delivered(sent=5)
    assert len(smtp.mails) == 5


def test_more_than_five_at_once_leave_as_one_that_tells_them_all(nadia: User, smtp: Server) -> None:
    for n in range(7):
        queue(nadia, key=f"k{n}", dossier=f"LO-2026-{n:04d} Projet {n}")
    assert deliver_due() == Delivered(sent=1)
    (mail,) = smtp.mails
    assert mail["Subject"] == "7 nouvelles"
    for n in range(7):
        assert f"- Instruction reprise\u00a0: LO-2026-{n:04d} Projet {n}" in body(mail)
    assert Message.objects.filter(grouped_in__isnull=False, sent_at=None).count() == 7
    assert deliver_due() == Delivered()


def test_news_of_one_dossier_name_it(nadia: User, smtp: Server) -> None:
    for n in range(6):
        queue(nadia, key=f"k{n}")
    deliver_due()
    assert subjects(smtp) == [f"6 nouvelles\u00a0: {DOSSIER}"]


def test_after_five_the_rest_of_the_hour_waits_and_leaves_as_one(nadia: User, smtp: Server) -> None:
    for n in range(5):
        queue(nadia, key=f"k{n}")
    deliver_due()
    for n in range(5, 8):
        queue(nadia, key=f"k{n}")
    assert deliver_due() == Delivered()
    held = Message.objects.filter(sent_at=None)
    assert {mail.attempts for mail in held} == {0}
    assert all(timedelta(minutes=59) < mail.next_try_at - timezone.now() < timedelta(hours=1) for mail in held)
    Message.objects.exclude(sent_at=None).update(sent_at=timezone.now() - timedelta(hours=1, seconds=1))
    held.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert deliver_due() == Delivered(sent=3)  # three are not too many in the hour that begins


def test_each_person_is_counted_apart(nadia: User, smtp: Server) -> None:
    louis = User.objects.create_user(email="louis@lab-o.example", first_name="Louis", last_name="Essai")
    for n in range(6):
        queue(nadia, key=f"n{n}")
    queue(louis, key="l")
    assert deliver_due() == Delivered(sent=2)
    assert sorted(str(mail["To"]) for mail in smtp.mails) == ["louis@lab-o.example", "nadia@lab-o.example"]


def test_a_receipt_a_convocation_and_a_decision_leave_by_themselves(nadia: User, smtp: Server) -> None:
    for n in range(6):
        queue(nadia, key=f"k{n}")
    context = {"dossier": DOSSIER, "signed_on": "jeudi 3 décembre 2026", "link": "/"}
    outbox.queue(to=nadia, template="decision_notified", context=context, key="decision")
    assert deliver_due() == Delivered(sent=2)
    assert set(subjects(smtp)) == {f"Décision notifiée\u00a0: {DOSSIER}", f"6 nouvelles\u00a0: {DOSSIER}"}


def test_one_thread_leaves_as_one_as_soon_as_its_first_mail_is_due(nadia: User, smtp: Server) -> None:
    wait = timedelta(minutes=5)
    for n in range(3):
        talk(nadia, f"k{n}", wait=wait)
    talk(nadia, "other", thread="exchange:2", wait=wait)
    assert deliver_due() == Delivered()
    Message.objects.filter(key="k0").update(next_try_at=timezone.now())
    assert deliver_due() == Delivered(sent=1)
    (mail,) = smtp.mails
    assert mail["Subject"] == f"3 nouvelles\u00a0: {DOSSIER}"
    assert body(mail).rstrip().count("/dossiers/LO-2026-0012/echanges/") == 4
    assert Message.objects.filter(key="other", grouped_in=None, attempts=0).exists()


def test_one_mail_of_a_thread_leaves_as_itself(nadia: User, smtp: Server) -> None:
    talk(nadia, "k")
    assert deliver_due() == Delivered(sent=1)
    assert subjects(smtp) == [f"Nouveau message de Claire Essai\u00a0: {DOSSIER}"]


def test_a_digest_refused_is_tried_again_as_the_same(nadia: User, smtp: Server) -> None:
    for n in range(6):
        queue(nadia, key=f"k{n}")
    smtp.refused[nadia.email] = "450 later"
    assert deliver_due() == Delivered(postponed=1)
    smtp.refused.clear()
    queue(nadia, key="later")
    Message.objects.filter(template="digest").update(next_try_at=timezone.now())
    assert deliver_due() == Delivered(sent=2)
    digest = Message.objects.get(template="digest")
    assert (digest.attempts, digest.grouped.count()) == (2, 6)


def test_one_that_cannot_be_written_fails_alone(nadia: User, smtp: Server) -> None:
    for n in range(6):
        queue(nadia, key=f"k{n}")
    Message.objects.filter(key="k3").update(template="gone")
    assert deliver_due() == Delivered(sent=5, postponed=1)


def test_what_another_worker_took_meanwhile_is_left_to_it(nadia: User, smtp: Server, monkeypatch: Any) -> None:
    for n in range(6):
        queue(nadia, key=f"k{n}")
    write = grouping._digest

    def slow(messages: Any, *, key: str) -> Message:
        Message.objects.filter(key="k2").update(attempts=1)
        return write(messages, key=key)

    monkeypatch.setattr(grouping, "_digest", slow)
    assert grouping.group(timezone.now()) == 0
    assert not Message.objects.filter(template="digest").exists()
    assert not Message.objects.filter(grouped_in__isnull=False).exists()


def test_what_is_called_off_never_leaves_and_what_was_tried_cannot_be(nadia: User, smtp: Server) -> None:
    outbox.queue_each(
        to=[nadia], template="resumed", context={"dossier": DOSSIER, "link": "/"}, key="a", wait=timedelta(minutes=5)
    )
    queue(nadia, key="ab:1")
    assert outbox.call_off(key="a") == 1
    assert [mail.key for mail in Message.objects.all()] == ["ab:1"]
    Message.objects.update(attempts=1)
    assert outbox.call_off(key="ab") == 0


def test_no_statement_more_than_one_when_nothing_is_due(nadia: User, statements: Any) -> None:
    with statements(at_most=1):
        assert grouping.group(timezone.now()) == 0


@pytest.mark.parametrize("count", [6, 60])
def test_a_digest_of_many_asks_as_much_as_one_of_few(nadia: User, statements: Any, count: int) -> None:
    for n in range(count):
        queue(nadia, key=f"k{n}")
    with statements(at_most=4):
        assert grouping.group(timezone.now()) == 1
