"""The points of an agenda as the minutes tell them: dossiers and other business, in the order of the agenda."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from copil.agenda.departures import Departure, departures
from copil.board import standing_of
from copil.messages import written_moment
from copil.minutes.examined import Examined
from copil.minutes.prose import Texts, discussion, dissent
from copil.minutes.said import CriterionSaid, DepartureSaid, PointSaid, VoteSaid
from copil.minutes.votes import Labels, quorum_words, show_of_hands, vote_of
from copil.minutes.waiting import waited
from copil.models import AgendaItem, Ballot, Business, Seat, Session
from copil.roll import roll_of
from copil.taking_part.recusals import Recusal, recusals_of
from copil.tally import Outcome
from copil.wording import proposal_words
from dossiers.wording import euros, written_day
from scoring.reading import ConsensusReading, consensuses_at
from workflow import clock
from workflow.models import LogEntry


@dataclass(frozen=True)
class Around:
    """What the points share, read once for all of them."""

    labels: Labels
    seats: Sequence[Seat]
    recusals: Mapping[int, tuple[Recusal, ...]]
    examined: Mapping[int, Examined]
    consensuses: Mapping[int, ConsensusReading]
    departures: Mapping[UUID, tuple[Departure, ...]]
    deferred: Mapping[UUID, Sequence[tuple[str, str]]]
    waited: frozenset[int]
    carried: frozenset[UUID]
    texts: Texts


def items_of(session: Session) -> list[AgendaItem]:
    """The dossiers that the session had to examine, in the order of the agenda; two statements.

    What left the agenda before the session opened was never on it. One that was examined, left and came back has two
    points.
    """
    rows = session.items.select_related(
        "dossier__call", "dossier__service", "rapporteur", "presiding__person", "presiding__substitute",
        "excerpt_validated_by",
    )  # fmt: skip
    opened = session.opened_at or clock.now()
    found = rows.prefetch_related("ballots").order_by("position", "pk")
    return [item for item in found if item.left_at is None or item.opened_at or item.left_at >= opened]


def business_of(session: Session) -> list[Business]:
    return list(session.business.filter(left_at=None).select_related("rapporteur", "about"))


def keys_of(session: Session) -> tuple[str, ...]:
    """The keys of all the points of its minutes, what left the agenda since it was examined among them."""
    items, business = items_of(session), business_of(session)
    return (*(_key(item) for item in items), *(_key(one) for one in business))


def _key(point: AgendaItem | Business) -> str:
    return f"{'d' if isinstance(point, AgendaItem) else 'o'}{point.pk}"


def points_of(
    session: Session,
    examined: Mapping[int, Examined],
    items: Sequence[AgendaItem],
    business: Iterable[Business],
    seats: Sequence[Seat],
    texts: Texts,
) -> tuple[PointSaid, ...]:
    """The whole agenda in its order, with what was `examined` of each item; a dozen statements, however long it is."""
    around = _around(session, examined, items, seats, texts)
    found = [*(_of_dossier(item, session, around) for item in items), *(_other(one, around) for one in business)]
    return tuple(sorted(found, key=lambda point: (point.position, point.key)))


def _around(
    session: Session,
    examined: Mapping[int, Examined],
    items: Sequence[AgendaItem],
    seats: Sequence[Seat],
    texts: Texts,
) -> Around:
    dossiers = [item.dossier for item in items]
    departed: dict[UUID, tuple[Departure, ...]] = {}
    for one in departures(session, dossiers):
        departed[one.dossier.pk] = (*departed.get(one.dossier.pk, ()), one)
    return Around(
        labels={seat.pk: seat.label for seat in seats},
        seats=seats,
        recusals=recusals_of(items, seats),
        examined=examined,
        consensuses=consensuses_at({item.pk: (item.dossier_id, examined[item.pk].at) for item in items}),
        departures=departed,
        deferred=_deferred(items),
        waited=waited(items),
        carried=frozenset(
            AgendaItem.objects.filter(session__first=session).order_by().values_list("dossier", flat=True)
        ),
        texts=texts,
    )


def _deferred(items: Sequence[AgendaItem]) -> dict[UUID, list[tuple[str, str]]]:
    """Why each dossier went back to the team, with the instant, the earliest first; two statements."""
    closed = [item.dossier_id for item in items if item.closed_at is not None]
    found: dict[UUID, list[tuple[str, str]]] = {}
    entries = LogEntry.objects.filter(case_id__in=closed, event="defer").order_by("at", "seq")
    for entry in entries.prefetch_related("texts"):
        reason = next((text.text or "" for text in entry.texts.all() if text.name == "reason"), "")
        found.setdefault(entry.case_id, []).append((entry.at.isoformat(), reason))
    return found


def _of_dossier(item: AgendaItem, session: Session, around: Around) -> PointSaid:
    item.session = session
    dossier, key, examined = item.dossier, _key(item), around.examined[item.pk]
    ballots = list(item.ballots.all())
    adopted = next((one for one in reversed(ballots) if one.verdict == Outcome.ADOPTED), None)
    consensus = around.consensuses.get(item.pk)
    votes = tuple(vote for vote in (vote_of(one, around.labels) for one in ballots) if vote is not None)
    return PointSaid(
        key=key,
        position=item.position,
        title=examined.title,
        outcome=_outcome(item, adopted, around),
        amount=euros(adopted.amount) if adopted is not None and adopted.is_grant else "",
        reference=dossier.reference,
        call=dossier.call.title,
        beneficiary=examined.beneficiary,
        requested=euros(examined.requested),
        rapporteur=item.rapporteur.full_name if item.rapporteur else "",
        called_at=_called(item, votes),
        presiding=_presiding(item),
        recused=_recused(item, ballots, around),
        mean=_score(consensus.weighted) if consensus else "",
        scores=_scores(consensus),
        departures=tuple(_departures(item, around)),
        votes=votes,
        cancelled=tuple(_cancelled(one) for one in ballots if one.is_cancelled),
        conditions=adopted.conditions if adopted else "",
        reasons=adopted.reasons if adopted else _why_deferred(item, around),
        complete_by=written_day(adopted.complete_by) if adopted else "",
        excerpt=_excerpt(item),
        discussion=around.texts.get(discussion(key), ""),
        dissent=around.texts.get(dissent(key), ""),
    )


def _cancelled(ballot: Ballot) -> str:
    """A vote taken back before its close: that it was, and why."""
    proposal = f"{proposal_words(ballot)}\u00a0: {ballot.cancelled_for}"
    return f"Vote n°\u00a0{ballot.number} annulé avant sa clôture, rien n’en est compté. {proposal}"


def _outcome(item: AgendaItem, adopted: Ballot | None, around: Around) -> str:
    """What the committee decided, whatever became of it afterwards."""
    if adopted is None and item.closed_at is not None:
        return "Ajourné, rien n’ayant été adopté"
    if adopted is None:
        return _left(item, around) if item.session.closed_at is not None else standing_of(item).label
    label = str(Ballot.Outcome(adopted.outcome).label)
    words = label[:1].upper() + label[1:]
    if adopted.is_grant and item.pk in around.waited:
        words += ", inscrit sur la liste complémentaire faute de crédits"
    return words


def _left(item: AgendaItem, around: Around) -> str:
    """What a session that closed left undecided, wherever the dossier went from there."""
    closed = item.session.closed_at
    stays = item.dossier_id in around.carried or item.left_at is None or (closed is not None and item.left_at > closed)
    return "Reste à voter, faute de quorum" if stays else "Retiré de l’ordre du jour"


def _called(item: AgendaItem, votes: Sequence[VoteSaid]) -> str:
    """When the point was called; without any vote, what its quorum was then."""
    if item.opened_at is None:
        return ""
    called = written_moment(item.opened_at)
    if votes:
        return called
    return f"{called} ({quorum_words(roll_of(item).quorum, online=False)})"


def _presiding(item: AgendaItem) -> str:
    """Who replaced the chair; empty when nobody had to."""
    seat = item.presiding
    return f"{seat.sitter.full_name}, {seat.label}" if seat is not None else ""


def _recused(item: AgendaItem, ballots: Sequence[Ballot], around: Around) -> tuple[str, ...]:
    """The seats out of the point, as the last vote counted them; of a point that had none, as things stand."""
    known = {recusal.seat.pk: recusal.words for recusal in around.recusals[item.pk]}
    closed = [one for one in ballots if one.case is not None]
    out = set(map(int, closed[-1].case.get("interests", []))) if closed else set(known)
    voices = [seat for seat in around.seats if seat.pk in out and seat.has_voice]
    return tuple(f"{seat.label}, {seat.sitter.full_name} ({known.get(seat.pk, 'en déport')})" for seat in voices)


def _scores(consensus: ConsensusReading | None) -> tuple[CriterionSaid, ...]:
    if consensus is None:
        return ()
    return tuple(CriterionSaid(title=one.title, score=_score(one.score)) for one in consensus.criteria)


def _score(score: object) -> str:
    """4,05 / 5; 4 / 5."""
    words = f"{score:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{words}\u00a0/\u00a05"


def _departures(item: AgendaItem, around: Around) -> Iterator[DepartureSaid]:
    """Those of the agenda's order, and those of the grants proposed while this very item was before the committee."""
    for one in around.departures.get(item.dossier_id, ()):
        if not one.ballot or (item.opened_at is not None and item.opened_at <= one.at <= around.examined[item.pk].at):
            yield DepartureSaid(passed_over=", ".join(one.passed_over), reason=one.reason)


def _why_deferred(item: AgendaItem, around: Around) -> str:
    """Why a point closed with nothing adopted went back to the team."""
    if item.closed_at is None:
        return ""
    since = item.closed_at.isoformat()
    return next((reason for at, reason in around.deferred.get(item.dossier_id, ()) if at >= since), "")


def _excerpt(item: AgendaItem) -> str:
    if item.excerpt_validated_at is None or item.excerpt_validated_by is None:
        return ""
    return f"validé par {item.excerpt_validated_by.full_name}, le {written_moment(item.excerpt_validated_at)}"


def _other(business: Business, around: Around) -> PointSaid:
    key = _key(business)
    vote = show_of_hands(business, around.labels)
    examined = "Examiné" if business.closed_at is not None else "Non examiné"
    if business.about is not None and business.about.approved_in_id == business.session_id:
        examined = f"Procès-verbal de la séance n°\u00a0{business.about.number} approuvé"
    return PointSaid(
        key=key,
        position=business.position,
        title=business.title,
        outcome=vote.verdict[:1].upper() + vote.verdict[1:] if vote else examined,
        rapporteur=business.rapporteur.full_name if business.rapporteur else "",
        text=business.text,
        called_at=written_moment(business.closed_at) if business.closed_at else "",
        votes=(vote,) if vote else (),
        conclusion=business.conclusion,
        discussion=around.texts.get(discussion(key), ""),
    )
