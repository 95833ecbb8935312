"""What the mails say: each tells all it was given, in plain text, and points to one place."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from notifications import letters
from notifications.models import Message
from tests.notifications.mails import queue

FOLDER = Path(settings.BASE_DIR, "templates", "mail")
#: What leaders receive before, or besides, the act that tells them.
TO_LEADERS = [
    "agenda_dated",
    "agenda_left",
    "agenda_moved",
    "agenda_undated",
    "submitted",
    "returned",
    "question_asked",
    "message_received",
    "on_agenda",
    "decision_notified",
    "suspended",
    "resumed",
    "withdrawn",
]
#: Words that would tell of votes, scores or an outcome.
TELLING = re.compile(r"score|note\b|rang\b|favorable|unanim|voix|accord|refus|rejet|ajourn|complémentaire|adopt|retenu")


def written(nadia, template: str, **context: str):
    values = {key: f"«{key}»" for key in letters.KEYS[template]} | {"link": "/dossiers/LO-1/"} | context
    message = Message(recipient=nadia, address=nadia.email, template=template, context=values, key=f"{template}:1")
    return letters.write(message)


def test_each_declared_mail_has_its_file_and_each_file_is_declared():
    files = {path.stem for path in FOLDER.glob("*.txt")} - {"base"}
    assert files == set(letters.KEYS)


@pytest.mark.parametrize("template", sorted(letters.KEYS))
def test_the_top_of_each_file_names_exactly_its_keys(template):
    comment = re.search(r"{% comment %}(.*?){% endcomment %}", (FOLDER / f"{template}.txt").read_text(), re.DOTALL)
    assert comment
    documented = re.findall(r"^(\w+)  +\S", comment.group(1), re.MULTILINE)
    assert sorted(documented) == sorted(letters.KEYS[template])


@pytest.mark.parametrize("template", sorted(letters.KEYS))
def test_each_mail_says_all_that_it_was_given(nadia, template):
    mail = written(nadia, template)
    assert mail.to == ["nadia@lab-o.example"]
    assert mail.subject
    assert "\n" not in mail.subject
    assert mail.body.startswith("Bonjour Nadia Essai,\n\n")
    assert mail.body.count(f"{settings.SITE_URL}/dossiers/LO-1/") == 1
    assert settings.LAB_NAME in mail.body
    assert "{" not in mail.subject + mail.body
    for key in letters.KEYS[template] - {"link"}:
        assert f"«{key}»" in mail.subject + mail.body


@pytest.mark.parametrize("template", TO_LEADERS)
def test_no_word_to_a_leader_tells_of_votes_scores_or_outcome(nadia, template):
    mail = written(nadia, template)
    assert TELLING.findall(f"{mail.subject} {mail.body}".lower()) == []


@pytest.mark.parametrize("template", sorted(letters.KEYS))
def test_two_marks_in_french_have_their_no_break_space(nadia, template):
    mail = written(nadia, template)
    text = (mail.subject + "\n" + mail.body).replace("http://", "").replace("«", "").replace("»", "")
    assert re.findall(r".[^\u00a0][:;!?](?=\s|$)", text) == []
    assert re.findall(r".* [:;!?»].*", text) == []


def test_what_people_write_is_neither_escaped_nor_cut(nadia):
    reason = "<b>Le budget</b> & l’équipe :\n- 20 000 € à justifier\n- 100 % d’autofinancement %(x)s {{ y }}"
    mail = written(nadia, "returned", reason=reason)
    assert reason in mail.body


def test_a_title_on_two_lines_makes_no_header(nadia):
    mail = written(nadia, "resumed", dossier="LO-1\nBcc: tous@lab-o.example")
    assert mail.subject.endswith("LO-1")
    assert "Bcc" not in mail.message()


@pytest.mark.parametrize(("silence", "told"), [("", False), ("Sans réponse le 23 janvier, refus.", True)])
def test_the_receipt_tells_of_silence_when_there_is_something_to_tell(nadia, silence, told):
    assert ("Sans réponse" in written(nadia, "submitted", silence=silence).body) is told


def test_the_message_id_follows_from_the_key_alone(nadia):
    first, other = queue(nadia, key="a"), queue(nadia, key="b")
    names = [letters.write(message).extra_headers["Message-ID"] for message in (first, first, other)]
    assert names[0] == names[1] != names[2]
    assert re.fullmatch(r"<[0-9a-f]{40}@lab-o\.example>", names[0])
