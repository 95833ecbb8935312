"""What holds of every vote, whatever was thrown at it."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copil.tally import (
    Attends,
    Case,
    CastBallot,
    Choice,
    Counts,
    Kind,
    Majority,
    Malformed,
    Mode,
    Outcome,
    Proxy,
    Refused,
    Result,
    Rules,
    Seat,
    SecondConvocation,
    Totals,
    What,
    Why,
    Window,
    take_ballots,
    take_proxies,
    tally,
)
from copil.tally_file import case_as_json, case_of_json, read_case, write_result

OPENS = datetime(2026, 12, 3, 9, tzinfo=UTC)
NAMES = "ABCDEFGH"
STRANGER = "Z"  # names no seat

moments = st.builds(
    lambda minutes, hours: (OPENS + timedelta(minutes=minutes)).astimezone(timezone(timedelta(hours=hours))),
    st.integers(-3, 12),
    st.integers(-11, 14),
)
names = st.sampled_from(NAMES + STRANGER)
rules = st.builds(
    Rules,
    quorum=st.builds(lambda n, d: Fraction(min(n, d), max(n, d)), st.integers(1, 9), st.integers(1, 9)),
    majority=st.sampled_from(Majority),
    casting_vote=st.booleans(),
    second_convocation=st.sampled_from(SecondConvocation),
)
windows = st.builds(
    lambda start, length: Window(OPENS + timedelta(minutes=start), OPENS + timedelta(minutes=start + length)),
    st.integers(-2, 4),
    st.integers(0, 6),
)
ballots = st.builds(CastBallot, names, st.sampled_from(Choice), moments, st.none() | names)


some_ballots = st.lists(ballots, max_size=12)
ballots_at_distinct_times = st.lists(ballots, max_size=10, unique_by=lambda ballot: ballot.at)


@st.composite
def cases(draw: st.DrawFn, ballots_of=some_ballots) -> Case:
    voters = [Kind.MEMBER, Kind.MEMBER, Kind.QUALIFIED, Kind.EXPERT]
    ids = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    chair = draw(st.sampled_from(NAMES))
    seats = tuple(
        Seat(
            id,
            Kind.CHAIR if id == chair else draw(st.sampled_from(voters)),
            draw(st.sampled_from([*Attends, Attends.NO])),
        )
        for id in ids
    )
    mode = draw(st.sampled_from(Mode))
    return Case(
        mode=mode,
        seats=seats,
        rules=draw(rules),
        window=draw(windows if mode is Mode.ASYNCHRONOUS else st.none() | windows),
        proxies=tuple(draw(st.lists(st.builds(Proxy, names, names), max_size=6))),
        interests=frozenset(draw(st.lists(st.sampled_from(ids), max_size=2))),
        ballots=tuple(draw(ballots_of)),
    )


def holds_for(*drawn: st.SearchStrategy, examples: int = 60):
    """A property of all that is drawn."""
    return lambda test: settings(max_examples=examples)(given(*drawn)(test))


def figures(result: Result) -> tuple:
    """All of a result that does not depend on the order in which things were given."""
    return (
        result.quorum,
        result.counts,
        result.casting_vote,
        result.outcome,
        sorted((r.what, r.seat, r.why) for r in result.refused),
    )


# Order


@holds_for(cases(), st.randoms())
def test_order_of_seats_and_interests_changes_nothing(case, random):
    seats = random.sample(case.seats, len(case.seats))
    interests = frozenset(random.sample(sorted(case.interests), len(case.interests)))
    assert figures(tally(replace(case, seats=tuple(seats), interests=interests))) == figures(tally(case))


@holds_for(cases(ballots_at_distinct_times), st.randoms())
def test_order_of_ballots_at_distinct_times_changes_nothing(case, random):
    ballots = random.sample(case.ballots, len(case.ballots))
    assert figures(tally(replace(case, ballots=tuple(ballots)))) == figures(tally(case))


# Any one result


@holds_for(cases(), examples=150)
def test_a_result_is_sound(case):
    result = tally(case)
    assert tally(replace(case)) == result
    no_number_passes_the_number_of_seats(case, result)
    each_ballot_is_either_counted_or_refused(case, result)
    outcome_follows_from_quorum_and_counts(case, result)
    every_reason_is_one_sentence_told_once(result)
    every_refusal_is_told(result)


def no_number_passes_the_number_of_seats(case: Case, result: Result) -> None:
    voting = sum(s.kind is not Kind.EXPERT and s.id not in case.interests for s in case.seats)
    assert result.quorum.seats == voting
    assert 0 <= result.quorum.present <= voting
    assert 0 <= result.quorum.required <= voting
    assert result.quorum.met is (result.quorum.present >= result.quorum.required)
    assert sum(asdict(result.counts).values()) <= voting


def each_ballot_is_either_counted_or_refused(case: Case, result: Result) -> None:
    refused = [r for r in result.refused if r.what is What.BALLOT]
    assert sum(asdict(result.counts).values()) + len(refused) == len(case.ballots)


def outcome_follows_from_quorum_and_counts(case: Case, result: Result) -> None:
    pour, contre = result.counts.pour, result.counts.contre
    assert (result.outcome is Outcome.INVALID) is not result.quorum.met
    if result.outcome is Outcome.ADOPTED:
        assert pour > contre or (pour == contre > 0 and result.casting_vote)
    if result.outcome is Outcome.DEFERRED:
        assert pour == contre
    if result.outcome is Outcome.REJECTED and case.rules.majority is Majority.CAST:
        assert contre > pour or (pour == contre > 0 and result.casting_vote)
    if result.casting_vote:
        assert case.rules.casting_vote
        assert pour == contre > 0


def every_reason_is_one_sentence_told_once(result: Result) -> None:
    reasons = result.reasons
    assert len(set(reasons)) == len(reasons)
    for reason in reasons:
        assert reason[0].isupper() or reason[0].isdigit()
        assert reason.endswith(".")
        assert "\n" not in reason
        assert " :" not in reason


def every_refusal_is_told(result: Result) -> None:
    for refused in result.refused:
        assert any("comptés (" in r or "compté (" in r or "écarté" in r for r in result.reasons), refused


# Two results


@holds_for(cases())
def test_stricter_majority_never_adopts_more(case):
    adopted = {
        majority: tally(replace(case, rules=replace(case.rules, majority=majority))).outcome is Outcome.ADOPTED
        for majority in Majority
    }
    assert adopted[Majority.SEATS] <= adopted[Majority.PRESENT] <= adopted[Majority.CAST]


@holds_for(cases())
def test_casting_vote_rule_matters_only_in_a_tie(case):
    with_it = tally(replace(case, rules=replace(case.rules, casting_vote=True)))
    without = tally(replace(case, rules=replace(case.rules, casting_vote=False)))
    assert not without.casting_vote
    if not with_it.casting_vote:
        assert (with_it.outcome, with_it.counts) == (without.outcome, without.counts)


@holds_for(cases(), rules)
def test_asynchronous_participation_heeds_no_quorum_rule_nor_convocation(case, other):
    if case.mode is Mode.ASYNCHRONOUS:
        changed = replace(case, rules=replace(other, majority=case.rules.majority))
        assert tally(changed).quorum == tally(case).quorum


# Interests


@holds_for(cases(), st.data())
def test_declared_interest_takes_the_seat_out_of_every_count(case, data):
    seat = data.draw(st.sampled_from(case.seats))
    recused = replace(case, interests=case.interests | {seat.id})
    without = Case(
        mode=case.mode,
        seats=(*(s for s in case.seats if s is not seat), Seat("none", Kind.EXPERT, Attends.NO)),
        rules=case.rules,
        window=case.window,
        proxies=tuple(p for p in case.proxies if seat.id not in (p.giver, p.holder)),
        interests=case.interests - {seat.id},
        ballots=tuple(b for b in case.ballots if b.seat != seat.id),
    )
    result, expected = tally(recused), tally(without)
    assert (result.quorum, result.counts) == (expected.quorum, expected.counts)
    assert (result.outcome, result.casting_vote) == (expected.outcome, expected.casting_vote)


# Refusals: the conditions written out again, from the words of the rules


def is_there(seat: Seat) -> bool:
    if seat.kind is Kind.QUALIFIED and seat.attends is Attends.SUBSTITUTE:
        return False
    return seat.attends is not Attends.NO


def proxies_one_by_one(case: Case) -> tuple[dict[str, str], list[Refused]]:
    by_id = {seat.id: seat for seat in case.seats}
    taken: dict[str, str] = {}
    refused = []
    for proxy in case.proxies:
        pair = [by_id.get(proxy.giver), by_id.get(proxy.holder)]
        known = all(pair)
        giver, holder = pair
        holds = {
            Why.NO_SEAT: not known,
            Why.EXPERT: known and any(s.kind is Kind.EXPERT for s in pair),
            Why.INTEREST: known and any(s.id in case.interests for s in pair),
            Why.SUBSTITUTED: known and is_there(giver) and giver.attends is Attends.SUBSTITUTE,
            Why.GIVER_PRESENT: known and is_there(giver),
            Why.NOT_PRESENT: known and not is_there(holder),
            Why.SECOND_PROXY: proxy.giver in taken or proxy.holder in taken.values(),
        }
        why = next((why for why, held in holds.items() if held), None)
        if why:
            refused.append(Refused(What.PROXY, proxy.giver, why))
        else:
            taken[proxy.giver] = proxy.holder
    return taken, refused


def ballots_one_by_one(case: Case, taken: dict[str, str]) -> tuple[dict[str, CastBallot], list[Refused]]:
    by_id = {seat.id: seat for seat in case.seats}
    asynchronous = case.mode is Mode.ASYNCHRONOUS
    whys = []
    for ballot in case.ballots:
        seat = by_id.get(ballot.seat)
        own = ballot.cast_by in (None, ballot.seat)
        holds = {
            Why.NO_SEAT: seat is None,
            Why.EXPERT: seat and seat.kind is Kind.EXPERT,
            Why.INTEREST: seat and seat.id in case.interests,
            Why.NOT_PRESENT: seat and not (is_there(seat) or seat.id in taken) and not (own and asynchronous),
            Why.NOT_HOLDER: not own and taken.get(ballot.seat) != ballot.cast_by,
            Why.EARLY: case.window and ballot.at < case.window.opens,
            Why.LATE: case.window and ballot.at > case.window.closes,
        }
        whys.append(next((why for why, held in holds.items() if held), None))
    valid = [(b.at, i) for i, b in enumerate(case.ballots) if whys[i] is None]
    counted = {case.ballots[i].seat: i for _, i in sorted(valid)}
    refused = [
        Refused(What.BALLOT, ballot.seat, whys[i] or Why.REPLACED)
        for i, ballot in enumerate(case.ballots)
        if i not in counted.values()
    ]
    return {seat: case.ballots[i] for seat, i in counted.items()}, refused


@holds_for(cases(), examples=200)
def test_each_thing_refused_has_the_first_why_that_holds(case):
    taken, refused_proxies = proxies_one_by_one(case)
    counted, refused_ballots = ballots_one_by_one(case, taken)
    substitutions = [
        Refused(What.SUBSTITUTION, s.id, Why.QUALIFIED)
        for s in case.seats
        if (s.kind, s.attends) == (Kind.QUALIFIED, Attends.SUBSTITUTE)
    ]
    result = tally(case)
    assert list(result.refused) == [*refused_ballots, *refused_proxies, *substitutions]
    choices = [ballot.choice for ballot in counted.values()]
    assert result.counts == Counts(**{choice.value: choices.count(choice) for choice in Choice})


# The vote as a file


def document(case: Case) -> dict:
    """The case as the file's JSON, written here by hand and not by the code that reads it."""
    written: dict = {
        "rules": {
            "quorum": f"{case.rules.quorum.numerator}/{case.rules.quorum.denominator}",
            "majority": case.rules.majority.value,
            "casting_vote": case.rules.casting_vote,
            "second_convocation": case.rules.second_convocation.value,
        },
        "mode": case.mode.value,
        "seats": [{"id": s.id, "kind": s.kind.value, "attends": s.attends.value} for s in case.seats],
        "proxies": [{"giver": p.giver, "holder": p.holder} for p in case.proxies],
        "interests": sorted(case.interests),
        "ballots": [
            {"seat": b.seat, "choice": b.choice.value, "at": b.at.isoformat()}
            | ({} if b.cast_by is None else {"cast_by": b.cast_by})
            for b in case.ballots
        ],
    }
    if case.window:
        written["window"] = {
            "opens": case.window.opens.isoformat(),
            "closes": case.window.closes.isoformat(),
        }
    return written


@holds_for(cases(), st.booleans())
def test_case_written_as_a_file_is_read_as_itself(case, ascii_only):
    text = json.dumps(document(case), ensure_ascii=ascii_only)
    assert read_case(text) == case
    assert read_case(text.encode()) == case


@holds_for(cases(), st.booleans())
def test_result_written_as_json_says_all_of_the_result(case, ascii_only):
    result = tally(case)
    text = write_result(result, ascii_only=ascii_only)
    assert json.loads(text) == {
        "quorum": asdict(result.quorum),
        "counts": asdict(result.counts),
        "casting_vote": result.casting_vote,
        "outcome": result.outcome.value,
        "refused": [{"what": r.what.value, "seat": r.seat, "why": r.why.value} for r in result.refused],
        "reasons": list(result.reasons),
    }
    assert text.isascii() or not ascii_only


def in_one_sentence(error: Malformed) -> bool:
    return str(error).endswith(".") and len(str(error).splitlines()) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def spoiled_documents(draw: st.DrawFn) -> str:
    """A good case in which one value, anywhere, was replaced by anything."""
    spoiled = draw(cases().map(document))
    place: dict | list = spoiled
    while True:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = draw(st.sampled_from(list(keys)))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
            place[key] = draw(json_values)
            return json.dumps(spoiled)
        place = inner


@holds_for(spoiled_documents(), examples=200)
def test_spoiled_file_is_tallied_or_refused_in_one_sentence(text):
    try:
        case = read_case(text)
    except Malformed as error:
        told = error
    else:
        assert json.loads(write_result(tally(case)))
        return
    assert in_one_sentence(told)


@holds_for(st.binary(max_size=60))
def test_any_bytes_are_refused_in_one_sentence(content):
    with pytest.raises(Malformed) as error:
        read_case(content)
    assert in_one_sentence(error.value)


@given(cases())
def test_totals_read_out_give_what_their_ballots_give(case):
    """Whoever cast what, in session the figures alone decide, with what the chair chose."""
    live = replace(case, mode=Mode.LIVE)
    result = tally(live)
    counted, _refused = take_ballots(live, take_proxies(live)[0])
    presides = next((seat.id for seat in live.seats if seat.kind is Kind.CHAIR), None)
    chair = counted[presides].choice if presides in counted else None
    counts = result.counts
    totals = Totals(counts.pour, counts.contre, counts.abstention, counts.nppv, chair)
    read = replace(live, ballots=(), totals=totals)
    again = tally(read)
    assert (again.outcome, again.counts, again.quorum, again.casting_vote) == (
        result.outcome, result.counts, result.quorum, result.casting_vote,
    )  # fmt: skip
    assert tally(case_of_json(case_as_json(read))) == again
