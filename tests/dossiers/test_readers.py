"""Invited readers: they read what the leader reads, change nothing, are told nothing more, never judge."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Attachment, Dossier, Interest, Verdict
from dossiers.visibility import who_sees
from notifications.models import Message
from tests import world
from tests.copil import committee as committees
from tests.dossiers.documents import upload
from tests.dossiers.test_leader_sees import TELLING, neutral
from tests.dossiers.test_pages import text
from tests.statements import counted
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import LogEntry, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def base(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/"


def again(person: User) -> User:
    """The person as a new request finds them."""
    return User.objects.get(pk=person.pk)


#: Every page about a dossier, and what an invited reader finds there.
FOUND = {
    "": 200, "versions/": 404, "formulaire/": 404, "formulaire/need/": 404, "formulaire/pieces/": 404, "porteurs/": 404,
    "challenge/": 404, "acces/": 404, "reprendre/": 404, "evaluations/": 404, "gestes/withdraw/": 403,
    "gestes/submit/": 403,
}  # fmt: skip


def test_a_reader_finds_the_page_alone_and_may_do_nothing(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("lectrice", Role.TEAM)
    world.read_with(dossier, friend, by=lab.leader)
    for deposited in (False, True):
        if deposited:
            ok(do(dossier, "submit", lab.leader))
        client.force_login(again(friend))
        assert {path: client.get(base(dossier) + path).status_code for path in FOUND} == FOUND
        assert client.post(base(dossier) + "gestes/withdraw/", {"reason": "Non.", "key": "k"}).status_code == 403
        assert standing(Actor(again(friend)), fresh(dossier)) == frozenset()
    answers = {**world.ANSWERS["need"], "irritant": "Autre chose."}
    outcome = actions.save_section(dossier=dossier, section="need", answers=answers, revision=1, by=friend)
    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.FORBIDDEN
    for refusal in (
        actions.invite_reader(dossier=dossier, email="x@ailleurs.example", by=friend),
        actions.invite_co_leader(dossier=dossier, email="x@ailleurs.example", by=friend),
        actions.remove_reader(dossier=dossier, person=lab.leader, by=friend),
    ):
        assert isinstance(refusal, Refusal)


def test_a_reader_reads_the_draft_as_it_is_written_and_its_files(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    friend = world.person("lectrice")
    world.read_with(dossier, friend, by=lab.leader)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez le besoin."))
    answers = {**world.ANSWERS["need"], "irritant": "Un texte en cours d’écriture."}
    ok(actions.save_section(dossier=dossier, section="need", answers=answers, revision=1, by=lab.leader))
    joined = ok(actions.attach(dossier=dossier, upload=upload(), by=lab.leader))
    client.force_login(friend)
    page = text(client.get(base(dossier)))
    for words in ("Un texte en cours d’écriture.", "devis.pdf", "Précisez le besoin."):
        assert words in page, words
    assert "Compléter le formulaire" not in page
    assert client.get(base(dossier) + "versions/").status_code == 200
    Attachment.objects.filter(pk=joined.pk).update(verdict=Verdict.CLEAN, scanned_at=clock.now())
    handed_out = client.get(f"{base(dossier)}pieces/{joined.pk}/")
    assert b"".join(handed_out.streaming_content).startswith(b"%PDF")
    assert client.post(f"{base(dossier)}pieces/{joined.pk}/retirer/").status_code == 404


def test_a_reader_is_sent_nothing(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("lectrice")
    world.read_with(dossier, friend, by=lab.leader)
    ok(do(dossier, "submit", lab.leader))
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    assert not Message.objects.filter(recipient=friend).exists()
    assert not WorkItem.objects.filter(assignee=friend).exists()


def test_a_reader_of_the_team_learns_no_more_than_the_leader(client: Client) -> None:
    committee = committees.build(3, envelope="30000.00")
    lab = committee.world
    friend = world.person("lectrice")
    granted, refused = (committees.on_agenda(committee) for _ in range(2))
    for dossier in (granted, refused):
        world.read_with(dossier, friend, by=lab.leader)
    friend.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    with committees.sitting(committee):
        committees.decided(committee, granted, amount="18000.00")
        committees.decided(committee, refused, "refusal", reasons="Le besoin n’est pas établi.")
        client.force_login(again(friend))
        pages = [neutral(client.get(base(d)).content.decode(), d) for d in (granted, refused)]
        assert pages[0] == pages[1]
        content = pages[0].partition("<main")[2].lower()  # the menu is the team's, with its ranking
        assert content
        assert not [word for word in TELLING if word in content]
        home = client.get("/")
        assert [figure.value for figure in home.context["figures"]] == []
        assert not [task for task in home.context["work"].tasks if task.reference == granted.reference]
        for query in ("?all=1", "?state=signature", "?holder=team_lead"):
            assert client.get(f"/dossiers/{query}").context["lines"] == []
        client.force_login(lab.leader)
        assert client.get(base(granted)).context["step"] == client.get(base(refused)).context["step"]


def test_having_read_the_draft_is_a_tie_that_stays(lab: World) -> None:
    dossier = world.draft(lab)
    friend = lab.referents[0]
    world.read_with(dossier, friend, by=lab.leader)
    assert Interest.objects.get(person=friend).reason == "A lu ce dossier à l’invitation de son porteur."
    ok(actions.remove_reader(dossier=dossier, person=friend, by=friend))
    assert not Dossier.objects.visible_to(again(friend)).exists()
    ok(do(dossier, "submit", lab.leader))
    refusal = actions.assign_referent(dossier=dossier, referent=friend, by=lab[Role.TEAM])
    assert isinstance(refusal, Refusal)
    assert [reason.code for reason in refusal.unmet] == ["no_interest"]


def test_who_examines_the_dossier_may_not_be_had_to_read_it(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    for judge in (lab.referents[0], lab[Role.TEAM], lab[Role.COPIL_CHAIR], lab[Role.SIGNATORY]):
        invitation = ok(actions.invite_reader(dossier=dossier, email=judge.email, by=lab.leader))
        assert isinstance(actions.accept_invitation(invitation=invitation, by=judge), Refusal)
        client.force_login(judge)
        assert "Vous ne pouvez pas accepter" in text(client.get(f"/invitations/{invitation.pk}/"))
    assert not Interest.objects.exists()


def test_readers_are_invited_and_removed_on_the_leaders_page(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend, other = world.person("lectrice"), world.person("autre")
    client.force_login(lab.leader)
    here = base(dossier) + "porteurs/"
    for wrong in ({"email": friend.email}, {"email": friend.email, "kind": "roi"}, {"kind": "reader"}):
        assert client.post(here, wrong).status_code == 422
    assert client.post(here, {"email": friend.email, "kind": "reader"}).status_code == 302
    client.force_login(friend)
    waiting = client.get("/").context["invitations"][0]
    assert "lire ce dossier" in text(client.get(f"/invitations/{waiting.pk}/"))
    assert client.post(f"/invitations/{waiting.pk}/", {"answer": "yes"}).status_code == 302
    assert client.get(base(dossier)).status_code == 200
    away = f"{base(dossier)}lecteurs/{friend.ref}/retirer/"
    for nobody in (other, lab[Role.TEAM]):
        client.force_login(nobody)
        assert client.post(away).status_code == 404
    client.force_login(lab.leader)
    assert "lectrice Essai" in text(client.get(here))
    assert client.post(f"{base(dossier)}lecteurs/{other.ref}/retirer/").status_code == 404
    assert client.post(away).status_code == 302
    client.force_login(friend)
    assert client.get(base(dossier)).status_code == 404
    events = list(LogEntry.objects.filter(case_id=dossier.pk).order_by("seq").values_list("event", flat=True))
    assert events[-4:] == ["invitation_sent", "reader_joined", "interest_declared", "reader_removed"]


def test_a_reader_leaves_by_themselves_and_may_come_back_as_a_co_leader(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("lectrice")
    world.read_with(dossier, friend, by=lab.leader)
    world.co_lead(dossier, friend, by=lab.leader)
    assert standing(Actor(again(friend)), fresh(dossier)) == {Role.LEADER}
    assert {sight.reasons for sight in who_sees(fresh(dossier)) if sight.person == friend} == {
        ("porte le dossier avec son porteur",)
    }
    other = world.person("autre")
    world.read_with(dossier, other, by=lab.leader)
    client.force_login(other)
    assert client.post(f"{base(dossier)}lecteurs/{other.ref}/retirer/")["Location"] == "/"
    assert client.get(base(dossier)).status_code == 404


def test_who_sees_the_dossier_tells_readers_and_why(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("lectrice")
    world.read_with(dossier, friend, by=lab.leader)
    ok(do(dossier, "submit", lab.leader))
    seen = {sight.person: sight.reasons for sight in who_sees(fresh(dossier))}
    assert seen[friend] == ("a été invité à le lire par le porteur",)
    for user in User.objects.all():
        assert (user in seen) == Dossier.objects.visible_to(user).filter(pk=dossier.pk).exists(), user


def test_the_page_asks_as_much_for_a_reader_as_for_a_leader(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    friend = world.person("lectrice")
    world.read_with(dossier, friend, by=lab.leader)
    client.force_login(friend)
    with counted(at_most=20):
        client.get(base(dossier))
