"""The committee's pages: what each tells whom, and what it costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.models import AgendaItem, Ballot, Proxy, Seat, Session, Vote
from dossiers.models import Dossier
from tests import world
from tests.copil.committee import Committee, build, called, decided, on_agenda, proposed, ready, sitting
from tests.world import fresh, ok
from workflow import clock

pytestmark = pytest.mark.django_db


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


@pytest.fixture
def voting() -> Any:
    """An open session, a vote open on its first dossier: the chair voted pour, the member contre."""
    committee = build(4)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier, "partial", amount="9000")
        committee.vote(ballot, m0="pour", m1="contre")
        yield committee, dossier, ballot


def item_url(dossier: Dossier, tail: str = "") -> str:
    item = AgendaItem.objects.select_related("session", "dossier").filter(dossier=dossier).latest("pk")
    return item.get_absolute_url() + tail


def test_a_substitute_sees_the_sessions_they_may_sit_in() -> None:
    committee = build(3)
    stand = world.person("stand", Role.COPIL_MEMBER)
    assert client(stand).get(committee.session.get_absolute_url()).status_code == 404
    Seat.objects.filter(pk=committee.seat(1).pk).update(substitute=stand)
    assert client(stand).get(committee.session.get_absolute_url()).status_code == 200


# -- what is told before and after the close ------------------------------------------
def test_before_the_close_a_page_tells_who_voted_and_only_ones_own_choice(voting: Any) -> None:
    committee, dossier, _ballot = voting
    for rank, own in ((0, "pour"), (1, "contre"), (2, "")):
        html = client(committee.members[rank]).get(item_url(dossier)).content.decode()
        assert html.count("copil-mark--voted") == 2
        assert html.count('aria-pressed="true"') == (1 if own else 0)
        assert "Votes nominatifs" not in html
    for user in (committee.secretary, committee.lead):
        html = client(user).get(item_url(dossier)).content.decode()
        assert "aria-pressed" not in html
        assert html.count("copil-mark--voted") == 2


def test_once_closed_the_committee_reads_the_votes_by_name_and_the_team_the_counts(voting: Any) -> None:
    committee, dossier, ballot = voting
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    for user in (committee.members[2], committee.secretary, committee.world[Role.AUDITOR]):
        html = client(user).get(item_url(dossier)).content.decode()
        assert "Votes nominatifs" in html
    html = client(committee.lead).get(item_url(dossier)).content.decode()
    assert "Votes nominatifs" not in html
    assert "adopté" in html


def leader_reads(committee: Committee, dossier: Dossier) -> str:
    """Every page that the leader may open, as one text."""
    me = client(committee.world.leader)
    return "".join(me.get(url).content.decode() for url in ("/", "/dossiers/", dossier.get_absolute_url(), "/copil/"))


def test_a_leader_reads_nothing_of_the_vote_before_the_act_is_signed() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        during = leader_reads(committee, dossier)
        decided(committee, dossier, "partial", amount="9000", reasons="Le reste sera autofinancé.")
        ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
        after = leader_reads(committee, dossier)
    for text in (during, after):
        for word in ("Vote", "adopté", "partiel", "9\u202f000", "autofinancé", "COPIL n°", "4,05", "excerpt", "quorum"):
            assert word not in text, word
    assert "Décision en cours" in after


def test_a_granted_a_refused_and_a_waiting_dossier_read_the_same_to_their_leader() -> None:
    committee = build(3, envelope="20000.00")
    granted, waiting, refused = on_agenda(committee), on_agenda(committee), on_agenda(committee)
    me = client(committee.world.leader)
    with sitting(committee):
        decided(committee, granted)
        decided(committee, waiting)
        decided(committee, refused, "refusal", reasons="Hors sujet.")

        def told(dossier: Dossier) -> str:
            text = me.get(dossier.get_absolute_url()).content.decode()
            return text.replace(dossier.reference, "").split("csrfmiddlewaretoken")[0]

        assert [fresh(d).state for d in (granted, waiting, refused)] == ["signature", "waiting", "signature"]
        assert told(granted) == told(waiting) == told(refused)


def test_a_member_who_leads_a_dossier_of_the_agenda_reads_nothing_of_its_item() -> None:
    committee = build(4)
    leader = committee.world.leader
    leader.holdings.create(role=Role.COPIL_MEMBER, starts_on=world.EARLY)
    Seat.objects.filter(pk=committee.seat(3).pk).update(person=leader)
    committee.members[3] = leader
    own = on_agenda(committee, 9, 9, 9)
    with sitting(committee):
        decided_by = proposed(committee, own, "partial", amount="9000")
        committee.vote(decided_by, m0="pour")
        ok(actions.close_ballot(ballot=decided_by, by=committee.chair))
        me = client(leader)
        assert me.get(item_url(own)).status_code == 404
        assert me.get(item_url(own, "suivi/")).status_code == 404
        html = me.get(committee.session.get_absolute_url()).content.decode()
    assert "Vous portez ce dossier" in html
    for word in ("4,5", "9\u202f000", "adopté", "Accord partiel"):
        assert word not in html, word


def test_what_one_declared_an_interest_in_shows_no_score() -> None:
    committee = build(4)
    dossier = on_agenda(committee, 9, 9, 9)
    member = committee.members[1]
    assert "4,5" in client(member).get(item_url(dossier)).content.decode()
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=member))
    assert "4,5" not in client(member).get(item_url(dossier)).content.decode()
    assert "4,5" not in client(member).get(committee.session.get_absolute_url()).content.decode()


def test_the_dossiers_page_tells_the_result_to_who_may_read_it(voting: Any) -> None:
    committee, dossier, ballot = voting
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    for user in (committee.members[2], committee.lead, committee.world[Role.SIGNATORY]):
        html = client(user).get(dossier.get_absolute_url()).content.decode()
        assert "1 pour, 1 contre, 0 abstention, 0 NPPV, voix prépondérante de la présidence" in html
    html = client(committee.world.referents[0]).get(dossier.get_absolute_url()).content.decode()
    assert "voix prépondérante" not in html


# -- following a session --------------------------------------------------------------------
@pytest.mark.parametrize("page", ["session", "item"])
def test_a_page_that_follows_is_answered_304_until_something_moves(voting: Any, page: str) -> None:
    committee, dossier, ballot = voting
    url = {"session": committee.session.get_absolute_url(), "item": item_url(dossier)}[page] + "suivi/"
    me = client(committee.members[2])
    first = me.get(url)
    again = me.get(url, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Cache-Control"] == "private, no-cache"
    for happen in (
        lambda: committee.vote(ballot, m2="pour"),
        lambda: committee.attend(3, attends="no"),
        lambda: ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.members[3])),
        lambda: ok(actions.close_ballot(ballot=ballot, by=committee.chair)),
    ):
        happen()
        moved = me.get(url, headers={"If-None-Match": first["ETag"]})
        assert moved.status_code == 200
        first = moved


def test_one_persons_mark_is_not_anothers(voting: Any) -> None:
    committee, dossier, _ballot = voting
    url = item_url(dossier, "suivi/")
    mark = client(committee.members[0]).get(url)["ETag"]
    assert client(committee.members[1]).get(url, headers={"If-None-Match": mark}).status_code == 200


# -- voting and conducting by the pages -------------------------------------------------------
def test_a_vote_is_cast_and_changed_by_its_buttons(voting: Any) -> None:
    committee, dossier, _ballot = voting
    me = client(committee.members[2])
    url = item_url(dossier, "votes/1/voter/")
    for choice in ("nppv", "pour"):
        answer = me.post(url, {"choice": choice, "seat": committee.seat(2).pk}, follow=True)
        assert answer.redirect_chain[-1][0] == item_url(dossier)
    assert "Vote enregistré" in answer.content.decode()
    assert Vote.objects.filter(seat=committee.seat(2)).count() == 2


def test_a_holder_has_a_box_for_each_seat_and_votes_for_both() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=4):
        ok(actions.give_proxy(giver=committee.seat(4), holder=committee.seat(1), by=committee.secretary))
        proposed(committee, dossier)
        me = client(committee.members[1])
        html = me.get(item_url(dossier)).content.decode()
        assert html.count("copil-choices") == 2
        given = committee.seat(4)
        me.post(item_url(dossier, "votes/1/voter/"), {"choice": "contre", "seat": given.pk})
    assert Vote.objects.get().seat == given


@pytest.mark.parametrize("seat", ["0", "x", "²", "999999"])
def test_a_vote_for_a_seat_that_is_not_there_is_forbidden(voting: Any, seat: str) -> None:
    committee, dossier, _ballot = voting
    sent = {"choice": "pour", "seat": seat}
    status = client(committee.members[2]).post(item_url(dossier, "votes/1/voter/"), sent).status_code
    assert status == 403


def test_a_late_vote_gets_409_and_a_clear_sentence(voting: Any) -> None:
    committee, dossier, ballot = voting
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    answer = client(committee.members[2]).post(item_url(dossier, "votes/1/voter/"), {"choice": "pour"})
    assert answer.status_code == 409
    assert "Le vote est clos" in answer.content.decode()


def test_an_unknown_choice_gets_422(voting: Any) -> None:
    committee, dossier, _ballot = voting
    answer = client(committee.members[2]).post(item_url(dossier, "votes/1/voter/"), {"choice": "<b>"})
    assert answer.status_code == 422


def test_closing_by_the_page_shows_who_is_silent_and_closes_once(voting: Any) -> None:
    committee, dossier, ballot = voting
    url = item_url(dossier, "votes/1/clore/")
    html = client(committee.chair).get(url).content.decode()
    assert "Siège 2, Siège 3" in html
    assert "</span> présents ou représentés, 2 requis" in html
    for by in (committee.chair, committee.secretary):
        assert client(by).post(url).status_code == 302
    assert client(committee.chair).get(url).status_code == 302
    assert Ballot.objects.get(pk=ballot.pk).closed_by == committee.chair


def test_no_close_of_the_session_is_offered_under_an_open_vote(voting: Any) -> None:
    committee, dossier, ballot = voting
    url = committee.session.get_absolute_url() + "clore/"
    page = client(committee.secretary).get(url).content.decode()
    assert item_url(dossier) in page
    assert '<form method="post">' not in page.split("<main", 1)[1]
    assert client(committee.secretary).post(url).status_code in {409, 422}
    page = client(committee.members[1]).get(committee.session.get_absolute_url()).content.decode()
    assert ">Mandats</a>" not in page  # they attend: they have none to give
    first = page.split('<ul class="jalon-verbs">', 1)[1].split("</a>", 1)[0]
    assert ('class="fr-btn" id="go-vote-now"' in first, 'id="go-vote"' in page) == (True, False)
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert '<form method="post">' in client(committee.secretary).get(url).content.decode().split("<main", 1)[1]


def test_before_the_session_nobody_is_absent_yet() -> None:
    """On the page of the session as on that of its points."""
    committee = build(3)
    dossier = on_agenda(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    for address in (committee.session.get_absolute_url(), item_url(dossier)):
        page = client(committee.members[1]).get(address).content.decode()
        assert "2 sièges présents ou représentés, sur 3 qui ont voix" in page
        assert page.count("à relever") == 3
        assert "absent" not in page.split("<main", 1)[1]
    ok(actions.announce(seat=committee.seat(2), attends="titular", by=committee.members[2]))
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.chair))
    page = client(committee.members[1]).get(item_url(dossier)).content.decode()
    assert ("annoncé présent" in page, "en déport" in page, "préside</span>" in page) == (True, True, False)


def test_a_refused_proposal_comes_back_with_all_that_was_typed() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        called(committee, dossier)
        typed = {
            "outcome": "partial",
            "amount": "99 999,50",
            "conditions": "<script>alert(1)</script>",
            "reasons": "Parce que.",
        }
        answer = client(committee.chair).post(item_url(dossier, "proposer/"), typed)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "dépasse celui demandé" in html
        assert 'value="99 999,50"' in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script>alert" not in html
        odd = client(committee.chair).post(item_url(dossier, "proposer/"), {**typed, "amount": "douze"})
        assert (odd.status_code, "douze" in odd.content.decode()) == (422, True)
        sent = client(committee.chair).post(item_url(dossier, "proposer/"), {**typed, "amount": "12 000"})
    assert sent.status_code == 302
    assert Ballot.objects.get().amount == 12000


def test_an_item_is_called_presided_closed_and_validated_by_the_pages() -> None:
    committee = build(4)
    dossier = on_agenda(committee)
    with sitting(committee):
        ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.chair))
        secretary, deputy = client(committee.secretary), client(committee.members[1])
        assert secretary.post(item_url(dossier, "appeler/")).status_code == 302
        assert "déport" in secretary.get(item_url(dossier)).content.decode()
        assert secretary.get(item_url(dossier, "presidence/")).status_code == 200
        named = secretary.post(item_url(dossier, "presidence/"), {"seat": committee.seat(1).pk})
        assert named.status_code == 302
        assert deputy.get(item_url(dossier, "clore/")).status_code == 200
        assert deputy.post(item_url(dossier, "clore/"), {"reason": "Un budget."}).status_code == 302
        assert deputy.get(item_url(dossier, "extrait/")).status_code == 200
        assert deputy.post(item_url(dossier, "extrait/")).status_code == 302
    assert fresh(dossier).leader_state == "team_review"


# -- planning, seating, attending by the pages -------------------------------------------------
def test_a_session_is_planned_by_its_page() -> None:
    lab = world.build()
    me = client(lab[Role.TEAM_LEAD])
    day = clock.today() + timedelta(days=30)
    answer = me.post("/copil/planifier/", {"day": day.isoformat(), "hour": "09:30", "place": "Salle des actes"})
    session = Session.objects.get()
    assert answer["Location"] == session.get_absolute_url()
    local = timezone.localtime(session.held_at)
    assert (local.date(), local.hour, local.minute, session.place) == (day, 9, 30, "Salle des actes")
    past = me.post("/copil/planifier/", {"day": "2020-01-06", "hour": "09:30", "place": "Là-bas"})
    html = past.content.decode()
    assert (past.status_code, "à venir" in html, 'value="Là-bas"' in html) == (422, True, True)
    assert me.post("/copil/planifier/", {"day": "demain"}).status_code == 422
    for day, hour, why in (("9999-12-31", "09:30", "deux ans"), ("2027-03-28", "02:30", "n’existe pas")):
        refused = me.post("/copil/planifier/", {"day": day, "hour": hour})
        assert (refused.status_code, why in refused.content.decode()) == (422, True)
    assert "Votre rôle ne permet pas ce geste" in client(lab[Role.TEAM]).get("/copil/planifier/").content.decode()


def seat_rows(committee: Committee, **first: str) -> dict[str, Any]:
    rows: dict[str, Any] = {"seats-TOTAL_FORMS": len(committee.members), "seats-INITIAL_FORMS": len(committee.members)}
    for n, member in enumerate(committee.members):
        row = {"label": f"Qualité {n}", "kind": "member" if n else "chair", "person": member.pk, "substitute": ""}
        if not n:
            row |= first
        rows |= {f"seats-{n}-{name}": value for name, value in row.items()}
    return rows


def test_seats_are_composed_by_their_page_and_come_back_when_refused() -> None:
    committee = build(3)
    url = committee.session.get_absolute_url() + "sieges/"
    me = client(committee.lead)
    refused = me.post(url, seat_rows(committee, kind="member", label="Une qualité tapée"))
    html = refused.content.decode()
    assert (refused.status_code, "siège de présidence" in html, "Une qualité tapée" in html) == (422, True, True)
    assert me.post(url, seat_rows(committee) | {"seats-2-DELETE": "on"}).status_code == 302
    assert list(committee.session.seats.values_list("label", flat=True)) == ["Qualité 0", "Qualité 1"]


def test_only_the_presences_changed_on_the_page_are_recorded() -> None:
    committee = build(3)
    on_agenda(committee)
    url = committee.session.get_absolute_url()
    lead, me = client(committee.lead), client(committee.secretary)
    assert lead.post(url + "convoquer/").status_code == 302
    committee.attend(1)
    first, second = committee.seat(0), committee.seat(1)
    sent = {
        f"seat_{first.pk}": "remote",
        f"shown_{first.pk}": "no",
        f"seat_{second.pk}": "no",
        f"shown_{second.pk}": "no",
    }
    assert me.post(url + "presences/", sent).status_code == 302
    assert [committee.seat(n).attends for n in range(3)] == ["remote", "titular", "no"]
    assert me.post(url + "presences/", {**sent, f"seat_{second.pk}": "flying"}).status_code == 422


def test_proxies_are_given_and_taken_back_by_their_page() -> None:
    committee = build(4)
    on_agenda(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    url = committee.session.get_absolute_url() + "mandats/"
    me, other = client(committee.members[2]), client(committee.members[3])
    sent = {"giver": committee.seat(2).pk, "holder": committee.seat(1).pk}
    assert other.post(url, sent).status_code == 422
    assert me.post(url, sent).status_code == 302
    proxy = Proxy.objects.get()
    assert other.post(f"{url}{proxy.pk}/retirer/").status_code == 403
    assert me.post(f"{url}{proxy.pk}/retirer/").status_code == 302
    assert me.post(f"{url}{proxy.pk}/retirer/").status_code == 302
    assert not Proxy.objects.exists()


def test_a_dossier_is_put_on_an_agenda_by_its_page() -> None:
    committee = build(3)
    dossier = ready(committee)
    url = f"/copil/dossiers/{dossier.reference}/inscrire/"
    me = client(committee.lead)
    page = me.get(url)
    assert page.status_code == 200
    sent = {"key": "k1", "version": dossier.version, "session": committee.session.pk, "urgency": ""}
    assert me.post(url, {**sent, "version": dossier.version - 1}).status_code == 409
    assert me.post(url, {**sent, "session": 999}).status_code == 422
    assert me.post(url, sent)["Location"] == dossier.get_absolute_url()
    assert fresh(dossier).state == "copil"
    assert client(committee.members[1]).get(f"/copil/dossiers/{dossier.reference}/")["Location"] == item_url(dossier)


def test_the_page_of_the_agenda_says_why_not_yet() -> None:
    committee = build(3)
    dossier = world.in_review(committee.world)
    html = client(committee.lead).get(f"/copil/dossiers/{dossier.reference}/inscrire/").content.decode()
    assert "consensus" in html
    assert "<form method" not in html.split("<main")[1].split("</main")[0]


def test_a_session_is_opened_closed_and_convoked_again_by_its_pages() -> None:
    committee = build(5)
    on_agenda(committee)
    url = committee.session.get_absolute_url()
    ok(actions.convoke(session=committee.session, by=committee.lead))
    secretary, lead = client(committee.secretary), client(committee.lead)
    with clock.at(committee.session.held_at):
        assert secretary.post(url + "ouvrir/").status_code == 302
        assert "seconde convocation" in secretary.get(url + "clore/").content.decode()
        assert secretary.post(url + "clore/").status_code == 302
        assert "Reste à voter" in lead.get(url).content.decode()
        assert lead.get(url + "seconde-convocation/").status_code == 200
        day = (clock.today() + timedelta(days=15)).isoformat()
        answer = lead.post(url + "seconde-convocation/", {"day": day, "hour": "10:00", "place": "", "clause": "on"})
    second = Session.objects.get(number=2)
    assert answer["Location"] == second.get_absolute_url()
    assert (second.place, second.second_convocation) == ("Salle des actes", "with_clause")


# -- what pages cost ------------------------------------------------------------------------------
#: Statements without those of the session, its user and the transaction.
SESSION_AT_MOST, ITEM_AT_MOST, LIVE_AT_MOST = 20, 25, 8


@pytest.mark.parametrize("seats", [3, 60])
def test_statements_do_not_grow_with_the_seats(seats: int, statements: Callable[..., Any]) -> None:
    committee = build(seats)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier)
        committee.vote(ballot, **{f"m{n}": "pour" for n in range(seats - 1)})
        mark = client(committee.members[1]).get(item_url(dossier, "suivi/"))["ETag"]
        for user in (committee.members[1], committee.secretary, committee.lead):
            me = client(user)
            with statements(at_most=SESSION_AT_MOST) as session_page:
                me.get(committee.session.get_absolute_url())
            with statements(at_most=ITEM_AT_MOST) as item_page:
                me.get(item_url(dossier))
            assert (len(session_page), len(item_page)) <= (SESSION_AT_MOST, ITEM_AT_MOST)
        with statements(at_most=LIVE_AT_MOST):
            answer = client(committee.members[1]).get(item_url(dossier, "suivi/"), headers={"If-None-Match": mark})
        assert answer.status_code == 304
        with statements(at_most=ITEM_AT_MOST):
            client(committee.secretary).get(committee.session.get_absolute_url() + "presences/")


def test_statements_do_not_grow_with_the_agenda(statements: Callable[..., Any]) -> None:
    committee = build(3)
    on_agenda(committee)
    me = client(committee.members[1])
    with statements() as one:
        me.get(committee.session.get_absolute_url())
    for _more in range(3):
        on_agenda(committee)
    with statements(at_most=len(one)):
        me.get(committee.session.get_absolute_url())
