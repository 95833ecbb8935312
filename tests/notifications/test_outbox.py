"""A mail is queued with what it tells of, once, whole, in one statement."""

import pytest
from django.db import transaction

from accounts.models import User
from notifications import outbox
from notifications.models import Message
from tests.notifications.mails import queue


def test_queueing_is_one_statement(nadia, statements):
    with transaction.atomic(), statements(at_most=1) as seen:
        outbox.queue(to=nadia, template="resumed", context={"dossier": "LO-1", "link": "/"}, key="resumed:1")
    assert len(seen) == 1


def test_the_row_says_to_whom_and_where_at_the_time(nadia):
    message = queue(nadia)
    nadia.email = "nadia@ailleurs.example"
    nadia.save()
    message.refresh_from_db()
    assert (message.recipient, message.address, message.attempts) == (nadia, "nadia@lab-o.example", 0)
    assert message.next_try_at == message.created_at


def test_the_same_key_twice_is_one_row(nadia):
    first = queue(nadia, dossier="LO-1")
    second = queue(nadia, dossier="LO-2")
    assert first.pk == second.pk
    assert Message.objects.get().context["dossier"] == "LO-1"


def test_a_transaction_undone_takes_its_mails_with_it(nadia):
    with transaction.atomic():
        queue(nadia)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_mail_to_many_is_one_statement(nadia, statements):
    louis = User.objects.create_user(email="louis@lab-o.example", first_name="Louis", last_name="Essai")
    context = {"dossier": "LO-1", "link": "/"}
    for _ in range(2):
        with transaction.atomic(), statements() as seen:
            outbox.queue_each(to=[nadia, louis], template="resumed", context=context, key="resumed:1")
        assert len(seen) == 1
    rows = Message.objects.order_by("pk").values_list("key", "address")
    assert list(rows) == [
        (f"resumed:1:{nadia.pk}", "nadia@lab-o.example"),
        (f"resumed:1:{louis.pk}", "louis@lab-o.example"),
    ]


def test_a_mail_to_nobody_is_no_mail(db):
    outbox.queue_each(to=[], template="resumed", context={"dossier": "LO-1", "link": "/"}, key="resumed:1")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("template", "context", "key", "what"),
    [
        ("unheard_of", {"link": "/"}, "k", "unknown mail template"),
        ("resumed", {"link": "/"}, "k", "missing or unknown dossier"),
        ("resumed", {"dossier": "d", "link": "/", "score": "4"}, "k", "missing or unknown score"),
        ("resumed", {"dossier": 12, "link": "/"}, "k", "is text"),
        ("resumed", {"dossier": "d", "link": "/"}, "", "between 1 and 200"),
        ("resumed", {"dossier": "d", "link": "/"}, "k" * 201, "between 1 and 200"),
    ],
)
def test_a_mail_with_a_hole_in_it_cannot_be_queued(nadia, template, context, key, what):
    with pytest.raises(ValueError, match=what):
        outbox.queue(to=nadia, template=template, context=context, key=key)
    assert not Message.objects.exists()
