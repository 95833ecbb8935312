"""What goes into a reader's binder, by the same rules as the pages: the dossiers they see, the opinions and the scores
that they may read.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from copil import rights
from copil.agenda.lines import Line, lines_of
from copil.binder import said
from copil.messages import written_hour
from copil.minutes.readers import Reach, reach_of
from copil.minutes.reading import LANGUAGE, SECOND
from copil.models import AgendaItem, Session
from copil.roll import Roll, roll_of_session
from dossiers.challenge.reading import challenge
from dossiers.form.display import ShownAnswer, shown
from dossiers.models import Dossier, Opinion, Verdict
from dossiers.page.content import content_for
from dossiers.page.glance import INSIDE, Glance
from dossiers.visibility import reads_by_invitation, stepped_aside
from dossiers.wording import euros, weight
from scoring.arithmetic import Advice
from scoring.reading import ConsensusReading, consensuses_for, consensuses_of
from workflow import clock

ADVICE = {
    Advice.REFUSE: "refus proposé par les notes",
    Advice.RECOMMEND: "financement recommandé par les notes",
    Advice.DISCUSS: "à discuter",
}


def rights_of(user: User, session: Session, roll: Roll) -> tuple[Reach, str]:
    """What this person may read of that session now, and its fingerprint: points, scores, the référents' opinions."""
    reach = reach_of(user, session, roll)
    parts = [*sorted(reach.hidden), "|", *sorted(reach.without_scores), "|", str(reach.names)]
    beside = _dossiers(user, session).filter(Q(invited=True) | Q(aside=True)).order_by("reference")
    parts += ["|", *sorted(user.roles & INSIDE), "|"]  # who reads opinions: `Glance.inside`
    parts += [
        f"{one}{invited:d}{aside:d}" for one, invited, aside in beside.values_list("reference", "invited", "aside")
    ]
    return reach, hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _dossiers(user: User, session: Session) -> "QuerySet[Any]":
    """The dossiers of that session, as this person stands to them."""
    rows = Dossier.objects.filter(pk__in=session.items.order_by().values("dossier"))
    return rows.annotate(invited=reads_by_invitation(user), aside=stepped_aside(user))


def gather(session: Session, reader: User, told: Callable[[int], None]) -> tuple[said.BinderSaid, str]:
    """The binder of that reader as things stand, and the fingerprint of their rights; `told` hears how many are read.

    A handful of statements a dossier: the worker's, not a page's.
    """
    roll = roll_of_session(session)
    reach, fingerprint = rights_of(reader, session, roll)
    lines = lines_of(session)
    items = [line.point for line in lines if isinstance(line.point, AgendaItem)]
    dossiers = _dossiers(reader, session).filter(pk__in=[item.dossier_id for item in items])
    dossiers = dossiers.select_related("call", "service")
    by_key = {dossier.pk: dossier for dossier in dossiers}
    consensuses = _consensuses(reader, reach, list(by_key.values()))
    points = []
    with translation.override(LANGUAGE):
        for line in lines:
            points.append(_point(line, reader, reach, by_key, consensuses))
            told(sum(bool(point.reference or point.hidden) for point in points))
        return said.BinderSaid(
            session=session.number,
            held=written_hour(session),
            place=session.place,
            second=SECOND[Session.Second(session.second_convocation)],
            reader=reader.full_name,
            made_on=clock.today(),
            seats=tuple(_seats(roll)),
            points=tuple(points),
            without_scores=any(point.reference in reach.without_scores for point in points),
        ), fingerprint


def _consensuses(reader: User, reach: Reach, dossiers: list[Dossier]) -> Mapping[UUID, ConsensusReading]:
    """Those that this person may read, as the minutes let them: of an examined dossier, whoever sat goes on reading."""
    open_now = consensuses_for(reader, dossiers)
    examined = [one for one in dossiers if one.reference not in reach.without_scores and one.pk not in open_now]
    return {**consensuses_of(examined), **open_now}


def _seats(roll: Roll) -> Iterator[said.SeatSaid]:
    for seat in roll.seats:
        stand = f" (suppléant\u00a0: {seat.substitute.full_name})" if seat.substitute else ""
        yield said.SeatSaid(label=seat.label, person=f"{seat.person.full_name}{stand}")


def _point(
    line: Line,
    reader: User,
    reach: Reach,
    dossiers: Mapping[UUID, Dossier],
    consensuses: Mapping[UUID, ConsensusReading],
) -> said.PointSaid:
    rapporteur = line.rapporteur.full_name if line.rapporteur else ""
    if not isinstance(line.point, AgendaItem):
        return said.PointSaid(
            key=line.key, position=line.position, title=line.title, rapporteur=rapporteur, text=line.point.text,
            proposal=line.point.proposal,
        )  # fmt: skip
    dossier = dossiers[line.point.dossier_id]
    if dossier.reference in reach.hidden:
        return said.PointSaid(key=line.key, position=line.position, title="Point réservé", hidden=True)
    roles = rights.roles_on(reader, dossier)
    invited = Role.LEADER not in roles and dossier.invited  # type: ignore[attr-defined] # annotated
    glance = Glance(reader, dossier, roles, invited, dossier.aside)  # type: ignore[attr-defined] # annotated
    content = content_for(glance)
    return said.PointSaid(
        key=line.key,
        position=line.position,
        title=dossier.title,
        reference=dossier.reference,
        beneficiary=dossier.service.name if dossier.service else "",
        requested=euros(dossier.requested),
        rapporteur=rapporteur,
        summary=dossier.summary,
        version=content.version,
        sections=tuple(
            said.SectionSaid(title=section.title, answers=tuple(map(_answer, section.answers)))
            for section in shown(content.contents, length=content.length)
            if section.answers
        ),
        opinions=tuple(_opinions(glance)),
        consensus=_consensus(consensuses.get(dossier.pk)),
        files=tuple(_files(dossier, content.version)),
    )


def _answer(answer: ShownAnswer) -> said.AnswerSaid:
    rows: tuple[tuple[str, ...], ...] = ()
    if answer.table is not None:
        heads = tuple(head.split(":")[0] for head in answer.table.columns.split("|"))
        rows = (heads, *answer.table.rows)
    return said.AnswerSaid(label=answer.label, text=answer.text, rows=rows)


def _opinions(glance: Glance) -> Iterator[said.OpinionSaid]:
    """The référents' opinions, for who reads the committee's side of the dossier."""
    for one in challenge(glance).challengers:
        opinion, referent = one.opinion, one.assignment.referent
        yield said.OpinionSaid(
            by=referent.full_name,
            service=referent.service.name if referent.service else "",
            sense=str(Opinion.Sense(opinion.sense).label) if opinion else "",
            text=opinion.text if opinion else "",
            version=opinion.on_version if opinion else 0,
        )


def _consensus(found: ConsensusReading | None) -> said.ConsensusSaid | None:
    if found is None:
        return None
    return said.ConsensusSaid(
        mean=_score(found.weighted),
        advice=ADVICE[found.advice],
        recommended=euros(found.recommended_amount) if found.recommended_amount is not None else "",
        rationale=found.rationale,
        conditions=found.conditions,
        author=found.author,
        scores=tuple(
            said.ScoreSaid(title=one.title, score=_score(one.score), rationale=one.rationale) for one in found.criteria
        ),
    )


def _score(score: object) -> str:
    words = f"{score:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{words}\u00a0/\u00a05"


def _files(dossier: Dossier, version: int) -> Iterator[said.FileSaid]:
    """The files deposited with that version, without those in which a virus was found."""
    for file in dossier.attachments.of_version(version).exclude(verdict=Verdict.INFECTED):
        yield said.FileSaid(name=file.name, weight=weight(file.size), sha256=file.sha256)
