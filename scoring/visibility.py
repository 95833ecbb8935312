"""Who may read which scores: one condition, asked by lists, pages, rankings, counts and averages alike.

Deny by default. Nobody reads others' scores while their own review is awaited; leaders, present or past, and whoever
declared an interest never do. Where no review is one's own: the team once the call's number of reviews is in, the
committee once the dossier is on its agenda, signatories once it is theirs to sign, auditors within their mission.

A call may close more than that to reviewers and team: until all that was asked for is in, or until the discussion is
opened; a consensus in force ends it. What one wrote oneself is read through `Review.objects.own_of` alone.
"""

from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from dossiers import visibility
from dossiers.audited import audited_q
from dossiers.models import Interest, Leadership
from dossiers.visibility import DECIDED, NOTHING, Rule
from scoring.models.blindness import CallBlindness
from scoring.models.consensus import Consensus
from scoring.models.discussion import Discussion
from scoring.models.review import CURRENT, SUBMITTED, Review

Mode = CallBlindness.Mode
COMMITTEE = frozenset({Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY})
#: Roles that may be asked for a review, and so read the dossier they review.
REVIEWERS = frozenset({Role.TEAM, Role.REFERENT})
FROM_COMMITTEE_ON = ("copil", "waiting", *DECIDED)


def scores_q(user: User, *, path: str = "dossier__") -> Q:
    """The condition under which this person reads the scores of a dossier found at `path` ("" on dossiers themselves).

    A condition on rows, for one statement.
    """
    if not user.is_active:
        return NOTHING
    given = Q(Exists(_own(user, path).filter(SUBMITTED)))
    opened = given & under(path, Mode.OWN)
    # What unveils the scores to who has reviewed unveils them to the team: it is not written twice.
    opened |= open_to_team(path) if Role.TEAM in user.roles else given & unveiled(path)
    return (opened | _by_office(user, path)) & ~shut_q(user, path=path)


def shut_q(user: User, *, path: str = "dossier__") -> Q:
    """The condition under which nothing opens the scores of a dossier to this person, whatever their office: their own
    review is awaited, they lead or led it, they declared an interest.
    """
    dossier = OuterRef(f"{path}pk")
    awaited = Exists(_own(user, path).filter(submitted_at=None))
    led = Exists(Leadership.objects.filter(dossier=dossier, person=user))
    interested = Exists(Interest.objects.filter(dossier=dossier, person=user, withdrawn_at=None))
    return Q(awaited) | Q(led) | Q(interested) | Q(**{f"{path}leader": user})


def _own(user: User, path: str) -> "QuerySet[Review]":
    """The person's own current reviews of the dossier found at `path`."""
    return Review.objects.filter(CURRENT, dossier=OuterRef(f"{path}pk"), reviewer=user)


def _by_office(user: User, path: str) -> Q:
    """What the person's roles open besides the team's, whether or not they review."""
    opened = NOTHING
    if user.roles & COMMITTEE:
        opened |= _in_states(path, FROM_COMMITTEE_ON)
    if Role.SIGNATORY in user.roles:
        opened |= _in_states(path, DECIDED)
    if Role.AUDITOR in user.roles:
        opened |= audited_q(user, path)
    return opened


def under(path: str, mode: CallBlindness.Mode) -> Q:
    """Whether the call of the dossier found at `path` is under that mode."""
    chosen = CallBlindness.objects.filter(call=OuterRef(f"{path}call"))
    if mode == Mode.OWN:
        return ~Q(Exists(chosen.exclude(mode=mode)))
    return Q(Exists(chosen.filter(mode=mode)))


def complete(path: str) -> Q:
    """The call's number of independent reviews is in."""
    return Q(GreaterThanOrEqual(received(path), wanted(path)))


def open_to_team(path: str, mode: CallBlindness.Mode | None = None) -> Q:
    """Whether the scores of that dossier are open to the team; under `mode` if that were the call's."""
    if mode is None:
        return (under(path, Mode.OWN) & complete(path)) | unveiled(path)
    return complete(path) if mode == Mode.OWN else concluded(path) | _ends(path, mode)


def unveiled(path: str) -> Q:
    """Under the modes that close more: whether what closes the scores has ended."""
    later = (Mode.ALL, Mode.DISCUSSION)
    ended = NOTHING
    for mode in later:
        ended |= under(path, mode) & (_ends(path, mode) | concluded(path))
    return ended


def _ends(path: str, mode: CallBlindness.Mode) -> Q:
    dossier = OuterRef(f"{path}pk")
    if mode == Mode.ALL:
        return complete(path) & ~Q(Exists(Review.objects.pending().filter(dossier=dossier)))
    return Q(Exists(Discussion.objects.filter(dossier=dossier)))


def concluded(path: str) -> Q:
    """A consensus is in force: nothing is left to judge alone."""
    return Q(Exists(Consensus.objects.in_force().filter(dossier=OuterRef(f"{path}pk"))))


def _in_states(path: str, states: tuple[str, ...]) -> Q:
    """In one of those states, or suspended from one of them."""
    return Q(**{f"{path}state__in": states}) | Q(**{f"{path}suspended_from__in": states})


def received(path: str = "") -> Any:
    """SQL: how many independent reviews count for the dossier found at `path`."""
    counted = Review.objects.counted().filter(dossier=OuterRef(f"{path}pk")).order_by()
    return Coalesce(Subquery(counted.values("dossier").annotate(n=Count("pk")).values("n")), 0)


def wanted(path: str = "") -> Any:
    """SQL: how many its call asks for; says what `Call.reviewers_for` says."""
    small = Q(**{f"{path}requested__lte": F(f"{path}call__small_request")})
    return Case(When(small, then=F(f"{path}call__reviewers_wanted_small")), default=F(f"{path}call__reviewers_wanted"))


def _reviewed_by(user: User) -> Q | None:
    if not user.roles & REVIEWERS:
        return None
    return Q(pk__in=Review.objects.filter(CURRENT, reviewer=user).values("dossier"))


visibility.register(
    Rule(
        "reviewer",
        _("est désigné pour évaluer"),
        _reviewed_by,
        lambda d: User.objects.filter(pk__in=Review.objects.filter(CURRENT, dossier=d).values("reviewer")),
    )
)
