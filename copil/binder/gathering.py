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
from copil.binder.request import request_of
from copil.messages import written_hour
from copil.minutes.readers import Reach, reach_of
from copil.minutes.reading import LANGUAGE, SECOND
from copil.models import AgendaItem, Session
from copil.roll import Roll, roll_of_session
from dossiers.models import Dossier
from dossiers.page.glance import INSIDE, Glance
from dossiers.visibility import reads_by_invitation, stepped_aside
from scoring.reading import ConsensusReading, consensuses_for, consensuses_of
from workflow import clock


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
            told(sum(bool(point.request or point.hidden) for point in points))
        return said.BinderSaid(
            session=session.number,
            held=written_hour(session),
            place=session.place,
            second=SECOND[Session.Second(session.second_convocation)],
            reader=reader.full_name,
            made_on=clock.today(),
            seats=tuple(_seats(roll)),
            points=tuple(points),
            without_scores=any(point.request.reference in reach.without_scores for point in points if point.request),
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
    return said.PointSaid(
        key=line.key,
        position=line.position,
        title=dossier.title,
        rapporteur=rapporteur,
        request=request_of(glance, consensuses.get(dossier.pk)),
    )
