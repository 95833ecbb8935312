"""Which dossier ends where: two calls, past and present, every state of the process at least once."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """The state a dossier is walked to, and how, where there are several ways."""

    DRAFT = "draft"
    RETURNED = "returned"
    DEPOSITED = "deposited"  # in challenge, nobody assigned yet
    CHALLENGE = "challenge"
    QUESTIONED = "questioned"  # in challenge, a blocking question unanswered
    REVIEW = "review"
    AGAIN = "again"  # in review, a second version deposited since the reviews
    SCORED = "scored"  # consensus recorded, ready for the COPIL
    PLANNED = "planned"  # on the agenda of a session to come
    LIVE = "live"  # on the agenda of today's session
    GRANT = "grant"  # … voted, then signed when the session is past
    PARTIAL = "partial"
    CONDITIONAL = "conditional"
    REFUSAL = "refusal"
    DEFERRAL = "deferral"
    TO_SIGN = "to_sign"  # adopted, excerpt validated, not yet signed
    WAITING = "waiting"  # adopted, over what is left
    DECLINED = "declined"  # granted, then given up by its leader
    INADMISSIBLE = "inadmissible"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"

    @property
    def voted(self) -> bool:
        return self in VOTED


VOTED = frozenset(
    {
        Fate.GRANT,
        Fate.PARTIAL,
        Fate.CONDITIONAL,
        Fate.REFUSAL,
        Fate.DEFERRAL,
        Fate.TO_SIGN,
        Fate.WAITING,
        Fate.DECLINED,
    }
)

#: The past call: thirty real projects, all decided, one of them from the waiting list.
PAST: tuple[Fate, ...] = (
    *(Fate.GRANT,) * 12,
    Fate.WAITING,
    *(Fate.CONDITIONAL,) * 2,
    *(Fate.PARTIAL,) * 3,
    *(Fate.REFUSAL,) * 5,
    *(Fate.DECLINED,) * 2,
    *(Fate.INADMISSIBLE,) * 2,
    *(Fate.WITHDRAWN,) * 3,
)

#: The present call: the other real projects, on their way.
PRESENT: tuple[Fate, ...] = (
    *(Fate.DRAFT,) * 3,
    *(Fate.RETURNED,) * 2,
    *(Fate.DEPOSITED,) * 2,
    *(Fate.CHALLENGE,) * 2,
    *(Fate.QUESTIONED,) * 2,
    *(Fate.REVIEW,) * 3,
    Fate.AGAIN,
    *(Fate.SCORED,) * 2,
    *(Fate.PLANNED,) * 2,
    *(Fate.LIVE,) * 2,
    *(Fate.TO_SIGN,) * 2,
    Fate.GRANT,
    Fate.DEFERRAL,
    Fate.SUSPENDED,
    Fate.WITHDRAWN,
)

#: The ten samples of the lab, by the case each is there for, in the file's order.
SAMPLES: tuple[Fate, ...] = (
    Fate.GRANT,  # plain
    Fate.REVIEW,  # plain
    Fate.LIVE,  # plain
    Fate.GRANT,  # convention above 23 000 euros
    Fate.TO_SIGN,  # investment, decree 2018-514
    Fate.LIVE,  # a COPIL member declares an interest
    Fate.PARTIAL,  # plain
    Fate.GRANT,  # association just under the threshold
    Fate.INADMISSIBLE,  # inadmissible
    Fate.WAITING,  # over what is left of the envelope
)


@dataclass(frozen=True)
class Days:
    """When things happen, in days from today (negative: past), for one call."""

    opens: int
    closes: int
    ends: int
    deposit: int
    session: int


PAST_DAYS = Days(opens=-260, closes=-190, ends=120, deposit=-215, session=-120)
PRESENT_DAYS = Days(opens=-95, closes=25, ends=300, deposit=-70, session=-9)
