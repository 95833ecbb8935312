"""A vote as the minutes tell it: from the case and the result kept at its close, never counted again."""

from collections.abc import Iterator, Mapping
from typing import Any

from copil import tally
from copil.ballots.secret import case_kept
from copil.messages import written_moment
from copil.minutes.said import ChoiceSaid, VoteSaid
from copil.models import Ballot, Business, Vote
from copil.reading import ResultReading, result_from, result_of
from copil.wording import proposal_words, said_counts
from dossiers.wording import written_day

#: By seat's key, its quality.
Labels = Mapping[int, str]


def vote_of(ballot: Ballot, labels: Labels) -> VoteSaid | None:
    """A closed ballot; None while it is open."""
    result = result_of(ballot)
    if result is None:
        return None
    return VoteSaid(
        number=ballot.number,
        proposal=proposal_words(ballot),
        how=_how(ballot),
        quorum=quorum_words(result.quorum, online=ballot.is_online),
        counts=said_counts(result.counts, casting_vote=False),
        verdict=result.verdict,
        casting=_casting(result, secret=ballot.secret),
        rules=result.reasons,
        named=() if ballot.secret else tuple(named(ballot.case or {}, labels)),
        conditions=ballot.conditions,
        reasons=ballot.reasons,
        complete_by=written_day(ballot.complete_by),
    )


def show_of_hands(business: Business, labels: Labels) -> VoteSaid | None:
    """The vote on other business; None when nothing was put to the vote."""
    result = result_from(business.result)
    if result is None:
        return None
    return VoteSaid(
        number=1,
        proposal=business.proposal,
        how="à main levée",
        quorum=quorum_words(result.quorum, online=False),
        counts=said_counts(result.counts, casting_vote=False),
        verdict=result.verdict,
        casting=_casting(result, secret=False),
        rules=result.reasons,
        named=tuple(named(business.case or {}, labels)),
    )


def _how(ballot: Ballot) -> str:
    said = "en séance"
    if ballot.opens_at is not None and ballot.closes_at is not None:
        said = f"en ligne, du {written_moment(ballot.opens_at)} au {written_moment(ballot.closes_at)}"
    if ballot.group_id is not None:
        said += ", d’un seul geste avec d’autres points"
    if ballot.paper and not ballot.secret:
        said = "en séance, à main levée"
    if ballot.paper and ballot.secret:
        return "en séance, sur des bulletins fermés"
    return f"{said}, au scrutin secret" if ballot.secret else said


def _casting(result: ResultReading, *, secret: bool) -> str:
    if result.casting_vote:
        return "La voix prépondérante de la présidence a départagé les voix."
    if secret:
        return "Le scrutin étant secret, aucune voix n’y est prépondérante."
    return "La voix prépondérante de la présidence n’a pas joué."


def quorum_words(quorum: tally.Quorum, *, online: bool) -> str:
    """7 présents ou représentés sur 9 sièges, 5 requis : atteint."""
    seats, reached = _seats(quorum.seats), "atteint" if quorum.met else "non atteint"
    if online:
        voted = "a voté lui-même" if quorum.present < 2 else "ont voté eux-mêmes"
        return f"{_seats(quorum.present)} sur {quorum.seats} {voted}, {quorum.required} requis\u00a0: {reached}"
    there = "présent ou représenté" if quorum.present < 2 else "présents ou représentés"
    required = f"{quorum.required} requis\u00a0: {reached}" if quorum.required else "aucun exigé"
    return f"{quorum.present} {there} sur {seats}, {required}"


def _seats(number: int) -> str:
    return f"{number} siège" if number < 2 else f"{number} sièges"


def named(case: Mapping[str, Any], labels: Labels) -> Iterator[ChoiceSaid]:
    """Who chose what, the seats in the order of the labels; nothing of a case that names nobody."""
    if not case.get("ballots"):
        return
    read = case_kept(dict(case))
    counted, _refused = tally.take_ballots(read, tally.take_proxies(read)[0])
    for choice in Vote.Choice:
        seats = []
        for pk, label in labels.items():
            vote = counted.get(str(pk))
            if vote is not None and vote.choice.value == choice.value:
                seats.append(label if vote.is_own else f"{label} (par {labels[int(vote.cast_by or 0)]})")
        if seats:
            yield ChoiceSaid(choice=str(choice.label).lower(), seats=tuple(seats))


def took_part(case: Mapping[str, Any]) -> frozenset[str]:
    """The seats whose holder voted for it, secretly or not."""
    votes = case["secret"]["turnout"] if "secret" in case else case.get("ballots", [])
    return frozenset(vote["seat"] for vote in votes if not vote.get("cast_by"))
