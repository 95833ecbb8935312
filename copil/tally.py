"""The law of the COPIL's vote: one small function a rule, no database, no clock, no Django.

Articles R133-… are those of the code des relations entre le public et l'administration (CRPA); they are the
defaults of the house rules (règlement intérieur), which also settle what no article does.

Where the rules can be read two ways, this is the reading taken:
- a proxy that is refused was never given: its holder may take another, its giver may give another;
- a seat validly represented may still cast its ballot itself; of its ballots the latest counts;
- the majority of members present or represented counts, in an asynchronous vote, the seats whose own ballot
  counts (NPPV included) and those validly represented: only the quorum becomes participation;
- totals that make more voices than there are seats present or represented are no valid vote;
- in an asynchronous vote `attends` still tells whether a proxy may be given and held, whether a ballot handed
  in by somebody else is one of an absent seat, and whether a qualified person's substitute is to be refused.
"""

from collections import Counter
from collections.abc import Mapping
from math import ceil

from copil.tally_case import (
    HALF,
    Case,
    CastBallot,
    Counts,
    Proxy,
    Quorum,
    Reckoning,
    Refused,
    Result,
    Rules,
    Seat,
    Totals,
    Verdict,
    Window,
)
from copil.tally_codes import (
    Attends,
    Choice,
    Ground,
    Kind,
    Majority,
    Malformed,
    Mode,
    Outcome,
    SecondConvocation,
    What,
    Why,
)
from copil.tally_reasons import reasons_of

__all__ = [
    "Attends",
    "Case",
    "CastBallot",
    "Choice",
    "Counts",
    "Ground",
    "Kind",
    "Majority",
    "Malformed",
    "Mode",
    "Outcome",
    "Proxy",
    "Quorum",
    "Refused",
    "Result",
    "Rules",
    "Seat",
    "SecondConvocation",
    "Totals",
    "What",
    "Why",
    "Window",
    "tally",
]


def tally(case: Case) -> Result:
    """Quorum, counts, outcome and every reason of one vote; never fails on a `Case` that could be built."""
    voting = voting_seats(case)
    holders, refused_proxies = take_proxies(case)
    counted, refused_ballots = take_ballots(case, holders)
    represented = seats_represented(case, voting, holders, counted)
    quorum = reach_quorum(case, voting, represented, counted)
    counts = count(counted, case.totals)
    reckoning = Reckoning(
        voting=voting,
        holders=holders,
        counted=counted,
        represented=represented,
        quorum=quorum,
        counts=counts,
        verdict=decide(case, quorum, counts, represented, counted),
        refused=refused_ballots + refused_proxies + refuse_substitutions(case),
    )
    return Result(
        quorum=quorum,
        counts=counts,
        casting_vote=reckoning.verdict.casting_vote,
        outcome=reckoning.verdict.outcome,
        refused=reckoning.refused,
        reasons=reasons_of(case, reckoning),
    )


# Who is in the vote


def voting_seats(case: Case) -> tuple[Seat, ...]:
    """Experts are heard and never vote (R133-6); a recused member is out of the item altogether (R133-12)."""
    return tuple(s for s in case.seats if s.kind is not Kind.EXPERT and s.id not in case.interests)


def refuse_substitutions(case: Case) -> tuple[Refused, ...]:
    """A qualified person has no substitute (R133-3)."""
    return tuple(
        Refused(What.SUBSTITUTION, seat.id, Why.QUALIFIED)
        for seat in case.seats
        if seat.kind is Kind.QUALIFIED and seat.attends is Attends.SUBSTITUTE
    )


def is_substituted(seat: Seat) -> bool:
    """One seat, one vote, the titular's or the substitute's, but for a qualified person (R133-3)."""
    return seat.attends is Attends.SUBSTITUTE and seat.kind is not Kind.QUALIFIED


def sits(seat: Seat) -> bool:
    """Remote members are present (R133-10); under a qualified person's substitute the seat is absent."""
    return seat.attends in (Attends.TITULAR, Attends.REMOTE) or is_substituted(seat)


# Proxies


def take_proxies(case: Case) -> tuple[Mapping[str, str], tuple[Refused, ...]]:
    """The valid proxies, giver to holder, taken in the order given, and the refused ones (R133-9)."""
    holders: dict[str, str] = {}
    busy: set[str] = set()  # seats that already hold one
    refused: list[Refused] = []
    for proxy in case.proxies:
        why = why_not_proxy(case, proxy)
        if why is None and (proxy.giver in holders or proxy.holder in busy):
            why = Why.SECOND_PROXY  # at most one per holder, and one per giver
        if why is not None:
            refused.append(Refused(What.PROXY, proxy.giver, why))
            continue
        holders[proxy.giver] = proxy.holder
        busy.add(proxy.holder)
    return holders, tuple(refused)


def why_not_proxy(case: Case, proxy: Proxy) -> Why | None:
    """Why this proxy cannot be taken, whatever the other proxies: the first reason that holds."""
    giver, holder = case.seat_of.get(proxy.giver), case.seat_of.get(proxy.holder)
    if giver is None or holder is None:
        return Why.NO_SEAT
    if Kind.EXPERT in (giver.kind, holder.kind):
        return Why.EXPERT  # R133-6
    if giver.id in case.interests or holder.id in case.interests:
        return Why.INTEREST  # R133-12: no proxy given or used
    if is_substituted(giver):
        return Why.SUBSTITUTED  # R133-9
    if sits(giver):
        return Why.GIVER_PRESENT
    if not sits(holder):
        return Why.NOT_PRESENT
    return None


# Ballots


def take_ballots(case: Case, holders: Mapping[str, str]) -> tuple[Mapping[str, CastBallot], tuple[Refused, ...]]:
    """The one ballot that counts for each seat, and the refused ones in the order given.

    A vote may be changed until the close and the last one counts (house rule): last by time, then by the
    order given. A ballot that is not valid replaces nothing.
    """
    whys = [why_not_ballot(case, ballot, holders) for ballot in case.ballots]
    last: dict[str, int] = {}
    for index, ballot in enumerate(case.ballots):
        if whys[index] is None and (ballot.seat not in last or case.ballots[last[ballot.seat]].at <= ballot.at):
            last[ballot.seat] = index
    counting = set(last.values())
    refused = (
        Refused(What.BALLOT, ballot.seat, whys[index] or Why.REPLACED)
        for index, ballot in enumerate(case.ballots)
        if index not in counting
    )
    return {seat: case.ballots[index] for seat, index in last.items()}, tuple(refused)


def why_not_ballot(case: Case, ballot: CastBallot, holders: Mapping[str, str]) -> Why | None:
    """Why this ballot is not valid, whatever the other ballots: the first reason that holds."""
    seat = case.seat_of.get(ballot.seat)
    if seat is None:
        return Why.NO_SEAT
    if seat.kind is Kind.EXPERT:
        return Why.EXPERT  # R133-6
    if seat.id in case.interests:
        return Why.INTEREST  # R133-12
    takes_part = ballot.is_own and case.mode is Mode.ASYNCHRONOUS  # by this very ballot, not by attending
    if not (takes_part or sits(seat) or seat.id in holders):
        return Why.NOT_PRESENT
    if not (ballot.is_own or ballot.cast_by == holders.get(seat.id)):
        return Why.NOT_HOLDER  # R133-9
    return outside(case.window, ballot)


def outside(window: Window | None, ballot: CastBallot) -> Why | None:
    """Whether a ballot came before or after the vote; the bounds are inside (ord. 2014-1329, house rule)."""
    if window is not None and ballot.at < window.opens:
        return Why.EARLY
    if window is not None and ballot.at > window.closes:
        return Why.LATE
    return None


def count(counted: Mapping[str, CastBallot], totals: Totals | None) -> Counts:
    """How many seats chose what; neither absence nor silence is an abstention. Totals are taken as they were read."""
    if totals is not None:
        return Counts(totals.pour, totals.contre, totals.abstention, totals.nppv)
    votes = Counter(ballot.choice for ballot in counted.values())
    return Counts(
        pour=votes[Choice.POUR],
        contre=votes[Choice.CONTRE],
        abstention=votes[Choice.ABSTENTION],
        nppv=votes[Choice.NPPV],
    )


# Whether a valid vote took place


def seats_represented(
    case: Case, voting: tuple[Seat, ...], holders: Mapping[str, str], counted: Mapping[str, CastBallot]
) -> int:
    """Seats present or validly represented for the item, silent ones and NPPV included.

    In an asynchronous vote nobody attends: a seat is present by its own ballot, and one whose ballot is its
    holder's is represented.
    """
    if case.mode is Mode.ASYNCHRONOUS:
        return sum(seat.id in counted or seat.id in holders for seat in voting)
    return sum(sits(seat) or seat.id in holders for seat in voting)


def reach_quorum(case: Case, voting: tuple[Seat, ...], represented: int, counted: Mapping[str, CastBallot]) -> Quorum:
    """Half of the voting seats by default, rounded up, present or represented (R133-10), the recused being in
    neither number (R133-12); participation instead when the vote is asynchronous."""
    if case.mode is Mode.ASYNCHRONOUS:
        present, required = participation(counted), ceil(len(voting) * HALF)
    else:
        present, required = represented, required_present(case.rules, len(voting))
    return Quorum(seats=len(voting), present=present, required=required, met=present >= required)


def required_present(rules: Rules, seats: int) -> int:
    """None after a second convocation which says so; one that omits the clause still needs it (R133-10)."""
    if rules.second_convocation is SecondConvocation.WITH_CLAUSE:
        return 0
    return ceil(seats * rules.quorum)


def participation(counted: Mapping[str, CastBallot]) -> int:
    """Seats that took part themselves, titular or substitute: neither by proxy nor by NPPV. Half of all must,
    whatever the quorum rule or the convocation (ord. 2014-1329, art. 4)."""
    return sum(ballot.is_own and ballot.choice is not Choice.NPPV for ballot in counted.values())


# What was decided


def decide(case: Case, quorum: Quorum, counts: Counts, represented: int, counted: Mapping[str, CastBallot]) -> Verdict:
    """The outcome and the rule it comes from."""
    if not quorum.met:
        return Verdict(Outcome.INVALID, Ground.QUORUM_NOT_MET)
    if case.totals is not None and case.totals.total > represented:
        return Verdict(Outcome.INVALID, Ground.TOO_MANY_VOICES)  # house rule
    if quorum.seats == 0:
        return Verdict(Outcome.DEFERRED, Ground.NO_SEAT_LEFT)
    if counts.pour == 0 and counts.contre == 0:
        return Verdict(Outcome.DEFERRED, Ground.NO_VOTE_CAST)  # house rule
    if counts.pour == counts.contre:
        return break_tie(case, counted)
    adopted = has_majority(case.rules.majority, counts, represented=represented, seats=quorum.seats)
    return Verdict(Outcome.ADOPTED if adopted else Outcome.REJECTED, Ground.MAJORITY)


def has_majority(majority: Majority, counts: Counts, *, represented: int, seats: int) -> bool:
    """Whether more than half of the base voted pour (R133-11)."""
    base = {
        Majority.CAST: counts.pour + counts.contre,
        Majority.PRESENT: represented,
        Majority.SEATS: seats,
    }[majority]
    return 2 * counts.pour > base


def break_tie(case: Case, counted: Mapping[str, CastBallot]) -> Verdict:
    """The chair's casting vote, if the chair voted pour or contre (R133-11); else deferred (house rule).

    It is the counted ballot of the chair's seat, whoever cast it, and holds whatever the majority rule.
    """
    if not case.rules.casting_vote:
        return Verdict(Outcome.DEFERRED, Ground.TIE_WITHOUT_CASTING_VOTE)
    chair = next((seat for seat in voting_seats(case) if seat.kind is Kind.CHAIR), None)
    if chair is None:
        return Verdict(Outcome.DEFERRED, Ground.TIE_WITHOUT_CHAIR)
    ballot = counted.get(chair.id)
    choice = case.totals.chair if case.totals is not None else ballot.choice if ballot is not None else None
    if choice not in (Choice.POUR, Choice.CONTRE):
        return Verdict(Outcome.DEFERRED, Ground.TIE_CHAIR_UNDECIDED)
    outcome = Outcome.ADOPTED if choice is Choice.POUR else Outcome.REJECTED
    return Verdict(outcome, Ground.TIE_BROKEN_BY_CHAIR, casting_vote=True)
