"""Gathers a dossier's whole file by the readings of each room: the reader's own rights, and no second rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from copil.minutes.excerpt import excerpts_read
from copil.minutes.said import VoteSaid
from copil.minutes.votes import vote_of
from copil.models import AgendaItem, Ballot, Seat
from decisions.models import Act, Receipt
from dossiers.challenge.reading import Challenge, challenge
from dossiers.files.reading import ShownFiles, shown_files
from dossiers.form.display import ShownSection, shown
from dossiers.form.length import Length
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from dossiers.page.timeline import Entry, timeline
from followup.amendments.reading import ShownAmendment, shown_amendments
from followup.reading import (
    ShownCondition,
    ShownPayment,
    ShownRepayment,
    began,
    shown_conditions,
    shown_payments,
    shown_repayments,
)
from followup.reports.reading import ShownReport, shown_reports
from scoring.models import Review
from scoring.models.review import ReviewVersion
from scoring.reading import ConsensusReading, consensuses_for
from scoring.visibility import scores_q


@dataclass(frozen=True)
class Deposit:
    """One version as it was deposited."""

    number: int
    at: datetime
    by: str
    sha256: str
    sections: tuple[ShownSection, ...]


@dataclass(frozen=True)
class GivenScore:
    title: str
    points: Decimal | None
    rationale: str


@dataclass(frozen=True)
class GivenReview:
    """A review as it was given, or given again; `aside`: not counted, its author being out of the dossier."""

    reviewer: str
    number: int
    at: datetime
    on_version: int
    rationale: str
    reason: str
    scores: tuple[GivenScore, ...]
    aside: bool


@dataclass(frozen=True)
class HeldVote:
    """One vote as it was recorded; `superseded` since, if it was."""

    session: str
    url: str
    said: VoteSaid
    superseded_at: datetime | None


@dataclass(frozen=True)
class Whole:
    """Everything, in the order in which it happened."""

    deposits: tuple[Deposit, ...]
    files: ShownFiles
    challenge: Challenge
    reviews: tuple[GivenReview, ...]
    consensus: ConsensusReading | None
    votes: tuple[HeldVote, ...]
    excerpts: Sequence[AgendaItem]
    acts: Sequence[Act]
    receipts: Sequence[Receipt]
    reports: tuple[ShownReport, ...]
    conditions: tuple[ShownCondition, ...]
    payments: tuple[ShownPayment, ...]
    repayments: tuple[ShownRepayment, ...]
    amendments: tuple[ShownAmendment, ...]
    entries: list[Entry]


def whole(glance: Glance) -> Whole:
    """The file as this auditor reads it; its statements do not grow with what it holds, sessions left apart."""
    dossier = glance.dossier
    followed = began(dossier)
    reports = shown_reports(glance) if followed else ()
    acts = dossier.acts.signed().select_related("superseded_by", "signatory").defer("inputs")
    return Whole(
        deposits=tuple(_deposits(dossier)),
        files=shown_files(glance, dossier.submitted_version),
        challenge=challenge(glance),
        reviews=tuple(_reviews(glance.user, dossier)),
        consensus=consensuses_for(glance.user, [dossier]).get(dossier.pk),
        votes=tuple(_votes(dossier)),
        excerpts=excerpts_read(glance),
        acts=list(acts.order_by("signed_at")),
        receipts=list(dossier.receipts.defer("inputs").order_by("number")),
        reports=reports,
        conditions=shown_conditions(glance) if followed else (),
        payments=shown_payments(glance, [shown.report for shown in reports]) if followed else (),
        repayments=shown_repayments(glance) if followed else (),
        amendments=shown_amendments(glance) if followed else (),
        entries=timeline(glance),
    )


def _deposits(dossier: Dossier) -> Iterator[Deposit]:
    for one in dossier.versions.select_related("submitted_by").order_by("number"):
        sections = tuple(shown(one.content, length=Length(one.form_length)))
        yield Deposit(one.number, one.submitted_at, one.submitted_by.full_name, one.sha256, sections)


def _reviews(user: User, dossier: Dossier) -> Iterator[GivenReview]:
    """Every review that was given, with each of its corrections; drafts are in no file."""
    read = Review.objects.filter(scores_q(user), dossier=dossier).exclude(reviewer=user)
    rows = ReviewVersion.objects.filter(review__in=read).select_related("review__reviewer")
    for one in rows.prefetch_related("scores__criterion").order_by("review__submitted_at", "review_id", "number"):
        yield GivenReview(
            reviewer=one.review.reviewer.full_name,
            number=one.number,
            at=one.submitted_at,
            on_version=one.on_version,
            rationale=one.rationale,
            reason=one.reason,
            scores=tuple(GivenScore(s.criterion.label, s.points, s.rationale) for s in one.scores.all()),
            aside=one.review.set_aside_at is not None,
        )


def _votes(dossier: Dossier) -> Iterator[HeldVote]:
    """Each counted ballot of each time it was on an agenda, who chose what unless it was secret."""
    items = AgendaItem.objects.filter(dossier=dossier)
    ballots = Ballot.objects.filter(item__in=items.order_by()).select_related("item__session")
    seats: dict[int, dict[int, str]] = {}
    for seat in Seat.objects.filter(session__in=items.order_by().values("session")).select_related("person"):
        seats.setdefault(seat.session_id, {})[seat.pk] = f"{seat.label} ({seat.person.full_name})"
    for ballot in ballots.order_by("opened_at", "pk"):
        session = ballot.item.session
        if said := vote_of(ballot, seats.get(session.pk, {})):
            yield HeldVote(str(session), session.get_absolute_url(), said, ballot.superseded_at)
