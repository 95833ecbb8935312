"""The team's notes: read by the team alone, with a colleague mentioned by name; not a word of them anywhere else."""

import html
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier, Mention, TeamNote
from dossiers.notes.mentions import mentioned, runs, unknown
from notifications import letters
from notifications.models import Message
from tests import world
from tests.copil import committee as committees
from tests.world import World, do, ok
from workflow import clock
from workflow.models import LogEntry, LogText
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db
TELLING = "Rappeler la trésorière de Fontcouverte"


@pytest.fixture
def lab() -> World:
    return world.build()


def note(dossier: Dossier, by: Any, text: str = TELLING) -> TeamNote:
    found: TeamNote = ok(actions.write_note(dossier=dossier, text=text, by=by, key=uuid4()))
    return found


def here(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/notes/"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# -- who ----------------------------------------------------------------------------
def test_the_team_alone_notes_pins_and_removes(lab: World) -> None:
    """Who finds the pages is in the table of every address; the verbs refuse by themselves."""
    dossier, aside = world.assigned(lab), world.person("ecarte", Role.TEAM)
    ok(actions.declare_interest(dossier=dossier, reason="Ma sœur.", by=aside))
    kept = note(dossier, lab[Role.TEAM])
    strangers = [lab[role] for role in Role if role not in {Role.SYSTEM, Role.TEAM, Role.TEAM_LEAD}]
    for person in (*strangers, aside):
        for outcome in (
            actions.write_note(dossier=dossier, text="?", by=person, key=uuid4()),
            actions.pin_note(note=kept, by=person),
            actions.remove_note(note=kept, by=person),
        ):
            assert isinstance(outcome, Refusal)
            assert outcome.why is Why.FORBIDDEN


def test_who_stepped_aside_reads_no_note_any_more(client: Client, lab: World) -> None:
    """What colleagues note before a decision is theirs to judge with."""
    dossier, aside = world.in_challenge(lab), world.person("ecarte", Role.TEAM)
    kept = note(dossier, lab[Role.TEAM], f"{TELLING} @ecarte Essai")
    ok(actions.pin_note(note=kept, by=lab[Role.TEAM]))
    client.force_login(aside)
    page = f"/dossiers/{dossier.reference}/"
    assert TELLING in text(client.get(page))
    ok(actions.declare_interest(dossier=dossier, reason="Ma sœur.", by=aside))
    assert client.get(here(dossier)).status_code == 404
    for path in (page, "/", "/mentions/", "/dossiers/?q=fontcouverte"):
        assert TELLING not in text(client.get(path)), path
    assert client.get("/mentions/").context["mentions"] == []


def test_who_leads_or_led_a_dossier_never_reads_its_notes_though_of_the_team(client: Client, lab: World) -> None:
    dossier, friend = world.draft(lab), world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    ok(do(dossier, "submit", lab.leader))
    note(dossier, lab[Role.TEAM], "@coporteur Essai, @leader Essai")
    from accounts.models import RoleHolding

    for person in (friend, lab.leader):
        RoleHolding.objects.create(user=person, role=Role.TEAM, starts_on=world.EARLY)
        client.force_login(person)
        assert client.get(here(dossier)).status_code == 404
        assert "Notes d’équipe" not in text(client.get(f"/dossiers/{dossier.reference}/"))
    ok(actions.remove_co_leader(dossier=dossier, person=friend, by=lab.leader))
    client.force_login(friend)
    assert client.get(here(dossier)).status_code == 404
    assert not Mention.objects.exists()


PATHS = (
    "", "challenge/", "versions/", "acces/", "interet/", "evaluations/", "echanges/", "formulaire/",
    "formulaire/pieces/", "porteurs/", "notes/", "gestes/withdraw/", "gestes/suspend/", "decision/", "inscrire/",
)  # fmt: skip


def test_not_a_word_of_a_note_reaches_anybody_else(client: Client) -> None:
    committee = committees.build(3)
    lab, dossier = committee.world, committees.on_agenda(committee)
    kept = note(dossier, lab[Role.TEAM], f"{TELLING} @team_lead Essai")
    ok(actions.pin_note(note=kept, by=lab[Role.TEAM]))
    removed = note(dossier, lab[Role.TEAM], f"{TELLING} (bis)")
    ok(actions.remove_note(note=removed, by=lab[Role.TEAM]))
    common = ("/", "/dossiers/", "/dossiers/?q=Fontcouverte", "/dossiers/?q=trésorière", "/copil/", "/decisions/",
        "/referents/", "/mentions/", "/appels/")  # fmt: skip
    others = {lab.leader, *lab.referents, *(lab[role] for role in Role if role is not Role.SYSTEM)}
    others |= {seat.person for seat in committee.session.seats.select_related("person")}
    seen = 0
    for user in others:
        if Role.TEAM in user.roles:
            continue
        client.force_login(user)
        for path in (*common, *(f"/dossiers/{dossier.reference}/{p}" for p in PATHS)):
            answer = client.get(path)
            seen += answer.status_code == 200
            said = text(answer).replace("q=Fontcouverte", "").replace('value="Fontcouverte"', "")
            assert "Fontcouverte" not in said, (user, path)
            assert "Notes d’équipe" not in text(answer), (user, path)
            assert "Note d’équipe" not in text(answer), (user, path)
    assert seen > 30
    assert not [e for e in LogEntry.objects.all() if "Fontcouverte" in e.payload]
    assert not LogText.objects.filter(text__contains="Fontcouverte").exists()
    for mail in Message.objects.select_related("recipient"):
        assert "Fontcouverte" not in letters.write(mail).body
    client.force_login(lab[Role.TEAM])
    assert not client.get("/dossiers/?q=Fontcouverte").context["lines"]


def test_a_first_draft_has_no_notes(lab: World) -> None:
    dossier = world.draft(lab)
    outcome = actions.write_note(dossier=dossier, text="?", by=lab[Role.TEAM], key=uuid4())
    assert isinstance(outcome, Refusal)


# -- writing --------------------------------------------------------------------------
def test_a_note_is_kept_once_pinned_on_top_and_removed_for_good(client: Client, lab: World) -> None:
    dossier, key = world.in_challenge(lab), uuid4()
    first = ok(actions.write_note(dossier=dossier, text="Un", by=lab[Role.TEAM], key=key))
    assert ok(actions.write_note(dossier=dossier, text="Un", by=lab[Role.TEAM], key=key)) == first
    stolen = actions.write_note(dossier=dossier, text="Un", by=lab[Role.TEAM_LEAD], key=key)
    assert isinstance(stolen, Refusal)
    second, third = note(dossier, lab[Role.TEAM], "Deux"), note(dossier, lab[Role.TEAM_LEAD], "Trois")
    client.force_login(lab[Role.TEAM])

    def order() -> list[str]:
        return [shown.note.text for shown in client.get(here(dossier)).context["found"].notes]

    assert order() == ["Trois", "Deux", "Un"]
    client.post(f"{here(dossier)}{first.pk}/epingler/", {"pinned": "yes"})
    assert order() == ["Un", "Trois", "Deux"]
    client.post(f"{here(dossier)}{second.pk}/epingler/", {"pinned": "yes"})
    assert order() == ["Deux", "Trois", "Un"]
    assert "Deux" in text(client.get(f"/dossiers/{dossier.reference}/"))
    client.post(f"{here(dossier)}{second.pk}/epingler/", {"pinned": "no"})
    assert order() == ["Trois", "Deux", "Un"]
    refused = actions.remove_note(note=third, by=lab[Role.TEAM])
    assert isinstance(refused, Refusal)
    ok(actions.remove_note(note=first, by=lab[Role.TEAM_LEAD]))  # the coordination may
    assert "Note retirée le" in text(client.get(here(dossier)))
    assert isinstance(actions.pin_note(note=first, by=lab[Role.TEAM]), Refusal)


@pytest.mark.parametrize("typed", [" ", "x" * 4001, "Un \0 nul"])
def test_what_cannot_be_kept_is_refused_with_what_was_typed(client: Client, lab: World, typed: str) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    answer = client.post(here(dossier), {"note-text": typed, "key": "?"})
    assert (answer.status_code, answer.context["form"]["text"].value()) == (422, typed)
    assert not TeamNote.objects.exists()


def test_a_note_of_another_dossier_is_not_found_here(client: Client, lab: World) -> None:
    first, second = world.in_challenge(lab), world.in_challenge(lab)
    kept = note(first, lab[Role.TEAM])
    client.force_login(lab[Role.TEAM])
    assert client.post(f"{here(second)}{kept.pk}/retirer/").status_code == 404


# -- mentions ---------------------------------------------------------------------------
def test_a_mentioned_colleague_is_told_by_mail_on_the_home_page_and_in_their_list(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    kept = note(dossier, lab[Role.TEAM], f"{TELLING}, @Team_Lead ESSAI ?")
    mail = Message.objects.get(template="mentioned")
    assert (mail.recipient, mail.context["dossier"]) == (lab[Role.TEAM_LEAD], dossier.reference)
    assert mail.context["link"] == f"{here(dossier)}#note-{kept.pk}"
    client.force_login(lab[Role.TEAM_LEAD])
    assert [m.url for m in client.get("/").context["mentions"]] == [mail.context["link"]]
    assert client.get("/mentions/").context["mentions"][0].new
    page = client.get(here(dossier))
    assert "Vous mentionne" in text(page)
    assert '<strong class="jalon-mention">@Team_Lead ESSAI</strong>' in page.content.decode()
    assert client.get("/").context["mentions"] == []
    assert not client.get("/mentions/").context["mentions"][0].new
    mail.refresh_from_db()
    assert mail.read_at is not None


def test_only_who_may_read_the_note_is_mentioned_and_the_author_is_told_who_was_not(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    ok(actions.declare_interest(dossier=dossier, reason="Ma sœur.", by=lab[Role.TEAM_LEAD]))
    client.force_login(lab[Role.TEAM])
    said = "@leader Essai @referent1 Essai @auditor Essai @team_lead Essai @team Essai @Nadine"
    answer = client.post(here(dossier), {"note-text": said}, follow=True)
    assert not Mention.objects.exists()
    assert not Message.objects.filter(template="mentioned").exists()
    assert "@leader, @referent1, @auditor, @team_lead, @Nadine : ce nom" in text(answer).replace("\u00a0", " ")


def test_a_removed_note_mentions_nobody_any_more(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    kept = note(dossier, lab[Role.TEAM], "@team_lead Essai")
    ok(actions.remove_note(note=kept, by=lab[Role.TEAM]))
    client.force_login(lab[Role.TEAM_LEAD])
    assert client.get("/mentions/").context["mentions"] == []
    assert not Message.objects.filter(template="mentioned").exists()


def test_hostile_text_is_shown_as_text(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    mean = world.person("jean<b-onerror=alert(1)>", Role.TEAM)
    note(dossier, lab[Role.TEAM], f"@{mean.full_name} <script>alert(1)</script> @team_lead Essai<b>")
    client.force_login(lab[Role.TEAM])
    page = client.get(here(dossier)).content.decode()
    assert "<script>alert" not in page
    assert "<b-" not in page
    assert "<b>" not in page
    assert page.count('class="jalon-mention"') == 2


def names(text: str) -> list[str]:
    people = [world.person(name) for name in ("claire", "claire-marie", "zoé")]
    return [person.first_name for person in mentioned(text, people)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("@claire Essai", ["claire"]),
        ("(@CLAIRE essai)", ["claire"]),
        ("@claire-marie Essai et @Zoe Essai.", ["claire-marie", "zoé"]),
        ("@claire Essaim", []),
        ("@claire", []),
        ("claire@claire Essai", []),
        ("@@claire Essai", []),
        ("@ claire Essai", []),
        ("@" * 4000, []),
        ("", []),
    ],
)
def test_a_mention_is_an_at_sign_and_a_whole_name(typed: str, found: list[str]) -> None:
    assert names(typed) == found


def test_a_text_cut_into_runs_is_the_text_again() -> None:
    people = [world.person("claire"), world.person("zoé")]
    for said in ("@claire Essai@zoé Essai", "ﬁn @Zoé Essai ﬁn İ", "a@b.fr @claire Essai\n@inconnu"):
        assert "".join(run.text for run in runs(said, people)) == said
    assert unknown("a@b.fr @claire Essai\n@inconnu @claire", people) == ["@inconnu", "@claire"]


# -- statements ---------------------------------------------------------------------------
@pytest.mark.breaks_invariants
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_pages_ask_as_much_for_one_note_as_for_a_thousand(
    client: Client, lab: World, statements: Any, count: int
) -> None:
    dossier, now = world.in_challenge(lab), clock.now()
    rows = [TeamNote(dossier=dossier, author=lab[Role.TEAM], text=f"n° {n}", written_at=now) for n in range(count)]
    TeamNote.objects.bulk_create(rows)
    Mention.objects.bulk_create(Mention(note=row, person=lab[Role.TEAM_LEAD]) for row in rows)
    client.force_login(lab[Role.TEAM_LEAD])
    for path, most in (("/mentions/", 10), ("/", 10), (f"/dossiers/{dossier.reference}/", 20), (here(dossier), 10)):
        with statements(at_most=most):
            assert client.get(path).status_code == 200
