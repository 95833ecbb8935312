"""The codes of a vote: what may be said of a seat, a ballot, a rule, and what comes out."""

from enum import StrEnum


def typeset(sentence: str) -> str:
    """French no-break spaces, so that the sources stay readable."""
    return sentence.replace(" :", "\u00a0:").replace("n° ", "n°\u00a0")


def quoted(text: str) -> str:
    """A foreign text inside a sentence: on one line, printable, cut when long."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return f"«\u00a0{repr(shown)[1:-1]}\u00a0»"


class Malformed(ValueError):
    """A vote that cannot be read: `str()` is one French sentence for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(typeset(sentence))


class Majority(StrEnum):
    """What `pour` is measured against (R133-11 is read both ways, the third is a house rule)."""

    CAST = "cast"  # pour + contre
    PRESENT = "present"  # seats present or represented
    SEATS = "seats"  # all voting seats less the recused


class SecondConvocation(StrEnum):
    NONE = "none"
    WITH_CLAUSE = "with_clause"  # says that no quorum is required
    WITHOUT_CLAUSE = "without_clause"


class Mode(StrEnum):
    LIVE = "live"
    ASYNCHRONOUS = "asynchronous"


class Kind(StrEnum):
    CHAIR = "chair"
    MEMBER = "member"
    QUALIFIED = "qualified"  # personnalité qualifiée
    EXPERT = "expert"


class Attends(StrEnum):
    TITULAR = "titular"
    SUBSTITUTE = "substitute"
    REMOTE = "remote"
    NO = "no"


class Choice(StrEnum):
    POUR = "pour"
    CONTRE = "contre"
    ABSTENTION = "abstention"
    NPPV = "nppv"  # ne prend pas part au vote


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    INVALID = "invalid"


class What(StrEnum):
    BALLOT = "ballot"
    PROXY = "proxy"
    SUBSTITUTION = "substitution"


class Why(StrEnum):
    NO_SEAT = "no_seat"
    EXPERT = "expert"
    INTEREST = "interest"
    NOT_PRESENT = "not_present"
    NOT_HOLDER = "not_holder"
    EARLY = "early"
    LATE = "late"
    REPLACED = "replaced"
    SUBSTITUTED = "substituted"
    GIVER_PRESENT = "giver_present"
    SECOND_PROXY = "second_proxy"
    QUALIFIED = "qualified"


class Ground(StrEnum):
    """The rule that decided the outcome."""

    QUORUM_NOT_MET = "quorum_not_met"
    NO_SEAT_LEFT = "no_seat_left"
    NO_VOTE_CAST = "no_vote_cast"
    TIE_BROKEN_BY_CHAIR = "tie_broken_by_chair"
    TIE_WITHOUT_CASTING_VOTE = "tie_without_casting_vote"
    TIE_WITHOUT_CHAIR = "tie_without_chair"
    TIE_CHAIR_UNDECIDED = "tie_chair_undecided"
    TOO_MANY_VOICES = "too_many_voices"
    MAJORITY = "majority"
