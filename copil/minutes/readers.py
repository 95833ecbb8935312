"""Who reads what of a session's minutes: they speak of every dossier at once, of which each reader may read some.

Whoever leads or led a dossier reads nothing of its point. Scores, and a departure's better ranked dossiers, are read by
whom `scores_for` says and, of what the committee examined or passed over, by whoever sat at it, unless they are out of
the dossier: its own leader does not learn there that it waits for credits. Named votes are the committee's, and so is
what a member asked to have noted, which tells how they voted: others read that an opinion is noted.
A file cannot leave out one point for one reader: it has two editions, and is not given where a point is hidden.
"""

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from accounts.among import Keys
from accounts.models import User
from accounts.prepared import Prepared
from copil.agenda.departures import named_in
from copil.board import led_by
from copil.minutes.papers import edition_for
from copil.minutes.said import DepartureSaid, MinutesSaid, PointSaid
from copil.models import AgendaItem, Paper, PaperFile, Session
from copil.roll import Roll
from copil.stage import reads_names
from dossiers.models import Dossier
from scoring.visibility import scores_q, shut_q
from workflow.asked import Asked

Edition = PaperFile.Edition


@dataclass(frozen=True)
class Reach:
    """What one person may read of a session: the references of the points that are `hidden` from them, and of the
    dossiers examined or passed over whose scores, and whose rank, they do not read.
    """

    hidden: frozenset[str]
    without_scores: frozenset[str]
    names: bool

    @property
    def edition(self) -> PaperFile.Edition | None:
        """The edition of a file that this person may have; None when it would tell them what they may not read."""
        if self.hidden:
            return None
        return Edition.WHOLE if self.names and not self.without_scores else Edition.REDUCED


def reach_of(user: User, session: Session, roll: Roll) -> Reach:
    """What this person may read of that session; five statements at most."""
    names = reads_names(user, roll, user.roles)
    over = named_in(session)
    on_agenda = {dossier.pk: dossier.reference for dossier in _on_agenda.instances(session.pk)}
    if not on_agenda:
        return Reach(frozenset(), frozenset(), names)
    visible = {dossier.pk for dossier in _visible.instances(user, Keys(on_agenda))}
    hidden = (on_agenda.keys() - visible) | led_by(user, on_agenda)
    told = Keys(on_agenda), Keys(over)
    readable = _readable_there.instances(user, *told, session.pk) if names else _readable.instances(user, *told)
    scored = {dossier.reference for dossier in readable}
    return Reach(
        hidden=frozenset(on_agenda[pk] for pk in hidden),
        without_scores=frozenset({*on_agenda.values(), *over} - scored),
        names=names,
    )


def _of_session(session: int) -> "QuerySet[Dossier]":
    items = AgendaItem.objects.filter(session=session).order_by()
    return Dossier.objects.filter(pk__in=items.values("dossier")).only("reference")


def _visible_among(user: User, dossiers: Keys) -> "QuerySet[Dossier]":
    return Dossier.objects.filter(pk__among=dossiers).visible_to(user).only("pk")


def _scored(user: User, dossiers: Keys, over: Keys) -> "QuerySet[Dossier]":
    """Of those dossiers, and of those passed `over`, told by their references, those whose scores this person reads."""
    return _told(dossiers, over).filter(scores_q(user, path=""))


def _scored_there(user: User, dossiers: Keys, over: Keys, session: int) -> "QuerySet[Dossier]":
    """The same for who sat at that session: what it examined or passed over besides."""
    examined = AgendaItem.objects.filter(session=session, opened_at__isnull=False).order_by()
    there = Q(pk__in=examined.values("dossier")) | Q(reference__among=over)
    return _told(dossiers, over).filter(scores_q(user, path="") | (there & ~shut_q(user, path="")))


def _told(dossiers: Keys, over: Keys) -> "QuerySet[Dossier]":
    return Dossier.objects.filter(Q(pk__among=dossiers) | Q(reference__among=over)).only("reference")


_on_agenda: Prepared[Dossier] = Prepared(_of_session, int)
_visible: Asked[Dossier] = Asked(_visible_among, Keys)
_readable: Asked[Dossier] = Asked(_scored, Keys, Keys)
_readable_there: Asked[Dossier] = Asked(_scored_there, Keys, Keys, int)


def papers_for(user: User, session: Session, roll: Roll) -> list[tuple[Paper, str]]:
    """The papers of a session that is over, each with the edition that this person may have; none for who may not."""
    if not session.is_held:
        return []
    made = list(session.papers.order_by("made_at", "pk").defer("said"))
    edition = reach_of(user, session, roll).edition if made else None
    return [(one, str(edition_for(one, edition).label)) for one in made] if edition is not None else []


def as_read(said: MinutesSaid, reach: Reach) -> MinutesSaid:
    """The minutes without what this person may not read; what a call's envelope lost would tell a hidden point's."""
    shut = {point.call for point in said.points if point.reference in reach.hidden}
    return replace(
        said,
        points=tuple(point_as_read(point, reach) for point in said.points),
        envelopes=tuple(one for one in said.envelopes if not shut & {one.call, ""}),
        annexes=tuple(one for one in said.annexes if not any(ref in one.title for ref in reach.hidden)),
    )


def point_as_read(point: PointSaid, reach: Reach) -> PointSaid:
    """One point likewise."""
    if point.reference in reach.hidden:
        return PointSaid(key=point.key, position=point.position, title="", outcome="", hidden=True)
    if point.reference in reach.without_scores:
        point = without_scores(point)
    point = replace(point, departures=tuple(_departure(one, reach) for one in point.departures))
    return point if reach.names else without_names(point)


def _departure(one: DepartureSaid, reach: Reach) -> DepartureSaid:
    """The better ranked dossiers whose scores this person reads: the others' rank is not told either."""
    kept = [ref for ref in one.passed_over.split(", ") if ref not in reach.hidden | reach.without_scores]
    return replace(one, passed_over=", ".join(kept))


def without_scores(point: PointSaid) -> PointSaid:
    """The scores, and the rank that they give."""
    return replace(point, mean="", scores=(), departures=())


def without_names(point: PointSaid) -> PointSaid:
    """Who chose what, and the opinions noted with their authors."""
    votes = tuple(replace(vote, named=()) for vote in point.votes)
    return replace(point, votes=votes, dissent="", dissent_withheld=point.dissent_withheld or bool(point.dissent))


def reduced(said: MinutesSaid) -> MinutesSaid:
    """The edition without scores, named votes, nor the opinions noted."""
    points = tuple(without_names(without_scores(point)) for point in said.points)
    return replace(said, points=points, reduced=True)
