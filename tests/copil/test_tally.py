"""The law of the vote, rule by rule: each test is one line of the rules of the COPIL, or two that meet."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest

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
    Quorum,
    Refused,
    Result,
    Rules,
    Seat,
    SecondConvocation,
    Totals,
    What,
    Why,
    Window,
    tally,
)

OPENS = datetime(2026, 12, 3, 9, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=3)
WINDOW = Window(opens=OPENS, closes=CLOSES)
NBSP = "\u00a0"

POUR, CONTRE, ABSTENTION, NPPV = Choice.POUR, Choice.CONTRE, Choice.ABSTENTION, Choice.NPPV
NO, REMOTE, SUBSTITUTE = Attends.NO, Attends.REMOTE, Attends.SUBSTITUTE


def chair(id="A", attends=Attends.TITULAR):
    return Seat(id, Kind.CHAIR, attends)


def member(id, attends=Attends.TITULAR):
    return Seat(id, Kind.MEMBER, attends)


def qualified(id, attends=Attends.TITULAR):
    return Seat(id, Kind.QUALIFIED, attends)


def expert(id, attends=Attends.TITULAR):
    return Seat(id, Kind.EXPERT, attends)


def members(ids, attends=Attends.TITULAR):
    return [member(id, attends) for id in ids]


def ballot(seat, choice, minute=10, cast_by=None):
    return CastBallot(seat, choice, OPENS + timedelta(minutes=minute), cast_by)


def vote(seats, *ballots, mode=Mode.LIVE, window=None, proxies=(), interests=(), totals=None, **rules) -> Result:
    """The tally of a live vote, the default rules changed as told; proxies are pairs giver, holder."""
    return tally(
        Case(
            mode=mode,
            seats=tuple(seats),
            rules=Rules(**rules),
            window=window,
            proxies=tuple(Proxy(giver, holder) for giver, holder in proxies),
            interests=frozenset(interests),
            ballots=ballots,
            totals=totals,
        )
    )


def vote_remotely(seats, *ballots, **given) -> Result:
    return vote(seats, *ballots, mode=Mode.ASYNCHRONOUS, window=WINDOW, **given)


def told(result: Result, part: str) -> str:
    """The one reason that says this, read without its no-break spaces."""
    [reason] = [r for r in (r.replace(NBSP, " ") for r in result.reasons) if part in r]
    return reason


# Quorum (R133-10)


@pytest.mark.parametrize(("seats", "required"), [(1, 1), (2, 1), (3, 2), (14, 7), (15, 8)])
def test_quorum_is_half_of_the_voting_seats_rounded_up(seats, required):
    result = vote(members(f"m{i}" for i in range(seats)))
    assert result.quorum == Quorum(seats=seats, present=seats, required=required, met=True)


@pytest.mark.parametrize(
    ("quorum", "required"),
    [
        (Fraction(1, 3), 2),
        (Fraction(2, 3), 4),
        (Fraction(1, 6), 1),
        (Fraction(1), 6),
        (Fraction(1, 10**8), 1),
    ],
)
def test_quorum_of_another_fraction_is_exact(quorum, required):
    assert vote(members("ABCDEF"), quorum=quorum).quorum.required == required


def test_quorum_of_one_third_of_three_hundred_seats_is_not_rounded_by_a_float():
    assert vote(members(f"m{i}" for i in range(300)), quorum=Fraction(1, 3)).quorum.required == 100


def test_quorum_is_met_at_exactly_the_required_number():
    result = vote([*members("AB"), *members("CD", NO)], ballot("A", POUR))
    assert result.quorum == Quorum(seats=4, present=2, required=2, met=True)
    assert result.outcome is Outcome.ADOPTED


def test_vote_is_invalid_without_quorum_and_counts_are_given_all_the_same():
    result = vote([member("A"), *members("BC", NO)], ballot("A", POUR), ballot("B", POUR))
    assert result.quorum == Quorum(seats=3, present=1, required=2, met=False)
    assert result.counts == Counts(pour=1)
    assert result.outcome is Outcome.INVALID
    assert result.refused == (Refused(What.BALLOT, "B", Why.NOT_PRESENT),)


def test_remote_members_and_proxies_count_in_the_quorum():
    result = vote([member("A", REMOTE), *members("BC", NO)], proxies=[("B", "A")])
    assert result.quorum == Quorum(seats=3, present=2, required=2, met=True)


def test_refused_proxy_does_not_count_in_the_quorum():
    result = vote([member("A"), *members("BCD", NO)], proxies=[("B", "A"), ("C", "A")])
    assert result.quorum == Quorum(seats=4, present=2, required=2, met=True)


def test_substitute_counts_in_the_quorum():
    assert vote([member("A", SUBSTITUTE), member("B", NO)]).quorum.met


def test_silent_seats_and_nppv_count_in_the_quorum():
    result = vote([*members("AB"), *members("CD", NO)], ballot("A", NPPV))
    assert result.quorum == Quorum(seats=4, present=2, required=2, met=True)


def test_represented_seat_whose_holder_stays_silent_counts_in_the_quorum():
    assert vote([member("A"), member("B", NO)], proxies=[("B", "A")]).quorum.present == 2


def test_who_left_after_the_item_opened_stays_in_the_quorum_and_has_not_voted():
    result = vote(members("AB"), ballot("A", POUR))
    assert result.quorum.present == 2
    assert result.counts == Counts(pour=1)


def test_second_convocation_that_says_so_requires_no_quorum():
    result = vote(
        [member("A"), *members("BCD", NO)],
        ballot("A", POUR),
        second_convocation=SecondConvocation.WITH_CLAUSE,
    )
    assert result.quorum == Quorum(seats=4, present=1, required=0, met=True)
    assert result.outcome is Outcome.ADOPTED


def test_second_convocation_that_says_so_with_nobody_there_defers():
    result = vote(members("AB", NO), second_convocation=SecondConvocation.WITH_CLAUSE)
    assert result.quorum == Quorum(seats=2, present=0, required=0, met=True)
    assert result.outcome is Outcome.DEFERRED


def test_second_convocation_that_omits_the_clause_still_needs_the_quorum():
    result = vote(
        [member("A"), *members("BCD", NO)],
        ballot("A", POUR),
        second_convocation=SecondConvocation.WITHOUT_CLAUSE,
    )
    assert result.quorum == Quorum(seats=4, present=1, required=2, met=False)
    assert result.outcome is Outcome.INVALID


# Majority (R133-11)


@pytest.mark.parametrize(
    ("choices", "majority", "outcome"),
    [
        # of the votes cast: neither abstentions, nor NPPV, nor silence weigh
        ("PC", Majority.CAST, Outcome.DEFERRED),
        ("PPC", Majority.CAST, Outcome.ADOPTED),
        ("PCC", Majority.CAST, Outcome.REJECTED),
        ("PAAAA", Majority.CAST, Outcome.ADOPTED),
        ("PNN..", Majority.CAST, Outcome.ADOPTED),
        ("C....", Majority.CAST, Outcome.REJECTED),
        # of the members present or represented: they all weigh
        ("PPPC.", Majority.PRESENT, Outcome.ADOPTED),
        ("PPC..", Majority.PRESENT, Outcome.REJECTED),
        ("PPAA", Majority.PRESENT, Outcome.REJECTED),
        ("PPNN", Majority.PRESENT, Outcome.REJECTED),
        ("PPP..", Majority.PRESENT, Outcome.ADOPTED),
        ("PP..xxx", Majority.PRESENT, Outcome.REJECTED),
        ("PPP.xxx", Majority.PRESENT, Outcome.ADOPTED),
        # of the seats: the absent too
        ("PPP.xxx", Majority.SEATS, Outcome.REJECTED),
        ("PPPPxxx", Majority.SEATS, Outcome.ADOPTED),
        ("PPP.xx", Majority.SEATS, Outcome.REJECTED),
        ("PPPPCxx", Majority.SEATS, Outcome.ADOPTED),
    ],
)
def test_majority_is_more_than_half_of_its_base(choices, majority, outcome):
    """One letter a seat: Pour, Contre, Abstention, Nppv, silent (.) or absent (x)."""
    voted = {"P": POUR, "C": CONTRE, "A": ABSTENTION, "N": NPPV}
    seats = [member(f"m{i}", NO if letter == "x" else Attends.TITULAR) for i, letter in enumerate(choices)]
    ballots = [ballot(f"m{i}", voted[letter]) for i, letter in enumerate(choices) if letter in voted]
    assert vote(seats, *ballots, majority=majority).outcome is outcome


def test_majority_of_members_present_counts_the_represented():
    seats = [*members("ABC"), member("D", NO)]
    ballots = [ballot("A", POUR), ballot("B", POUR)]
    assert vote(seats, *ballots, majority=Majority.PRESENT).outcome is Outcome.ADOPTED
    represented = vote(seats, *ballots, majority=Majority.PRESENT, proxies=[("D", "A")])
    assert represented.outcome is Outcome.REJECTED


def test_majority_of_seats_leaves_out_the_recused():
    seats, ballots = members("ABCD"), [ballot("A", POUR), ballot("B", POUR)]
    assert vote(seats, *ballots, majority=Majority.SEATS).outcome is Outcome.REJECTED
    assert vote(seats, *ballots, majority=Majority.SEATS, interests="D").outcome is Outcome.ADOPTED


def test_majority_of_seats_leaves_out_experts():
    seats = [*members("ABC"), expert("X"), expert("Y")]
    result = vote(seats, ballot("A", POUR), ballot("B", POUR), majority=Majority.SEATS)
    assert result.outcome is Outcome.ADOPTED


# Tie and casting vote (R133-11)


def test_casting_vote_breaks_a_tie_when_the_chair_voted_pour():
    result = vote([chair("A"), member("B")], ballot("A", POUR), ballot("B", CONTRE))
    assert (result.outcome, result.casting_vote) == (Outcome.ADOPTED, True)


def test_casting_vote_breaks_a_tie_when_the_chair_voted_contre():
    result = vote([chair("A"), member("B")], ballot("A", CONTRE), ballot("B", POUR))
    assert (result.outcome, result.casting_vote) == (Outcome.REJECTED, True)


@pytest.mark.parametrize("choice", [ABSTENTION, NPPV, None])
def test_tie_is_deferred_when_the_chair_voted_neither_pour_nor_contre(choice):
    ballots = [ballot("B", POUR), ballot("C", CONTRE)] + ([ballot("A", choice)] if choice else [])
    result = vote([chair("A"), *members("BC")], *ballots)
    assert (result.outcome, result.casting_vote) == (Outcome.DEFERRED, False)


def test_tie_is_deferred_without_the_casting_vote_rule_as_in_a_secret_ballot():
    result = vote([chair("A"), member("B")], ballot("A", POUR), ballot("B", CONTRE), casting_vote=False)
    assert (result.outcome, result.casting_vote) == (Outcome.DEFERRED, False)


def test_tie_is_deferred_when_no_seat_is_the_chair():
    result = vote(members("AB"), ballot("A", POUR), ballot("B", CONTRE))
    assert (result.outcome, result.casting_vote) == (Outcome.DEFERRED, False)


def test_tie_is_deferred_when_the_chair_is_recused():
    result = vote(
        [chair("A"), *members("BC")],
        ballot("A", POUR),
        ballot("B", POUR),
        ballot("C", CONTRE),
        interests="A",
    )
    assert (result.outcome, result.casting_vote) == (Outcome.DEFERRED, False)
    assert result.refused == (Refused(What.BALLOT, "A", Why.INTEREST),)


def test_replacement_of_a_recused_chair_has_the_casting_vote_for_the_item():
    seats = [member("A"), chair("B"), member("C")]
    result = vote(seats, ballot("B", CONTRE), ballot("C", POUR), interests="A")
    assert (result.outcome, result.casting_vote) == (Outcome.REJECTED, True)


@pytest.mark.parametrize("majority", list(Majority))
def test_tie_goes_to_the_casting_vote_whatever_the_majority_rule(majority):
    seats = [chair("A"), *members("BCDEF")]
    result = vote(seats, ballot("A", POUR), ballot("B", CONTRE), ballot("C", NPPV), majority=majority)
    assert (result.outcome, result.casting_vote) == (Outcome.ADOPTED, True)


def test_casting_vote_is_the_ballot_of_the_chairs_seat_cast_by_its_holder():
    result = vote(
        [chair("A", NO), member("B")],
        ballot("A", CONTRE, cast_by="B"),
        ballot("B", POUR),
        proxies=[("A", "B")],
    )
    assert (result.outcome, result.casting_vote) == (Outcome.REJECTED, True)


def test_casting_vote_is_the_ballot_of_the_chairs_substitute():
    result = vote([chair("A", SUBSTITUTE), member("B")], ballot("A", POUR), ballot("B", CONTRE))
    assert (result.outcome, result.casting_vote) == (Outcome.ADOPTED, True)


def test_casting_vote_is_the_chairs_last_ballot():
    result = vote(
        [chair("A"), *members("BC")],
        ballot("A", POUR, 20),
        ballot("A", CONTRE, 30),
        ballot("B", POUR),
    )
    assert (result.outcome, result.casting_vote) == (Outcome.REJECTED, True)


def test_chairs_late_ballot_breaks_no_tie():
    result = vote(
        [chair("A"), *members("BC")],
        ballot("A", POUR, 181),
        ballot("B", POUR),
        ballot("C", CONTRE),
        window=WINDOW,
    )
    assert (result.outcome, result.casting_vote) == (Outcome.DEFERRED, False)


def test_casting_vote_is_not_used_without_a_tie():
    result = vote([chair("A"), *members("BC")], ballot("A", POUR), ballot("B", POUR), ballot("C", CONTRE))
    assert (result.outcome, result.casting_vote) == (Outcome.ADOPTED, False)


def test_casting_vote_does_not_save_a_vote_without_quorum():
    seats = [chair("A"), member("B"), *members("CDE", NO)]
    result = vote(seats, ballot("A", POUR), ballot("B", CONTRE))
    assert (result.outcome, result.casting_vote) == (Outcome.INVALID, False)


def test_casting_vote_decides_an_asynchronous_tie():
    result = vote_remotely([chair("A"), member("B")], ballot("A", POUR), ballot("B", CONTRE))
    assert (result.outcome, result.casting_vote) == (Outcome.ADOPTED, True)


# Nothing to decide on


def test_no_vote_cast_at_all_is_deferred():
    assert vote(members("AB")).outcome is Outcome.DEFERRED


@pytest.mark.parametrize("majority", list(Majority))
def test_abstentions_and_nppv_alone_are_deferred(majority):
    result = vote([chair("A"), member("B")], ballot("A", ABSTENTION), ballot("B", NPPV), majority=majority)
    assert result.outcome is Outcome.DEFERRED
    assert result.counts == Counts(abstention=1, nppv=1)


def test_no_vote_cast_without_quorum_is_invalid():
    assert vote(members("AB", NO)).outcome is Outcome.INVALID


@pytest.mark.parametrize("cast", [vote, vote_remotely])
def test_no_seat_left_after_recusals_is_deferred(cast):
    result = cast([chair("A"), member("B")], ballot("A", POUR), interests="AB")
    assert result.quorum == Quorum(seats=0, present=0, required=0, met=True)
    assert result.outcome is Outcome.DEFERRED


def test_absent_and_silent_seats_are_not_abstentions():
    result = vote([*members("AB"), member("C", NO)], ballot("A", POUR))
    assert result.counts == Counts(pour=1, contre=0, abstention=0, nppv=0)


# Interests (R133-12)


def test_recused_member_is_in_neither_number_of_the_quorum():
    seats = [*members("ABC"), *members("DE", NO)]
    assert vote(seats).quorum == Quorum(seats=5, present=3, required=3, met=True)
    assert vote(seats, interests="A").quorum == Quorum(seats=4, present=2, required=2, met=True)
    assert vote(seats, interests="AB").quorum == Quorum(seats=3, present=1, required=2, met=False)
    assert vote(seats, interests="DE").quorum == Quorum(seats=3, present=3, required=2, met=True)


def test_recused_member_does_not_vote():
    result = vote(members("ABC"), ballot("A", POUR), ballot("B", CONTRE), interests="B")
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.BALLOT, "B", Why.INTEREST),)


def test_recused_member_neither_gives_nor_uses_a_proxy():
    result = vote(
        [member("A"), member("B"), *members("CD", NO)],
        ballot("D", POUR, cast_by="B"),
        ballot("C", POUR, cast_by="A"),
        proxies=[("C", "A"), ("D", "B")],
        interests="BC",
    )
    assert result.quorum == Quorum(seats=2, present=1, required=1, met=True)
    assert result.counts == Counts()
    assert result.refused == (
        Refused(What.BALLOT, "D", Why.NOT_PRESENT),
        Refused(What.BALLOT, "C", Why.INTEREST),
        Refused(What.PROXY, "C", Why.INTEREST),
        Refused(What.PROXY, "D", Why.INTEREST),
    )


def test_recused_members_substitute_is_out_of_the_item_too():
    result = vote([member("A"), member("B", SUBSTITUTE)], ballot("B", POUR), interests="B")
    assert result.quorum.seats == 1
    assert result.refused == (Refused(What.BALLOT, "B", Why.INTEREST),)


# Experts (R133-6)


def test_experts_are_in_no_count():
    result = vote([*members("AB"), expert("X"), expert("Y")], ballot("A", POUR), ballot("X", CONTRE))
    assert result.quorum == Quorum(seats=2, present=2, required=1, met=True)
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.BALLOT, "X", Why.EXPERT),)


def test_experts_neither_give_nor_hold_proxies():
    result = vote(
        [member("A"), member("B", NO), expert("X", NO), expert("Y")],
        proxies=[("X", "A"), ("B", "Y")],
    )
    assert result.quorum == Quorum(seats=2, present=1, required=1, met=True)
    assert result.refused == (
        Refused(What.PROXY, "X", Why.EXPERT),
        Refused(What.PROXY, "B", Why.EXPERT),
    )


def test_committee_of_experts_alone_decides_nothing():
    result = vote([expert("X")], ballot("X", POUR))
    assert result.quorum == Quorum(seats=0, present=0, required=0, met=True)
    assert result.outcome is Outcome.DEFERRED


# Substitutes (R133-3)


def test_substitute_votes_for_the_seat_which_has_one_vote():
    result = vote([member("A", SUBSTITUTE)], ballot("A", CONTRE, 10), ballot("A", POUR, 11))
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.BALLOT, "A", Why.REPLACED),)


def test_qualified_persons_substitute_does_not_sit():
    result = vote([member("A"), qualified("Q", SUBSTITUTE)], ballot("Q", POUR))
    assert result.quorum == Quorum(seats=2, present=1, required=1, met=True)
    assert result.refused == (
        Refused(What.BALLOT, "Q", Why.NOT_PRESENT),
        Refused(What.SUBSTITUTION, "Q", Why.QUALIFIED),
    )


def test_qualified_persons_proxy_stands_when_the_substitution_is_refused():
    result = vote(
        [member("A"), qualified("Q", SUBSTITUTE)],
        ballot("Q", POUR, cast_by="A"),
        proxies=[("Q", "A")],
    )
    assert result.quorum.present == 2
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.SUBSTITUTION, "Q", Why.QUALIFIED),)


def test_qualified_persons_substitute_holds_no_proxy():
    result = vote([qualified("Q", SUBSTITUTE), member("B", NO)], proxies=[("B", "Q")])
    assert result.refused == (
        Refused(What.PROXY, "B", Why.NOT_PRESENT),
        Refused(What.SUBSTITUTION, "Q", Why.QUALIFIED),
    )


def test_qualified_person_votes_and_counts_like_a_member():
    result = vote([qualified("Q", REMOTE)], ballot("Q", POUR))
    assert result.quorum == Quorum(seats=1, present=1, required=1, met=True)
    assert result.outcome is Outcome.ADOPTED


def test_recused_qualified_persons_substitution_is_refused_all_the_same():
    result = vote([member("A"), qualified("Q", SUBSTITUTE)], interests="Q")
    assert result.refused == (Refused(What.SUBSTITUTION, "Q", Why.QUALIFIED),)


def test_experts_substitute_is_nobodys_concern():
    assert vote([member("A"), expert("X", SUBSTITUTE)]).refused == ()


# Proxies (R133-9)


def test_holder_votes_for_the_giver():
    result = vote(
        [member("A"), member("B", NO)],
        ballot("A", POUR),
        ballot("B", POUR, cast_by="A"),
        proxies=[("B", "A")],
    )
    assert result.counts == Counts(pour=2)
    assert result.refused == ()


def test_holder_may_vote_differently_for_the_giver():
    result = vote(
        [member("A"), member("B", NO)],
        ballot("A", POUR),
        ballot("B", CONTRE, cast_by="A"),
        proxies=[("B", "A")],
    )
    assert result.counts == Counts(pour=1, contre=1)


def test_substitute_of_a_member_may_hold_a_proxy():
    assert vote([member("A", SUBSTITUTE), member("B", NO)], proxies=[("B", "A")]).refused == ()


@pytest.mark.parametrize(
    ("seats", "interests", "why"),
    [
        ([member("H")], "", Why.NO_SEAT),
        ([member("G", NO)], "", Why.NO_SEAT),
        ([expert("G", NO)], "", Why.NO_SEAT),
        ([expert("G", NO), member("H")], "G", Why.EXPERT),
        ([member("G", NO), expert("H")], "G", Why.EXPERT),
        ([member("G", SUBSTITUTE), member("H")], "G", Why.INTEREST),
        ([member("G"), member("H")], "H", Why.INTEREST),
        ([member("G", SUBSTITUTE), member("H", NO)], "", Why.SUBSTITUTED),
        ([chair("G", SUBSTITUTE), member("H")], "", Why.SUBSTITUTED),
        ([member("G"), member("H", NO)], "", Why.GIVER_PRESENT),
        ([member("G", REMOTE), member("H")], "", Why.GIVER_PRESENT),
        ([member("G", NO), member("H", NO)], "", Why.NOT_PRESENT),
        ([qualified("G", SUBSTITUTE), member("H", NO)], "", Why.NOT_PRESENT),
    ],
)
def test_proxy_is_refused_for_the_first_why_that_holds(seats, interests, why):
    result = vote([*seats, member("M")], proxies=[("G", "H")], interests=interests)
    assert [r for r in result.refused if r.what is What.PROXY] == [Refused(What.PROXY, "G", why)]


def test_absent_giver_cannot_hold_its_own_proxy():
    result = vote([member("A", NO), member("B")], proxies=[("A", "A")])
    assert result.refused == (Refused(What.PROXY, "A", Why.NOT_PRESENT),)


def test_represented_holder_is_absent_so_proxies_do_not_chain():
    seats = [member("A"), *members("BC", NO)]
    result = vote(seats, proxies=[("B", "A"), ("C", "B")])
    assert result.refused == (Refused(What.PROXY, "C", Why.NOT_PRESENT),)


def test_holder_keeps_the_first_proxy_only():
    seats = [member("A"), *members("BC", NO)]
    result = vote(seats, ballot("C", POUR, cast_by="A"), proxies=[("B", "A"), ("C", "A")])
    assert result.quorum.present == 2
    assert result.refused == (
        Refused(What.BALLOT, "C", Why.NOT_PRESENT),
        Refused(What.PROXY, "C", Why.SECOND_PROXY),
    )


def test_giver_keeps_the_first_proxy_only():
    seats = [*members("AB"), member("C", NO)]
    result = vote(seats, ballot("C", POUR, cast_by="B"), proxies=[("C", "A"), ("C", "B")])
    assert result.refused == (
        Refused(What.BALLOT, "C", Why.NOT_HOLDER),
        Refused(What.PROXY, "C", Why.SECOND_PROXY),
    )


def test_same_proxy_given_twice_is_a_second_proxy():
    result = vote([member("A"), member("B", NO)], proxies=[("B", "A"), ("B", "A")])
    assert result.refused == (Refused(What.PROXY, "B", Why.SECOND_PROXY),)


def test_second_proxy_leaves_the_other_holder_free():
    seats = [*members("AB"), *members("CD", NO)]
    result = vote(seats, proxies=[("C", "A"), ("C", "B"), ("D", "B")])
    assert result.quorum.present == 4
    assert result.refused == (Refused(What.PROXY, "C", Why.SECOND_PROXY),)


def test_refused_proxy_leaves_the_holders_place_free():
    seats = [*members("AB"), member("C", NO)]
    result = vote(seats, proxies=[("B", "A"), ("C", "A")])
    assert result.quorum.present == 3
    assert result.refused == (Refused(What.PROXY, "B", Why.GIVER_PRESENT),)


def test_giver_of_a_refused_proxy_may_give_another():
    seats = [member("A"), *members("BC", NO)]
    result = vote(seats, proxies=[("C", "B"), ("C", "A")])
    assert result.quorum.present == 2
    assert result.refused == (Refused(What.PROXY, "C", Why.NOT_PRESENT),)


def test_whys_of_one_proxy_come_before_its_being_the_second():
    seats = [member("A"), *members("BC", NO)]
    result = vote(seats, proxies=[("C", "A"), ("C", "B")])
    assert result.refused == (Refused(What.PROXY, "C", Why.NOT_PRESENT),)


# Ballots


@pytest.mark.parametrize(
    ("seat", "given", "why"),
    [
        (member("A"), ballot("Z", POUR, -1), Why.NO_SEAT),
        (member("A"), ballot("a", POUR), Why.NO_SEAT),
        (expert("S"), ballot("S", POUR, -1, cast_by="Z"), Why.EXPERT),
        (member("I", NO), ballot("I", POUR, 200, cast_by="Z"), Why.INTEREST),
        (member("S", NO), ballot("S", POUR, -1, cast_by="Z"), Why.NOT_PRESENT),
        (member("S", NO), ballot("S", POUR, 200), Why.NOT_PRESENT),
        (member("S"), ballot("S", POUR, -1, cast_by="M"), Why.NOT_HOLDER),
        (member("S"), ballot("S", POUR, 200, cast_by="Z"), Why.NOT_HOLDER),
        (member("S"), ballot("S", POUR, -1), Why.EARLY),
        (member("S"), ballot("S", POUR, 181), Why.LATE),
        (member("S", REMOTE), ballot("S", POUR, 181, cast_by="S"), Why.LATE),
    ],
)
def test_ballot_is_refused_for_the_first_why_that_holds(seat, given, why):
    recused = {seat.id} & {"I"}
    result = vote([seat, member("M")], given, window=WINDOW, interests=recused)
    assert result.refused == (Refused(What.BALLOT, given.seat, why),)
    assert result.counts == Counts()


def test_ballot_handed_in_under_the_seats_own_name_is_its_own():
    assert vote(members("AB"), ballot("A", POUR, cast_by="A")).refused == ()


def test_only_the_holder_votes_for_a_represented_seat():
    seats = [*members("AB"), member("C", NO)]
    result = vote(
        seats,
        ballot("C", CONTRE, cast_by="B"),
        ballot("C", POUR, cast_by="A"),
        proxies=[("C", "A")],
    )
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.BALLOT, "C", Why.NOT_HOLDER),)


def test_represented_seat_may_cast_its_ballot_itself():
    result = vote([member("A"), member("B", NO)], ballot("B", POUR), proxies=[("B", "A")])
    assert result.counts == Counts(pour=1)
    assert result.refused == ()


def test_last_ballot_of_a_seat_counts_by_time_and_not_by_place_in_the_file():
    result = vote(members("AB"), ballot("A", POUR, 30), ballot("A", CONTRE, 20), ballot("A", NPPV, 10))
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.BALLOT, "A", Why.REPLACED),) * 2


def test_last_ballot_at_the_same_time_is_the_last_of_the_file():
    result = vote(members("AB"), ballot("A", POUR), ballot("A", CONTRE), ballot("A", ABSTENTION))
    assert result.counts == Counts(abstention=1)


def test_same_instant_in_two_time_zones_is_the_same_time():
    paris = OPENS.astimezone(timezone(timedelta(hours=1)))
    result = vote(members("AB"), CastBallot("A", POUR, OPENS), CastBallot("A", CONTRE, paris))
    assert result.counts == Counts(contre=1)
    later = CastBallot("A", POUR, OPENS + timedelta(microseconds=1))
    assert vote(members("AB"), later, CastBallot("A", CONTRE, paris)).counts == Counts(pour=1)


@pytest.mark.parametrize(("minute", "why"), [(-1, Why.EARLY), (181, Why.LATE)])
def test_ballot_outside_the_window_replaces_nothing(minute, why):
    result = vote(members("AB"), ballot("A", POUR), ballot("A", CONTRE, minute), window=WINDOW)
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.BALLOT, "A", why),)


def test_ballot_handed_in_by_a_stranger_replaces_nothing():
    result = vote(members("AB"), ballot("A", POUR, 10), ballot("A", CONTRE, 20, cast_by="B"))
    assert result.counts == Counts(pour=1)
    assert result.refused == (Refused(What.BALLOT, "A", Why.NOT_HOLDER),)


def test_holders_later_ballot_replaces_the_seats_own_and_the_other_way_round():
    seats, proxies = [member("A"), member("B", NO)], [("B", "A")]
    result = vote(seats, ballot("B", POUR, 10), ballot("B", CONTRE, 20, cast_by="A"), proxies=proxies)
    assert result.counts == Counts(contre=1)
    result = vote(seats, ballot("B", POUR, 20), ballot("B", CONTRE, 10, cast_by="A"), proxies=proxies)
    assert result.counts == Counts(pour=1)


def test_bounds_of_the_window_are_inclusive():
    first, last = CastBallot("A", POUR, OPENS), CastBallot("B", POUR, CLOSES)
    assert vote(members("AB"), first, last, window=WINDOW).refused == ()
    instant = timedelta(microseconds=1)
    early, late = CastBallot("A", POUR, OPENS - instant), CastBallot("B", POUR, CLOSES + instant)
    assert vote(members("AB"), early, late, window=WINDOW).refused == (
        Refused(What.BALLOT, "A", Why.EARLY),
        Refused(What.BALLOT, "B", Why.LATE),
    )


def test_window_of_one_instant_takes_the_ballots_of_that_instant():
    window = Window(opens=OPENS, closes=OPENS)
    assert vote(members("AB"), CastBallot("A", POUR, OPENS), window=window).refused == ()


def test_live_vote_without_window_takes_a_ballot_at_any_time():
    assert vote(members("AB"), ballot("A", POUR, -(10**6)), ballot("B", POUR, 10**6)).refused == ()


def test_refused_lists_ballots_then_proxies_then_substitutions_in_their_order():
    result = vote(
        [qualified("Q", SUBSTITUTE), *members("AB")],
        ballot("Z", POUR),
        ballot("Q", POUR),
        proxies=[("B", "A"), ("A", "B")],
    )
    assert result.refused == (
        Refused(What.BALLOT, "Z", Why.NO_SEAT),
        Refused(What.BALLOT, "Q", Why.NOT_PRESENT),
        Refused(What.PROXY, "B", Why.GIVER_PRESENT),
        Refused(What.PROXY, "A", Why.GIVER_PRESENT),
        Refused(What.SUBSTITUTION, "Q", Why.QUALIFIED),
    )


# Asynchronous vote (ordonnance 2014-1329, art. 4)


@pytest.mark.parametrize("attends", list(Attends))
def test_asynchronous_vote_does_not_read_attendance_for_ones_own_ballot(attends):
    result = vote_remotely(members("AB", attends), ballot("A", POUR))
    assert result.quorum == Quorum(seats=2, present=1, required=1, met=True)
    assert result.outcome is Outcome.ADOPTED


def test_asynchronous_vote_is_invalid_when_less_than_half_took_part_themselves():
    result = vote_remotely(members("ABC"), ballot("A", POUR))
    assert result.quorum == Quorum(seats=3, present=1, required=2, met=False)
    assert result.counts == Counts(pour=1)
    assert result.outcome is Outcome.INVALID


@pytest.mark.parametrize(
    "rules",
    [
        {"quorum": Fraction(1, 10)},
        {"quorum": Fraction(1)},
        {"second_convocation": SecondConvocation.WITH_CLAUSE},
        {"second_convocation": SecondConvocation.WITHOUT_CLAUSE},
    ],
)
def test_participation_is_half_whatever_the_quorum_rule_or_the_convocation(rules):
    half = vote_remotely(members("ABC"), ballot("A", POUR), ballot("B", POUR), **rules)
    assert half.quorum == Quorum(seats=3, present=2, required=2, met=True)
    less = vote_remotely(members("ABC"), ballot("A", POUR), **rules)
    assert less.quorum == Quorum(seats=3, present=1, required=2, met=False)
    assert less.outcome is Outcome.INVALID


def test_abstention_is_participation_and_nppv_is_not():
    seats = members("ABC")
    assert vote_remotely(seats, ballot("A", POUR), ballot("B", ABSTENTION)).quorum.present == 2
    result = vote_remotely(seats, ballot("A", POUR), ballot("B", NPPV))
    assert result.quorum == Quorum(seats=3, present=1, required=2, met=False)
    assert result.counts == Counts(pour=1, nppv=1)


def test_proxys_ballot_counts_as_a_vote_and_not_as_participation():
    result = vote_remotely(
        [member("A"), member("B", NO), member("C", NO)],
        ballot("A", POUR),
        ballot("B", POUR, cast_by="A"),
        proxies=[("B", "A")],
    )
    assert result.quorum == Quorum(seats=3, present=1, required=2, met=False)
    assert result.counts == Counts(pour=2)
    assert result.outcome is Outcome.INVALID


def test_silent_seat_takes_no_part_in_an_asynchronous_vote_even_when_it_attends():
    assert vote_remotely(members("AB")).quorum == Quorum(seats=2, present=0, required=1, met=False)


def test_recused_seat_is_in_neither_number_of_the_participation():
    result = vote_remotely(members("ABC"), ballot("A", POUR), ballot("B", POUR), interests="B")
    assert result.quorum == Quorum(seats=2, present=1, required=1, met=True)
    assert result.counts == Counts(pour=1)


def test_late_ballot_is_no_participation():
    result = vote_remotely(members("AB"), ballot("A", POUR, 181))
    assert result.quorum == Quorum(seats=2, present=0, required=1, met=False)
    assert result.refused == (Refused(What.BALLOT, "A", Why.LATE),)


def test_own_ballot_replaced_by_the_holders_is_no_participation():
    seats, proxies = [member("A"), member("B", NO)], [("B", "A")]
    own, held = ballot("B", POUR, 10), ballot("B", CONTRE, 20, cast_by="A")
    assert vote_remotely(seats, own, held, proxies=proxies).quorum.present == 0
    own, held = ballot("B", POUR, 20), ballot("B", CONTRE, 10, cast_by="A")
    assert vote_remotely(seats, own, held, proxies=proxies).quorum.present == 1


def test_own_vote_changed_to_nppv_is_no_participation():
    assert vote_remotely(members("AB"), ballot("A", POUR, 10), ballot("A", NPPV, 20)).quorum.present == 0


def test_substitutes_own_ballot_is_participation():
    assert vote_remotely([member("A", SUBSTITUTE), member("B")], ballot("A", POUR)).quorum.present == 1


def test_asynchronous_proxy_still_needs_a_holder_who_attends_and_a_giver_who_does_not():
    seats = [*members("AB"), *members("CD", NO)]
    result = vote_remotely(seats, proxies=[("B", "A"), ("C", "D")])
    assert result.refused == (
        Refused(What.PROXY, "B", Why.GIVER_PRESENT),
        Refused(What.PROXY, "C", Why.NOT_PRESENT),
    )


def test_asynchronous_ballot_handed_in_by_a_stranger_is_refused():
    seats = [*members("AB"), member("C", NO)]
    result = vote_remotely(seats, ballot("A", POUR, cast_by="B"), ballot("C", POUR, cast_by="B"))
    assert result.refused == (
        Refused(What.BALLOT, "A", Why.NOT_HOLDER),
        Refused(What.BALLOT, "C", Why.NOT_PRESENT),
    )


def test_asynchronous_vote_still_refuses_a_qualified_persons_substitution():
    result = vote_remotely([qualified("Q", SUBSTITUTE)], ballot("Q", POUR))
    assert result.quorum.met
    assert result.refused == (Refused(What.SUBSTITUTION, "Q", Why.QUALIFIED),)


def test_majority_of_members_present_in_an_asynchronous_vote_is_of_those_who_voted_or_are_represented():
    seats = [*members("ABCD"), member("E", NO)]
    two = [ballot("A", POUR), ballot("B", POUR), ballot("C", ABSTENTION)]
    present = {"majority": Majority.PRESENT}
    assert vote_remotely(seats, *two, **present).outcome is Outcome.ADOPTED
    assert vote_remotely(seats, *two, proxies=[("E", "A")], **present).outcome is Outcome.REJECTED
    assert vote_remotely(seats, *two, ballot("D", NPPV), **present).outcome is Outcome.REJECTED


def test_proxies_never_make_a_minority_win_an_asynchronous_vote():
    seats = [*members("ABC"), *members("DE", NO)]
    result = vote_remotely(
        seats,
        ballot("A", POUR),
        ballot("B", POUR),
        ballot("C", CONTRE),
        ballot("D", CONTRE, cast_by="A"),
        ballot("E", CONTRE, cast_by="B"),
        proxies=[("D", "A"), ("E", "B")],
        majority=Majority.PRESENT,
    )
    assert result.quorum == Quorum(seats=5, present=3, required=3, met=True)
    assert result.counts == Counts(pour=2, contre=3)
    assert result.outcome is Outcome.REJECTED


# Totals, instead of ballots (house rule)


def read_out(seats, *counts, chair=None, **given):
    return vote(seats, totals=Totals(*counts, chair=chair), **given)


@pytest.mark.parametrize(
    ("counts", "chose", "rules", "outcome"),
    [
        ((3, 1, 0, 0), None, {}, Outcome.ADOPTED),
        ((1, 3, 0, 0), None, {}, Outcome.REJECTED),
        ((0, 0, 3, 1), None, {}, Outcome.DEFERRED),
        ((2, 2, 0, 0), POUR, {}, Outcome.ADOPTED),
        ((2, 2, 0, 0), CONTRE, {}, Outcome.REJECTED),
        ((1, 1, 2, 0), ABSTENTION, {}, Outcome.DEFERRED),
        ((2, 2, 0, 0), None, {}, Outcome.DEFERRED),
        ((2, 2, 0, 0), None, {"casting_vote": False}, Outcome.DEFERRED),
        ((2, 1, 1, 0), None, {"majority": Majority.PRESENT}, Outcome.REJECTED),
        ((3, 1, 0, 0), None, {"majority": Majority.SEATS}, Outcome.REJECTED),
        ((3, 2, 0, 0), None, {}, Outcome.INVALID),
    ],
)
def test_totals_of_four_seats_there_out_of_six_are_counted_as_ballots_would_be(counts, chose, rules, outcome):
    seats = [chair(), *members("BC"), *members("DEF", NO)]
    result = read_out(seats, *counts, chair=chose, proxies=[("D", "B")], **rules)
    assert (result.outcome, result.quorum.present) == (outcome, 4)
    assert result.counts == Counts(*counts)
    assert result.casting_vote == (chose in (POUR, CONTRE))


def test_totals_without_quorum_are_invalid_and_leave_out_the_recused_and_experts():
    assert read_out([chair(), *members("BC", NO)], 1, 0, 0, 0).outcome is Outcome.INVALID
    seats = [chair(), *members("BC"), expert("E")]
    result = read_out(seats, 3, 0, 0, 0, interests=["C"])
    assert (result.outcome, result.quorum.present) == (Outcome.INVALID, 2)
    assert told(result, "plus de voix que de sièges") == (
        "Aucun vote valable n’a eu lieu : le dépouillement donne plus de voix que de sièges présents ou représentés "
        "(règlement intérieur)."
    )


def test_totals_say_how_many_did_not_vote_and_which_way_the_chair_decided():
    result = read_out([chair(), *members("BCDE")], 2, 2, 0, 0, chair=CONTRE)
    said = "Le décompte, lu au dépouillement, est de 2 pour, 2 contre, 0 abstention et 0 NPPV."
    assert told(result, "décompte") == said
    assert "1 siège n’a pas voté" in told(result, "pas voté")
    assert "voix de la présidence (A), contre, est prépondérante" in told(result, "prépondérante")


# The example of the rules, and the reasons


def example() -> Result:
    return vote(
        [chair("A"), member("B", SUBSTITUTE), member("C", NO), qualified("D")],
        ballot("A", POUR),
        ballot("C", CONTRE, cast_by="A"),
        window=WINDOW,
        proxies=[("C", "A")],
        interests="D",
    )


def test_example_gives_what_the_rules_say():
    result = example()
    assert result.quorum == Quorum(seats=3, present=3, required=2, met=True)
    assert result.counts == Counts(pour=1, contre=1, abstention=0, nppv=0)
    assert (result.outcome, result.casting_vote, result.refused) == (Outcome.ADOPTED, True, ())


def test_reasons_tell_every_rule_applied_in_order():
    assert [reason.replace(NBSP, " ") for reason in example().reasons] == [
        "Le siège D est en déport : ni voix, ni mandat, ni part au quorum de ce point (CRPA, art. R133-12).",
        "Le siège B est tenu par un suppléant : chaque siège garde une voix et une seule (CRPA, art. R133-3).",
        "1 siège est représenté par mandat : C par A (CRPA, art. R133-9).",
        "Le quorum de ce point (la moitié de 3 sièges, à l’unité supérieure) est atteint : "
        "3 présents ou représentés pour 2 requis (CRPA, art. R133-10).",
        "Le décompte est de 1 pour, 1 contre, 0 abstention et 0 NPPV.",
        "1 siège n’a pas de bulletin compté (siège B) : ni l’absence ni le silence ne valent abstention "
        "(règlement intérieur).",
        "Partage égal des voix, 1 pour et 1 contre : la voix de la présidence (A), pour, est prépondérante, "
        "la proposition est adoptée (CRPA, art. R133-11).",
    ]


def test_reasons_name_seats_by_their_label():
    seat = Seat("7f3", Kind.MEMBER, Attends.TITULAR, label="DREETS")
    result = vote([seat, member("B")], ballot("B", POUR), interests=["7f3"])
    assert told(result, "déport").startswith("Le siège DREETS est en déport")


def test_reasons_say_a_refusal_once_for_all_the_seats_it_concerns():
    result = vote(members("ABC", NO), ballot("A", POUR), ballot("B", POUR), ballot("B", CONTRE))
    assert told(result, "bulletins ne sont pas comptés") == (
        "3 bulletins ne sont pas comptés (sièges A et B) : le siège n’est ni présent ni valablement "
        "représenté (CRPA, art. R133-9)."
    )


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (
            lambda: vote([*members("AB"), *members("CD", NO)], quorum=Fraction(2, 3)),
            "Le quorum de ce point (2/3 de 4 sièges, à l’unité supérieure) n’est pas atteint : "
            "2 présents ou représentés pour 3 requis (règlement intérieur).",
        ),
        (
            lambda: vote(members("AB"), second_convocation=SecondConvocation.WITH_CLAUSE),
            "Aucun quorum n’est exigé, la seconde convocation le disant : 2 présents ou représentés sur "
            "2 sièges (CRPA, art. R133-10).",
        ),
        (
            lambda: vote(members("AB"), second_convocation=SecondConvocation.WITHOUT_CLAUSE),
            "Le quorum reste exigé : la seconde convocation ne dit pas qu’il ne l’est plus (CRPA, art. R133-10).",
        ),
        (
            lambda: vote_remotely(members("ABC"), ballot("A", POUR)),
            "La participation (la moitié de 3 sièges, à l’unité supérieure) n’est pas atteinte : 1 siège a "
            "voté lui-même, mandats et NPPV non compris, pour 2 requis (ordonnance n° 2014-1329, art. 4).",
        ),
        (
            lambda: vote_remotely(members("A"), second_convocation=SecondConvocation.WITH_CLAUSE),
            "Une seconde convocation ne dispense pas un vote asynchrone de la participation requise "
            "(ordonnance n° 2014-1329, art. 4).",
        ),
        (
            lambda: vote(members("A", NO)),
            "Aucun vote valable n’a pu avoir lieu : le décompte n’est donné que pour mémoire et le point "
            "attend une nouvelle convocation (règlement intérieur).",
        ),
        (
            lambda: vote(members("A"), interests="A"),
            "Il ne reste aucun siège qui puisse voter : le point est ajourné (règlement intérieur).",
        ),
        (
            lambda: vote(members("A")),
            "Aucune voix n’est exprimée, ni pour ni contre : le point est ajourné (règlement intérieur).",
        ),
        (
            lambda: vote([chair("A"), member("B")], ballot("A", POUR), ballot("B", CONTRE), casting_vote=False),
            "Partage égal des voix, 1 pour et 1 contre : aucune voix n’est prépondérante dans ce vote, "
            "le point est ajourné (règlement intérieur).",
        ),
        (
            lambda: vote(members("AB"), ballot("A", POUR), ballot("B", CONTRE)),
            "Partage égal des voix, 1 pour et 1 contre : aucune présidence ne siège sur ce point, "
            "il est ajourné (règlement intérieur).",
        ),
        (
            lambda: vote([chair(), *members("BC")], ballot("B", POUR), ballot("C", CONTRE)),
            "Partage égal des voix, 1 pour et 1 contre : la présidence n’a voté ni pour ni contre, "
            "le point est ajourné (règlement intérieur).",
        ),
        (
            lambda: vote([chair(), member("B")], ballot("A", CONTRE), ballot("B", POUR)),
            "Partage égal des voix, 1 pour et 1 contre : la voix de la présidence (A), contre, est "
            "prépondérante, la proposition est rejetée (CRPA, art. R133-11).",
        ),
        (
            lambda: vote(members("ABCD"), ballot("A", POUR)),
            "La proposition est adoptée : 1 pour quand la majorité est de 1 sur 1 voix exprimée (CRPA, art. R133-11).",
        ),
        (
            lambda: vote(members("ABCD"), ballot("A", POUR), majority=Majority.PRESENT),
            "La proposition est rejetée : 1 pour quand la majorité est de 3 sur 4 sièges présents ou "
            "représentés (CRPA, art. R133-11).",
        ),
        (
            lambda: vote(members("ABCDE"), ballot("A", POUR), majority=Majority.SEATS),
            "La proposition est rejetée : 1 pour quand la majorité est de 3 sur 5 sièges, déports non "
            "compris (règlement intérieur).",
        ),
    ],
)
def test_reason_is_told_in_one_plain_sentence(result, reason):
    assert told(result(), reason) == reason


# What cannot be a case


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: vote([]), "Le vote n’a aucun siège."),
        (lambda: vote([member(" ")]), "Un siège n’a pas d’identifiant."),
        (lambda: vote(members("AA")), "Deux sièges portent le même identifiant « A »."),
        (
            lambda: vote([chair("A"), chair("B")]),
            "Il y a plus d’une présidence, dont les sièges « A » et « B ».",
        ),
        (lambda: vote(members("A"), interests="Z"), "L’intérêt déclaré « Z » ne nomme aucun siège."),
        (
            lambda: vote(members("A"), mode=Mode.ASYNCHRONOUS),
            "Un vote asynchrone doit avoir une fenêtre de vote.",
        ),
        (
            lambda: vote(members("A"), ballot("A", POUR), totals=Totals(1, 0, 0, 0)),
            "Un vote donné par ses totaux se tient en séance et n’a pas de bulletins.",
        ),
        (
            lambda: vote_remotely(members("A"), totals=Totals(1, 0, 0, 0)),
            "Un vote donné par ses totaux se tient en séance et n’a pas de bulletins.",
        ),
        (lambda: Totals(1, -1, 0, 0), "Un total de voix est négatif."),
        (
            lambda: Totals(1, 0, 0, 0, chair=CONTRE),
            "La présidence aurait fait un choix que les totaux ne comptent pas.",
        ),
        (
            lambda: Window(opens=CLOSES, closes=OPENS),
            "La fenêtre de vote se ferme avant de s’ouvrir.",
        ),
        (
            lambda: Window(opens=datetime(2026, 12, 3, 9), closes=CLOSES),  # noqa: DTZ001
            "La date « 2026-12-03T09:00:00 » est sans fuseau horaire.",
        ),
        (
            lambda: CastBallot("A", POUR, datetime(2026, 12, 3, 9)),  # noqa: DTZ001
            "La date « 2026-12-03T09:00:00 » est sans fuseau horaire.",
        ),
        (
            lambda: Rules(quorum=Fraction(0)),
            "Le quorum doit être une fraction plus grande que 0 et au plus égale à 1.",
        ),
        (
            lambda: Rules(quorum=Fraction(3, 2)),
            "Le quorum doit être une fraction plus grande que 0 et au plus égale à 1.",
        ),
    ],
)
def test_vote_that_contradicts_itself_is_malformed_in_one_sentence(build, sentence):
    with pytest.raises(Malformed) as error:
        build()
    assert str(error.value).replace(NBSP, " ") == sentence
