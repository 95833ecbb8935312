"""Leaders and the team write to each other: who may, who reads, what stays; nothing reaches anybody else."""

import html
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.conversation.reading import SHOWN
from dossiers.files import scanning
from dossiers.files.antivirus import Finding
from dossiers.models import Attachment, Dossier, Exchange, Reading, Verdict
from notifications.models import Message
from tests import world
from tests.dossiers import documents as d
from tests.dossiers.documents import upload
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.models import LogEntry, LogText
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db
TELLING = "Le préau de Montségur-sur-Lauze"


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def write(dossier: Dossier, by: User, text: str = TELLING, **said: Any) -> Exchange:
    found: Exchange = ok(actions.write_message(dossier=dossier, text=text, by=by, key=uuid4(), **said))
    return found


def refusal(outcome: Any) -> Refusal:
    assert isinstance(outcome, Refusal), outcome
    return outcome


def here(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/echanges/"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def shown(client: Client, user: User, dossier: Dossier) -> Any:
    client.force_login(user)
    return client.get(here(dossier)).context["conversation"]


# -- who takes part ------------------------------------------------------------------
def test_co_leaders_take_part_past_leaders_readers_and_strangers_do_not(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    friend, stranger = world.person("coporteur"), world.person("inconnue")
    world.co_lead(dossier, friend, by=lab.leader)
    write(dossier, lab[Role.TEAM])
    client.force_login(friend)
    assert TELLING in text(client.get(here(dossier)))
    write(dossier, friend)
    ok(actions.remove_co_leader(dossier=dossier, person=friend, by=lab.leader))
    for user in (friend, stranger):
        client.force_login(user)
        assert client.get(here(dossier)).status_code == 404
        assert refusal(actions.write_message(dossier=dossier, text="?", by=user, key=uuid4())).why is Why.FORBIDDEN
        assert TELLING not in text(client.get("/"))


def test_a_first_draft_has_no_exchange_for_nobody_of_the_team_may_know_of_it(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    assert refusal(actions.write_message(dossier=dossier, text="?", by=lab.leader, key=uuid4())).why is Why.WRONG_STATE
    for role in (Role.LEADER, Role.TEAM):
        client.force_login(lab[role])
        assert client.get(here(dossier)).status_code == 404


def test_it_stays_open_until_the_dossier_is_closed_or_withdrawn(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    write(dossier, lab.leader)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    write(dossier, lab[Role.TEAM])
    ok(do(dossier, "resubmit", lab.leader))
    ok(do(dossier, "suspend", lab[Role.TEAM], reason="Absence.", until=clock.today() + timedelta(9)))
    mine = write(dossier, lab.leader)
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    for outcome in (
        actions.write_message(dossier=dossier, text="?", by=lab.leader, key=uuid4()),
        actions.correct_message(message=mine, text="?", by=lab.leader),
        actions.withdraw_message(message=mine, by=lab.leader),
    ):
        assert refusal(outcome).why is Why.WRONG_STATE
    page = shown(client, lab.leader, dossier)
    assert (len(page.messages), page.open, any(m.may_withdraw for m in page.messages)) == (3, False, False)


def test_nobody_else_reads_a_word_of_it_anywhere(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    write(dossier, lab.leader)
    write(dossier, lab[Role.TEAM], f"{TELLING} (réponse)")
    pages = ["/", "/dossiers/", "/dossiers/?q=Montségur", *(f"/dossiers/{dossier.reference}/{p}" for p in (
        "", "challenge/", "versions/", "acces/", "interet/", "evaluations/", "formulaire/"))]  # fmt: skip
    for user in [*lab.referents, *(lab[r] for r in Role if r not in {Role.SYSTEM, Role.LEADER, Role.TEAM})]:
        client.force_login(user)
        for path in pages:
            page = text(client.get(path))
            if Role.TEAM in user.roles or Role.AUDITOR in user.roles:
                continue
            assert TELLING not in page, (user, path)
            assert "Échanges" not in page, (user, path)
    assert not [e for e in LogEntry.objects.all() if TELLING in e.payload]


# -- sending --------------------------------------------------------------------------
def test_sent_twice_is_sent_once(lab: World) -> None:
    dossier, key = world.in_challenge(lab), uuid4()
    first = ok(actions.write_message(dossier=dossier, text="Une fois", by=lab.leader, key=key, uploads=[upload()]))
    again = ok(actions.write_message(dossier=dossier, text="Une fois", by=lab.leader, key=key, uploads=[upload()]))
    assert (first.pk, Exchange.objects.count(), Attachment.objects.count()) == (again.pk, 1, 1)
    stolen = actions.write_message(dossier=dossier, text="Une fois", by=lab[Role.TEAM], key=key)
    assert refusal(stolen).why is Why.KEY_REUSED


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"message-text": " \n"}, 422, "Écrivez le message."),
        ({"message-text": "Un \0 nul"}, 422, "nul"),
        ({"message-text": "x" * 4001}, 422, "4"),
        ({"message-text": "Bon", "message-section": "'; drop"}, 422, "valide"),
        ({"message-text": "Bon", "key": "pas une clé"}, 302, ""),
        ({"message-text": "<script>alert(1)</script> & \u202e"}, 302, ""),
    ],
)
def test_hostile_input_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, lab: World, said: dict[str, str], status: int, words: str
) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab.leader)
    answer = client.post(here(dossier), said)
    assert answer.status_code == status
    if status == 422:
        assert words in text(answer)
        assert answer.context["form"]["text"].value() == said["message-text"]
        assert not Exchange.objects.exists()
    else:
        page = client.get(here(dossier)).content.decode()
        assert "<script>alert" not in page
        assert "\u202e" not in page


def test_what_belongs_to_another_dossier_is_not_found_here(client: Client, lab: World) -> None:
    first, second = world.in_challenge(lab), world.in_challenge(lab)
    message = write(first, lab.leader)
    client.force_login(lab.leader)
    for path in ("corriger", "retirer"):
        assert client.post(f"{here(second)}{message.pk}/{path}/").status_code == 404
    assert client.get(f"{here(second)}?before={message.pk}").context["conversation"].messages == ()
    assert client.get(f"{here(second)}?before=x").status_code == 200


def test_a_message_quotes_a_section_and_leads_to_it(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    write(dossier, lab.leader, section="budget")
    (message,) = shown(client, lab[Role.TEAM], dossier).messages
    assert (message.section, message.section_url) == ("Le budget", f"/dossiers/{dossier.reference}/#budget")
    assert client.get(here(dossier) + "?section=need").context["form"].initial == {"section": "need"}


# -- reading ---------------------------------------------------------------------------
def test_who_read_what_is_told_to_who_wrote_it(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    write(dossier, lab.leader)
    assert {r.person for r in Reading.objects.all()} == {lab[Role.TEAM], lab[Role.TEAM_LEAD]}
    (own,) = shown(client, lab.leader, dossier).messages
    assert (own.read_by, own.new, own.tells_reading) == ((), False, True)
    (theirs,) = shown(client, lab[Role.TEAM], dossier).messages
    assert (theirs.new, theirs.tells_reading) == (True, False)
    assert shown(client, lab[Role.TEAM], dossier).new == 0
    (own,) = shown(client, lab.leader, dossier).messages
    assert [reader.name for reader in own.read_by] == ["team Essai"]
    client.force_login(lab.leader)
    assert "Lu par le lab le" in text(client.get(here(dossier)))
    (checked,) = shown(client, lab[Role.AUDITOR], dossier).messages
    assert (checked.tells_reading, Reading.objects.filter(person=lab[Role.AUDITOR]).exists()) == (True, False)


def test_a_head_request_reads_nothing(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    write(dossier, lab.leader)
    client.force_login(lab[Role.TEAM])
    client.head(here(dossier))
    assert not Reading.objects.exclude(read_at=None).exists()


def test_the_home_page_counts_what_is_unread_until_it_is_read(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    for n in range(2):
        write(dossier, lab.leader, f"Message {n}")
    withdrawn = write(dossier, lab.leader)
    ok(actions.withdraw_message(message=withdrawn, by=lab.leader))

    def counts(user: User) -> list[tuple[str, int]]:
        client.force_login(user)
        return [(one.reference, one.count) for one in client.get("/").context["unread"]]

    assert counts(lab[Role.TEAM]) == [(dossier.reference, 2)]
    assert counts(lab.leader) == counts(lab[Role.AUDITOR]) == []
    client.force_login(lab[Role.TEAM])
    assert "2 messages non lus" in text(client.get(f"/dossiers/{dossier.reference}/"))
    client.get(here(dossier))
    assert counts(lab[Role.TEAM]) == []
    assert counts(lab[Role.TEAM_LEAD]) == [(dossier.reference, 2)]
    write(dossier, lab[Role.TEAM])
    assert counts(lab.leader) == [(dossier.reference, 1)]


def test_who_left_the_team_or_stepped_aside_awaits_nothing_more(client: Client, lab: World) -> None:
    dossier, other = world.in_challenge(lab), world.person("autre", Role.TEAM)
    write(dossier, lab.leader)
    other.holdings.update(ends_on=clock.today() - timedelta(1))
    client.force_login(other)
    assert client.get("/").context["unread"] == []
    ok(actions.declare_interest(dossier=dossier, reason="Ma sœur.", by=lab[Role.TEAM_LEAD]))
    write(dossier, lab.leader, "Encore")
    assert not Reading.objects.filter(exchange__text="Encore", person=lab[Role.TEAM_LEAD]).exists()


def test_a_long_exchange_is_read_page_by_page(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    now = clock.now()
    Exchange.objects.bulk_create(
        Exchange(dossier=dossier, side="leaders", author=lab.leader, text=f"n° {n}", sent_at=now - timedelta(hours=n))
        for n in range(SHOWN + 3)
    )
    page = shown(client, lab[Role.TEAM], dossier)
    assert [m.message.text for m in page.messages][-1] == "n° 0"
    before = client.get(page.earlier).context["conversation"]
    assert [m.message.text for m in before.messages] == [f"n° {n}" for n in (SHOWN + 2, SHOWN + 1, SHOWN)]
    assert before.earlier == ""


# -- correcting, withdrawing ------------------------------------------------------------
def test_a_message_is_corrected_for_five_minutes_and_never_after(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    message = write(dossier, lab.leader)
    with clock.at(message.sent_at + timedelta(minutes=4, seconds=59)):
        ok(actions.correct_message(message=message, text="Le bon texte", by=lab.leader))
    message.refresh_from_db()
    assert (message.text, message.corrected_at is not None) == ("Le bon texte", True)
    with clock.at(message.sent_at + timedelta(minutes=5)):
        late = refusal(actions.correct_message(message=message, text="Trop tard", by=lab.leader))
        assert late.why is Why.WRONG_STATE
        assert not shown(client, lab.leader, dossier).messages[0].may_correct
    kept = LogText.objects.filter(entry__event__startswith="message_").order_by("entry__seq")
    assert [said.text for said in kept] == [TELLING, "Le bon texte"]
    assert refusal(actions.correct_message(message=message, text="?", by=lab[Role.TEAM])).why is Why.FORBIDDEN


def test_an_emptied_correction_is_refused_where_it_was_typed(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    message = write(dossier, lab.leader)
    client.force_login(lab.leader)
    answer = client.post(f"{here(dossier)}{message.pk}/corriger/", {f"correct-{message.pk}-text": " "})
    assert (answer.status_code, answer.context["correcting"]) == (422, message.pk)
    done = client.post(f"{here(dossier)}{message.pk}/corriger/", {f"correct-{message.pk}-text": "Mieux dit"})
    assert done["Location"] == f"{here(dossier)}#message-{message.pk}"
    assert "Mieux dit" in text(client.get(here(dossier)))


def test_a_withdrawn_message_leaves_its_trace_without_its_words_or_its_files(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    message = write(dossier, lab.leader, uploads=[upload("plan.pdf")])
    attachment = Attachment.objects.get()
    ok(actions.withdraw_message(message=message, by=lab.leader))
    ok(actions.withdraw_message(message=message, by=lab.leader))
    for user in (lab.leader, lab[Role.TEAM], lab[Role.AUDITOR]):
        client.force_login(user)
        page = text(client.get(here(dossier)))
        assert "Message retiré par son auteur" in page
        assert TELLING not in page
        assert "plan.pdf" not in page
        assert client.get(f"/dossiers/{dossier.reference}/pieces/{attachment.pk}/").status_code == 404
    assert LogEntry.objects.filter(event="message_withdrawn").count() == 1


# -- files --------------------------------------------------------------------------------
def scanned(attachment: Attachment) -> None:
    scanning.record(attachment, Finding(Verdict.CLEAN, ""))


def test_the_files_of_a_message_are_its_readers_alone(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    write(dossier, lab.leader, uploads=[upload("plan.pdf"), upload("photo.png", d.PNG)])
    files = list(Attachment.objects.order_by("name"))
    assert [(f.name, f.message_id is not None, f.added_in) for f in files] == [
        ("photo.png", True, None),
        ("plan.pdf", True, None),
    ]
    url = f"/dossiers/{dossier.reference}/pieces/{files[1].pk}/"
    client.force_login(lab[Role.TEAM])
    assert client.get(url).status_code == 403  # no antivirus has seen it
    for file in files:
        scanned(file)
    found = {}
    for role in (Role.LEADER, Role.TEAM, Role.AUDITOR, Role.REFERENT, Role.SIGNATORY):
        client.force_login(lab[role])
        answer: Any = client.get(url)
        assert not answer.streaming or b"".join(answer.streaming_content)
        found[role.value] = answer.status_code
    assert found == {"leader": 200, "team": 200, "auditor": 200, "referent": 404, "signatory": 404}
    client.force_login(lab.referents[0])
    assert "plan.pdf" not in text(client.get(f"/dossiers/{dossier.reference}/"))


def test_one_file_that_may_not_be_joined_sends_nothing_and_says_which(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab.leader)
    said = {"message-text": TELLING, "key": str(uuid4()), "files": [upload("plan.pdf"), upload("page.html", b"<html>")]}
    answer = client.post(here(dossier), said)
    assert answer.status_code == 422
    assert "« page.html »" in text(answer)
    assert TELLING in text(answer)
    assert (Exchange.objects.count(), Attachment.objects.count()) == (0, 0)
    many = refusal(
        actions.write_message(
            dossier=dossier, text="?", by=lab.leader, key=uuid4(), uploads=[upload(f"{n}.pdf") for n in range(11)]
        )
    )
    assert many.unmet[0].code == "few_files"


def test_files_of_the_exchange_do_not_hold_the_challenge(lab: World) -> None:
    dossier = world.assigned(lab)
    write(dossier, lab.leader, uploads=[upload()])
    for referent in lab.referents:
        ok(actions.give_opinion(dossier=dossier, sense="favourable", text="Bien.", by=referent))
    assert fresh(dossier).state == "team_review"


# -- being told ------------------------------------------------------------------------------
def test_the_other_side_is_told_by_a_mail_that_waits_for_company(lab: World) -> None:
    dossier = world.in_challenge(lab)
    message = write(dossier, lab.leader)
    mails = Message.objects.filter(template="message_received")
    assert {mail.recipient for mail in mails} == {lab[Role.TEAM], lab[Role.TEAM_LEAD]}
    for mail in mails:
        assert mail.next_try_at - mail.created_at >= timedelta(minutes=4, seconds=59)
        assert mail.context == {"dossier": str(dossier), "by": "leader Essai", "link": here(dossier)}
    ok(actions.withdraw_message(message=message, by=lab.leader))
    assert not mails.all().exists()
    write(dossier, lab[Role.TEAM])
    assert [mail.recipient for mail in mails.all()] == [lab.leader]


def test_reading_the_exchange_reads_its_lines(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    write(dossier, lab.leader)
    client.force_login(lab[Role.TEAM])
    client.get(here(dossier))
    unread = Message.objects.filter(template="message_received", read_at=None)
    assert [line.recipient for line in unread] == [lab[Role.TEAM_LEAD]]


# -- statements -------------------------------------------------------------------------------
@pytest.mark.breaks_invariants
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_page_asks_as_much_for_one_message_as_for_a_thousand(
    client: Client, lab: World, statements: Any, count: int
) -> None:
    dossier, now = world.in_challenge(lab), clock.now()
    rows = [
        Exchange(id=UUID(int=n), dossier=dossier, side="leaders", author=lab.leader, text=f"n° {n}", sent_at=now)
        for n in range(1, count + 1)
    ]
    Exchange.objects.bulk_create(rows)
    Reading.objects.bulk_create(Reading(exchange=row, person=lab[Role.TEAM]) for row in rows)
    client.force_login(lab[Role.TEAM])
    for path, most in (("/", 10), (f"/dossiers/{dossier.reference}/", 20), (here(dossier), 10)):
        with statements(at_most=most):
            assert client.get(path).status_code == 200
