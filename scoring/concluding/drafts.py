"""A consensus as the fields of its page hold it, and what the site has of it now: what the team types, else the
consensus in force, else nothing but the amount that was asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from dossiers.form.questions import Kind, Question
from dossiers.form.values import Invalid, parse
from dossiers.models import Dossier
from scoring import drafts
from scoring.bars import bars_of
from scoring.models import Consensus, ConsensusDraft, ConsensusWriter, Criterion
from scoring.sheet import Answer, ConsensusSheet, Sheet
from workflow import clock

AMOUNT, CONDITIONS, REASON = "amount", "conditions", drafts.REASON
#: How an amount is typed.
MONEY = Question(AMOUNT, "", Kind.MONEY, required=False)

Texts = Mapping[str, str]


def names(criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """The fields of a consensus's page, in their order."""
    return (*(name for name in drafts.names(criteria) if name != REASON), AMOUNT, CONDITIONS, REASON)


def typed_amount(amount: Decimal | None) -> str:
    """An amount as one would type it; none is empty."""
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


def tidy(name: str, text: str) -> str:
    """One field as it is kept; an amount typed in two ways is the same."""
    said = drafts.tidy(text)
    if name != AMOUNT or not said:
        return said
    try:
        return typed_amount(Decimal(parse(MONEY, said)))
    except Invalid:
        return said


def as_texts(said: ConsensusSheet, criteria: Iterable[Criterion], reason: str = "") -> dict[str, str]:
    """A consensus as the page shows it, in the order of `names`."""
    criteria = list(criteria)
    found = drafts.as_texts(said.sheet, criteria, reason)
    found |= {AMOUNT: typed_amount(said.amount), CONDITIONS: drafts.tidy(said.conditions)}
    return {name: found[name] for name in names(criteria)}


def as_consensus(texts: Texts, criteria: Iterable[Criterion]) -> ConsensusSheet:
    """What those fields say; the amount can be read."""
    typed = parse(MONEY, texts[AMOUNT])
    return ConsensusSheet(drafts.as_sheet(texts, criteria), Decimal(typed) if typed else None, texts[CONDITIONS])


# -- what is kept ------------------------------------------------------------------
def stands(dossier: Dossier, current: Consensus | None, criteria: Sequence[Criterion]) -> dict[str, str]:
    """The text when nobody has begun another; two statements at most, none when the scores are loaded already."""
    if current is None:
        return as_texts(ConsensusSheet(Sheet(()), dossier.requested), criteria)
    answers = tuple(Answer(s.criterion.code, s.half_points, rationale=s.rationale) for s in current.scores.all())
    said = ConsensusSheet(Sheet(answers, current.rationale), current.recommended_amount, current.conditions)
    return as_texts(said, criteria)


def kept(
    dossier: Dossier, draft: ConsensusDraft | None, current: Consensus | None, criteria: Sequence[Criterion]
) -> dict[str, str]:
    """What the site has now; a criterion that the text did not know is empty in it."""
    standing = stands(dossier, current, criteria)
    if draft is None or not draft.texts:
        return standing
    return {name: str(draft.texts.get(name, "")) for name in standing}


def draft_of(dossier: Dossier) -> ConsensusDraft | None:
    """The text of that dossier, with who kept the last of it; one statement."""
    return ConsensusDraft.objects.filter(dossier=dossier).select_related("saved_by").first()


# -- who writes --------------------------------------------------------------------
@dataclass(frozen=True)
class Hand:
    """A person who wrote in the text; `barred`: they may no longer judge the dossier."""

    name: str
    wrote_at: datetime
    barred: bool
    lately: bool


#: Minutes within which somebody is said to be writing still.
LATELY = 10


def hands(dossier: Dossier, user: User) -> tuple[Hand, ...]:
    """Who else has written in the text as it stands, the last one first; five statements at most."""
    rows = ConsensusWriter.objects.filter(draft__dossier=dossier).exclude(person=user)
    others = list(rows.select_related("person"))
    if not others:
        return ()
    bars, now = bars_of(dossier), clock.now()
    return tuple(
        Hand(
            one.person.full_name,
            one.wrote_at,
            bars.judging(one.person_id) is not None,
            (now - one.wrote_at).total_seconds() < 60 * LATELY,
        )
        for one in others
    )
