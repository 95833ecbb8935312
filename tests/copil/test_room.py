"""A session while it is held: what the room's screen and a member's page tell, what they do not, what they cost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.ballots.proposals import Proposal
from copil.models import Ballot, Vote
from copil.tally import Window
from dossiers.models import Dossier
from tests import world
from tests.copil.committee import Committee, build, called, decided, on_agenda, proposed, sitting
from tests.world import ok
from workflow import clock
from workflow.models import Request

pytestmark = pytest.mark.django_db

POINT = actions.BusinessDraft(kind="report", title="Activité du semestre")


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def place(committee: Committee, page: str) -> str:
    return f"{committee.session.get_absolute_url()}{page}/"


def shown(committee: Committee, user: User, page: str) -> str:
    """The followed part of a page, its spaces made one."""
    text = client(user).get(place(committee, page) + "suivi/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def sent(committee: Committee, dossier: Dossier, member: int, choice: str, **more: object) -> Any:
    """What the member's page sends when one of its buttons is pressed."""
    seat = more.pop("seat", committee.seat(member).pk)
    said = {"point": dossier.reference, "ballot": 1, "seat": seat, "choice": choice, **more}
    return client(committee.members[member]).post(place(committee, "voter"), said)


@pytest.fixture
def voting() -> Any:
    """Five seats, one out, one absent that gave its vote to the second; a vote open on the second point."""
    committee = build(5)
    ok(actions.add_business(session=committee.session, draft=POINT, by=committee.secretary))
    dossier, after = on_agenda(committee), on_agenda(committee)
    with sitting(committee, present=4):
        ok(actions.give_proxy(giver=committee.seat(4), holder=committee.seat(1), by=committee.secretary))
        ok(actions.declare_interest(dossier=dossier, reason="Mon frère y travaille.", by=committee.members[3]))
        point = committee.session.business.get()
        ok(actions.close_business(business=point, by=committee.secretary, conclusion="Le COPIL en prend acte."))
        ballot = proposed(committee, dossier, "partial", amount="9000")
        yield committee, dossier, after, ballot


# -- what they tell -------------------------------------------------------------------------
def test_the_screen_follows_a_session_from_before_it_opens_to_its_close() -> None:
    committee = build(3)
    ok(actions.add_business(session=committee.session, draft=POINT, by=committee.secretary))
    first, second = on_agenda(committee), on_agenda(committee)

    def told(*texts: str) -> None:
        text = shown(committee, committee.secretary, "ecran")
        assert [t for t in texts if t not in text] == []

    ok(actions.convoke(session=committee.session, by=committee.lead))
    told("La séance n’est pas encore ouverte", "2 /3 requis pour le quorum", "Pour commencer Point 1")
    with sitting(committee):
        told("Aucun point n’est encore appelé", "Pour commencer Point 1 : Activité du semestre")
        point = committee.session.business.get()
        ok(actions.close_business(business=point, by=committee.secretary, conclusion="Le COPIL en prend acte."))
        told("Point 1 sur 3 : examiné", "Le COPIL en prend acte.", f"À suivre Point 2 : {first.title}")
        called(committee, first)
        told("Point 2 sur 3 : en discussion", "3 /3 présents ou représentés", "2 requis : quorum atteint")
        ballot = proposed(committee, first)
        committee.vote(ballot, m0="contre", m1="contre")
        told("vote ouvert", "Accord, 18 000,00 €", "2 /3 ont voté", "a voté")
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
        told("en discussion", "Rejeté", "2 contre", "La proposition est rejetée")
        ok(actions.close_item(item=committee.item(first), by=committee.chair))
        told("Point 2 sur 3 : rejeté", "À suivre Point 3")
        decided(committee, second)
        told("Point 3 sur 3 : adopté", "Adopté", "3 pour", "L’ordre du jour est épuisé.")
        ok(actions.close_session(session=committee.session, by=committee.secretary))
        told("La séance est close")


def test_each_member_reads_their_own_part_and_the_screen_names_no_person(voting: Any) -> None:
    committee, dossier, after, _ballot = voting
    expected = {
        0: ("Votre vote", "Quorum : 4 sur 4 présents ou représentés, 2 requis."),
        1: ("Votre vote", "Par mandat, pour Siège 4"),
        3: ("Vous êtes en déport sur ce point.", "il ne vote pas"),
        4: ("n’est pas marqué présent",),
    }
    for rank, texts in expected.items():
        text = shown(committee, committee.members[rank], "voter")
        assert [t for t in (*texts, f"Lire le dossier {dossier.reference}") if t not in text] == []
    screen = shown(committee, committee.secretary, "ecran")
    assert "Sont sortis : Siège 3" in screen
    assert "représenté par Siège 1" in screen
    everybody = [person.last_name for person in User.objects.exclude(last_name="")]
    assert [name for name in {"frère", after.reference, *everybody} if name in screen.replace("Essai", "")] == []


def test_before_the_close_nothing_tells_a_choice_nor_a_count(voting: Any) -> None:
    """Two votes that differ in all they say give every other reader the same page, byte for byte but its own tokens."""
    committee, dossier, _after, ballot = voting
    readers = {who: client(who) for who in (committee.members[2], committee.members[3], committee.secretary)}
    pages = ("ecran/suivi", "ecran", "voter", "voter/suivi", f"points/{dossier.reference}/suivi", "suivi")

    def read() -> dict[tuple[str, str], str]:
        found = {}
        for who, me in readers.items():
            for page in pages:
                answer = me.get(place(committee, page))
                text = answer.content.decode() + str(sorted(answer.headers.items()))
                text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|sessionid=\w+|csrftoken=\w+', "", text)
                text = re.sub(r"[0-9a-f]{32}", "mark", text)
                found[who.email, page] = re.sub(
                    r"'(?:Content-Length|Set-Cookie|Content-Security-Policy)', '[^']*'", "", text
                )
        return found

    committee.vote(ballot, m0="pour", m1="contre")
    first = read()
    committee.vote(ballot, m0="abstention", m1="nppv")
    assert read() == first
    own = shown(committee, committee.members[0], "voter")
    assert "Votre vote est reçu : abstention" in own


def test_a_secret_vote_shows_how_many_voted_and_no_seat() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ok(actions.ask_secret(item=committee.item(dossier), by=committee.members[1]))
        ballot = proposed(committee, dossier)
        committee.vote(ballot, m1="contre")
        screen = shown(committee, committee.secretary, "ecran")
        assert ("scrutin secret" in screen, "1 /3 ont voté" in screen, "a voté" in screen) == (True, True, False)
        mine = shown(committee, committee.members[1], "voter")
        assert ("reçu et scellé" in mine, "contre." in mine) == (True, False)


def test_who_leads_the_dossier_in_hand_reads_nothing_of_it_on_either_page() -> None:
    committee = build(4)
    leader = committee.world.leader
    leader.holdings.create(role=Role.COPIL_MEMBER, starts_on=world.EARLY)
    committee.session.seats.filter(pk=committee.seat(0).pk).update(person=leader)
    committee.members[0] = leader
    own = on_agenda(committee)
    with sitting(committee):
        ok(actions.open_item(item=committee.item(own), by=committee.secretary))
        ok(actions.name_presiding(item=committee.item(own), seat=committee.seat(1), by=committee.secretary))
        ballot = ok(
            actions.propose(item=committee.item(own), outcome="refusal", reasons="Non.", by=committee.members[1])
        )
        for _before_and_after in range(2):
            for page, words in (("ecran", "porte ou a porté ce dossier"), ("voter", "Vous portez ou avez porté")):
                text = shown(committee, leader, page)
                assert words in text
                assert [word for word in ("Refus", "Non.", "adopté", "a voté", "Sont sortis") if word in text] == []
            if Ballot.objects.get(pk=ballot.pk).is_open:
                committee.vote(ballot, m1="pour")
            ok(actions.close_ballot(ballot=ballot, by=committee.members[1]))
        assert sent(committee, own, 0, "pour").status_code == 404


def test_a_vote_held_online_does_not_hold_the_room() -> None:
    committee = build(3)
    dossier, other = on_agenda(committee), on_agenda(committee)
    with sitting(committee):
        window = Window(clock.now(), clock.now() + timedelta(days=2))
        item = committee.item(dossier)
        ok(actions.propose(item=item, outcome="grant", by=committee.secretary, window=window))
        for user, page in ((committee.secretary, "ecran"), (committee.members[1], "voter")):
            assert "Aucun point n’est encore appelé" in shown(committee, user, page)
        called(committee, other)
        mine = shown(committee, committee.members[1], "voter")
        assert ("en discussion" in mine, "Vote en ligne ouvert sur le point" in mine) == (True, True)


def test_points_voted_together_are_followed_together() -> None:
    committee = build(3)
    dossiers = [on_agenda(committee), on_agenda(committee)]
    with sitting(committee):
        wanted = [actions.Together(committee.item(dossier), Proposal("grant")) for dossier in dossiers]
        group = ok(actions.prepare_group(session=committee.session, wanted=wanted, by=committee.secretary))
        ok(actions.open_group(group=group, by=committee.secretary))
        on_all = {"point": "", "ballot": "", "group": group.number}
        for choice, key in (("contre", "k1"), ("pour", "k2"), ("contre", "k1")):  # the last one is a retry
            assert sent(committee, dossiers[0], 1, choice, key=key, **on_all).status_code == 302
        assert "Votre vote est reçu : pour." in shown(committee, committee.members[1], "voter")
        assert sent(committee, dossiers[0], 1, "oui", **on_all).status_code == 422
        assert sent(committee, dossiers[0], 1, "pour", **{**on_all, "group": ""}).status_code == 422
        assert sent(committee, dossiers[0], 1, "pour", **{**on_all, "group": 9}).status_code == 404
        for user, page in ((committee.secretary, "ecran"), (committee.members[1], "voter")):
            text = shown(committee, user, page)
            for told in ("Vote groupé ouvert", "2 points, un seul vote", "Accord, 18 000,00 €"):
                assert told in text
        assert "1 /3 ont voté" in shown(committee, committee.secretary, "ecran")
        ok(actions.close_group(group=group, by=committee.secretary))
        for user, page in ((committee.secretary, "ecran"), (committee.members[1], "voter")):
            text = shown(committee, user, page)
            assert ("Résultat du vote groupé" in text, text.count("adopté")) == (True, 2)
        answer = sent(committee, dossiers[0], 1, "pour", key="k2", **on_all)
        assert "avait bien été reçu avant la clôture" in led_to(answer)
        late = sent(committee, dossiers[0], 2, "pour", key="k3", **on_all)
        assert (late.status_code, "n’est pas compté" in late.content.decode()) == (409, True)


# -- voting ---------------------------------------------------------------------------------------
def test_a_vote_is_sent_changed_and_sent_again_by_its_key_without_being_counted_twice(voting: Any) -> None:
    committee, dossier, _after, ballot = voting
    for choice, key in (("pour", "k1"), ("contre", "k2"), ("pour", "k1")):
        assert sent(committee, dossier, 0, choice, key=key)["Location"] == place(committee, "voter")
    assert [vote.choice for vote in Vote.objects.filter(seat=committee.seat(0))] == ["pour", "contre"]
    assert "Votre vote est reçu : contre" in shown(committee, committee.members[0], "voter")
    # Another choice under a key that was used is no retry.
    assert sent(committee, dossier, 0, "nppv", key="k2").status_code == 409
    # One key is one person's: another's vote under it is theirs.
    assert sent(committee, dossier, 2, "contre", key="k3").status_code == 302
    given = committee.seat(4)
    assert sent(committee, dossier, 1, "contre", seat=given.pk).status_code == 302
    assert sent(committee, dossier, 1, "contre", seat=given.pk).status_code == 302
    assert Vote.objects.filter(seat=given).count() == 1
    # Its answer was lost and the vote closed since: sent again, it is told that it was in.
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    answer = sent(committee, dossier, 0, "contre", key="k2")
    assert "avait bien été reçu avant la clôture" in led_to(answer)
    assert Ballot.objects.get(pk=ballot.pk).result["counts"]["contre"] == 3


def led_to(answer: Any) -> str:
    assert answer.status_code == 302
    return str(answer.client.get(answer["Location"]).content.decode())


def test_a_vote_that_is_not_taken_says_why_above_what_now_is(voting: Any) -> None:
    committee, dossier, _after, ballot = voting
    out, absent = committee.seat(3).pk, committee.seat(4).pk
    cases = (
        (3, {}, 403, "Votre siège est en déport sur ce point"),
        (4, {}, 403, "Votre siège n’est pas marqué présent"),
        (0, {"seat": absent}, 403, "Seul le siège ou son mandataire"),
        (1, {"seat": out}, 403, "Un siège en déport"),
        (0, {"seat": 999999}, 403, "ne permet pas ce geste"),
        (0, {"choice": "oui"}, 422, "Choisissez : pour, contre"),
        (0, {"seat": "9" * 30}, 422, "n’a pas pu être lu"),
        (0, {"seat": "<b>"}, 422, "n’a pas pu être lu"),
        (0, {"choice": "\0"}, 422, "n’a pas pu être lu"),
        (0, {"key": "k" * 65}, 422, "n’a pas pu être lu"),
        (0, {"point": "x"}, 404, ""),
        (0, {"ballot": 9}, 404, ""),
    )
    for member, more, status, words in cases:
        answer = sent(committee, dossier, member, **{"choice": "pour", **more})
        html = answer.content.decode()
        assert (answer.status_code, words in html) == (status, True), (member, more)
        if words:
            assert "Votre vote n’est pas reçu" in html
            assert "vote ouvert" in html  # where the session is: no dead end
    assert not Vote.objects.exists()
    assert not Request.objects.filter(verb="vote").exists()
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    late = sent(committee, dossier, 0, "pour", key="late")
    assert late.status_code == 409
    assert "Le vote est clos : votre vote n’est pas compté" in late.content.decode()


# -- following ----------------------------------------------------------------------------------
#: Statements without those of the session, its user and the transaction.
UNCHANGED, CHANGED = 4, 20


def test_a_members_page_ages_by_all_but_the_others_votes(voting: Any) -> None:
    committee, dossier, after, ballot = voting
    me, url = client(committee.members[1]), place(committee, "voter/suivi")
    mark = me.get(url)["ETag"]
    for ages, happen in (
        (False, lambda: committee.vote(ballot, m0="pour", m2="contre")),
        (False, lambda: committee.vote(ballot, m0="contre")),
        (True, lambda: committee.vote(ballot, m1="pour")),
        (True, lambda: committee.vote(ballot, m1="contre")),
        (True, lambda: ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.members[2]))),
        (True, lambda: committee.attend(3, attends="no")),
        (True, lambda: ok(actions.close_ballot(ballot=ballot, by=committee.chair))),
        (True, lambda: ok(actions.ask_secret(item=committee.item(after), by=committee.members[2]))),
        (True, lambda: proposed(committee, after)),
        (False, lambda: committee.vote(Ballot.objects.get(item__dossier=after), m0="pour")),
        (True, lambda: committee.vote(Ballot.objects.get(item__dossier=after), m1="pour")),
    ):
        happen()
        answer = me.get(url, headers={"If-None-Match": mark})
        assert answer.status_code == (200 if ages else 304)
        mark = answer["ETag"]


@pytest.mark.parametrize("seats", [9, 60])
def test_a_poll_costs_the_same_whatever_the_seats(seats: int, statements: Callable[..., Any]) -> None:
    committee = build(seats)
    dossier = on_agenda(committee)
    costs = set()
    with sitting(committee):
        ballot = proposed(committee, dossier)
        committee.vote(ballot, **{f"m{n}": "pour" for n in range(seats - 2)})
        for user, page in ((committee.secretary, "ecran/suivi"), (committee.members[1], "voter/suivi")):
            me, url = client(user), place(committee, page)
            with statements(at_most=CHANGED) as full:
                mark = me.get(url)["ETag"]
            with statements(at_most=UNCHANGED) as unchanged:
                again = me.get(url, headers={"If-None-Match": mark})
            assert (again.status_code, again.content) == (304, b"")
            costs.add((page, len(full), len(unchanged)))
            committee.vote(ballot, m1="contre")
            moved = me.get(url, headers={"If-None-Match": mark})
            assert (moved.status_code, moved["ETag"] != mark) == (200, True)
            assert client(committee.members[2]).get(url, headers={"If-None-Match": moved["ETag"]}).status_code != 304
            committee.vote(ballot, m1="pour")
    assert costs == {("ecran/suivi", 16, 3), ("voter/suivi", 15, 3)}
