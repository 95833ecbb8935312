"""Secret means secret: no row, log entry or page links a seat to a choice; nobody reads one before the close."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from copil import actions
from copil.ballots import seal
from copil.ballots.secret import case_as_kept, case_kept
from copil.models import AgendaItem, Ballot, Seat, Turnout, Vote
from copil.tally import Attends, Case, CastBallot, Choice, Kind, Mode, Proxy, Rules, Window, tally
from copil.tally import Seat as TallySeat
from dossiers.desk.worklist import worklist
from dossiers.models import Dossier
from tests.copil.committee import Committee, build, called, on_agenda, proposed, sitting
from tests.copil.refusals import codes
from tests.world import fresh, ok
from workflow import clock, timers
from workflow.models import LogEntry, LogText

pytestmark = pytest.mark.django_db

WORDS = ("contre", "abstention", "nppv", "ne prend pas part")


@pytest.fixture
def room() -> Iterator[tuple[Committee, Dossier]]:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee):
        yield committee, dossier


def rows_that_say(word: str, ballot: Ballot) -> list[tuple[str, str]]:
    """Every text of every table of the site in which a choice stands, the ballot's own result left out."""
    found = []
    for model in apps.get_models():
        names = [f.attname for f in model._meta.concrete_fields]
        for row in model._default_manager.all().values(*names):
            for name, value in row.items():
                own = model is Ballot and row["id"] == ballot.pk and name in {"case", "result"}
                text = json.dumps(value, default=str, ensure_ascii=False)
                if not own and re.search(rf"\b{word}\b", text, re.IGNORECASE):
                    found.append((model._meta.label, name))
    return found


def test_any_member_may_ask_before_a_vote_opens_and_nobody_after(room: Any) -> None:
    committee, dossier = room
    item = committee.item(dossier)
    strangers = (committee.secretary, committee.lead, committee.world.leader)
    assert [codes(actions.ask_secret(item=item, by=by)) for by in strangers] == [["forbidden"]] * 3
    ballot = proposed(committee, dossier)
    assert codes(actions.ask_secret(item=item, by=committee.members[1])) == ["wrong_state"]
    committee.vote(ballot, m0="contre", m1="contre")
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.members[4]))
    assert codes(actions.ask_secret(item=item, by=committee.members[4])) == ["forbidden"]
    for by in (committee.members[1], committee.members[2], committee.members[1]):
        asked = ok(actions.ask_secret(item=item, by=by))
    assert asked.secret_asked_by == committee.members[1]
    assert LogEntry.objects.filter(event="secret_asked").count() == 1
    second = ok(actions.propose(item=item, outcome="partial", amount=Decimal(9000), by=committee.chair))
    assert (ballot.secret, second.secret) == (False, True)


def test_no_table_links_a_seat_to_a_choice_before_or_after_the_close(room: Any) -> None:
    committee, dossier = room
    ok(actions.ask_secret(item=committee.item(dossier), by=committee.members[2]))
    ballot = proposed(committee, dossier)
    committee.vote(ballot, m0="contre", m1="abstention", m2="nppv", m3="contre", m4="contre")
    committee.vote(ballot, m0="contre", m1="contre")  # changed, or sent again
    assert [rows_that_say(word, ballot) for word in WORDS] == [[]] * 4
    assert (Vote.objects.count(), Turnout.objects.count()) == (0, 5)
    sealed = list(Turnout.objects.values_list("sealed", flat=True))
    assert len(set(sealed)) == 5  # three voted alike
    assert {len(each) for each in sealed} == {66}
    with pytest.raises(IntegrityError), transaction.atomic():
        Turnout.objects.create(ballot=ballot, seat=committee.seat(0), cast_by=committee.seat(0))
    assert "Voter" not in {task.title for task in worklist(committee.members[1]).tasks}
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert closed.result["counts"] == {"pour": 0, "contre": 4, "abstention": 0, "nppv": 1}
    # The close's own log entry holds counts; named votes are nowhere.
    assert {label for word in WORDS for label, _name in rows_that_say(word, closed)} <= {
        "workflow.LogEntry",
        "workflow.LogText",
    }
    payload = LogEntry.objects.get(event="ballot_closed").payload
    assert '"contre":"4"' in payload
    assert not LogText.objects.filter(entry__event="ballot_closed", name="votes").exists()
    told = LogText.objects.filter(entry__case_id=dossier.pk).values_list("text", flat=True)
    assert not [text for text in told if re.search(r"Siège \d[^.;]{0,30}\b(pour|contre|abstention)\b", text)]
    assert set(Turnout.objects.values_list("sealed", flat=True)) == {""}
    assert Ballot.objects.get(pk=ballot.pk).salt == ""
    kept = Ballot.objects.get(pk=ballot.pk).case
    assert kept["ballots"] == []
    assert sorted(kept["secret"]["choices"]) == ["contre"] * 4 + ["nppv"]
    assert all("choice" not in row for row in kept["secret"]["turnout"])
    assert {row["at"] for row in kept["secret"]["turnout"]} == {ballot.opened_at.isoformat()}
    assert not [field for field in Turnout._meta.fields if "at" in field.name.split("_")]


def test_no_page_tells_what_a_seat_chose(room: Any, client: Client) -> None:
    committee, dossier = room
    item = committee.item(dossier)
    client.force_login(committee.members[1])
    assert "Demander le scrutin secret" in client.get(item.get_absolute_url()).content.decode()
    client.post(f"{item.get_absolute_url()}scrutin-secret/")
    ballot = proposed(committee, dossier)
    said = client.post(f"{item.get_absolute_url()}votes/{ballot.number}/voter/", {"choice": "contre"}, follow=True)
    page = said.content.decode()
    assert "Votre vote est reçu et scellé" in page
    assert 'aria-pressed="true"' not in page
    assert "Vote enregistré" not in page
    committee.vote(ballot, m0="pour", m2="pour")
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    readers = (*committee.members, committee.secretary, committee.lead, committee.world.leader)
    for reader in readers:
        client.force_login(reader)
        for address in (item.get_absolute_url(), dossier.get_absolute_url(), item.session.get_absolute_url()):
            page = client.get(address).content.decode()
            assert "Votes nominatifs" not in page
            assert not re.search(r"Siège \d[^<]{0,20}(pour|contre)", page), (reader, address)


def test_a_tie_defers_for_a_casting_vote_would_tell_the_chairs(room: Any, capsys: Any) -> None:
    committee, dossier = room
    ok(actions.ask_secret(item=committee.item(dossier), by=committee.members[2]))
    ballot = proposed(committee, dossier)
    committee.vote(ballot, m0="pour", m1="contre", m2="contre", m3="pour", m4="pour")
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.members[4]))
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert (closed.verdict, closed.result["casting_vote"]) == ("deferred", False)
    assert fresh(dossier).state == "team_review"
    assert closed.result["refused"] == [{"what": "ballot", "seat": str(committee.seat(4).pk), "why": "interest"}]
    call_command("tally", session=committee.session.number, item=committee.item(dossier).position)
    assert json.loads(capsys.readouterr().out) == closed.result


def test_a_vote_announced_may_still_become_secret_and_time_counts_it(room: Any) -> None:
    committee, dossier = room
    window = Window(clock.now() + timedelta(hours=2), clock.now() + timedelta(hours=50))
    item = committee.item(dossier)
    ballot = ok(actions.propose(item=item, outcome="grant", by=committee.secretary, window=window))
    ok(actions.ask_secret(item=item, by=committee.members[3]))
    with clock.at(window.opens):
        committee.vote(ballot, m0="pour", m1="pour", m2="nppv", m3="pour")
    with clock.at(window.closes + timedelta(minutes=1)):
        assert codes(actions.cast_vote(ballot=ballot, choice="pour", by=committee.members[4])) == ["wrong_state"]
        assert not timers.run().faults
    closed = Ballot.objects.get(pk=ballot.pk)
    assert (closed.secret, closed.verdict, closed.result["quorum"]["present"]) == (True, "adopted", 3)
    assert (Turnout.objects.exclude(sealed="").count(), AgendaItem.objects.get().secret_asked_by) == (
        0,
        committee.members[3],
    )


def test_a_choice_opens_for_its_own_seat_and_ballot_only(room: Any, settings: Any) -> None:
    committee, dossier = room
    ok(actions.ask_secret(item=committee.item(dossier), by=committee.members[2]))
    ballot = proposed(committee, dossier)
    seats = list(Seat.objects.filter(session=committee.session))
    for choice in Vote.Choice.values:
        row = Turnout(ballot=ballot, seat=seats[0], sealed=seal.seal(ballot, seats[0].pk, choice))
        assert seal.unseal(ballot, row) == choice
        row.seat = seats[1]
        with pytest.raises(seal.Unsealable):
            seal.unseal(ballot, row)
    row.seat = seats[0]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, longer than the one before it, for this test alone"
    assert seal.unseal(ballot, row) == Vote.Choice.values[-1]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(seal.Unsealable):
        seal.unseal(ballot, row)
    assert called(committee, dossier)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_replay_gives_the_figures_of_any_vote(mode: Mode) -> None:
    """Every way in which four choices fall on four seats, one of which votes by mandate."""
    now = clock.now()
    seats = tuple(
        TallySeat(id=str(n), kind=Kind.MEMBER if n else Kind.CHAIR, attends=Attends.NO if n == 3 else Attends.TITULAR)
        for n in range(4)
    )
    window = Window(now, now) if mode is Mode.ASYNCHRONOUS else None
    for chosen in {*permutations("pour contre nppv nppv".split()), *permutations("pour pour contre nppv".split())}:
        ballots = tuple(
            CastBallot(seat=str(n), choice=Choice(choice), at=now, cast_by="0" if n == 3 else None)
            for n, choice in enumerate(chosen)
        )
        proxies = (Proxy(giver="3", holder="0"),)
        case = Case(
            mode=mode, seats=seats, rules=Rules(casting_vote=False), window=window, proxies=proxies, ballots=ballots
        )
        again = tally(case_kept(json.loads(json.dumps(case_as_kept(case)))))
        assert again == tally(case), chosen
