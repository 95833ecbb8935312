"""The team's weekly review: what is late, new, with the leaders, ready, near its implicit refusal; what may be done.

Each topic is the beginning of a list that has an address of its own. Rooms above add theirs in `AppConfig.ready()`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from dossiers.desk import criteria, sorting
from dossiers.desk.holders import ENDS, holder_of_row
from dossiers.desk.listing import Line, desk_of, lines
from dossiers.models import Dossier, DossierQuerySet, WeeklyReview
from dossiers.page.glance import work_links
from dossiers.page.verbs import page_of
from workflow import clock
from workflow.judgment import applies, state_of

#: Lines shown of each topic; the list behind its link holds them all.
SHOWN = 20
#: How far back the first review looks.
FIRST_DAYS = 7
#: How near an implicit refusal is worth a line.
NEAR_DAYS = 30
#: Whose gestures the review leads to.
TEAM = frozenset({Role.TEAM, Role.TEAM_LEAD})


@dataclass(frozen=True)
class Topic:
    """One part of the review. `rows` narrows the desk's dossiers, `query` says the same in the list's own words.

    `verbs` are the few gestures that a line offers, if its state and the reader's roles have them.
    """

    code: str
    order: int
    title: str | Promise
    none: str | Promise
    rows: Callable[[DossierQuerySet, date], DossierQuerySet]
    query: Callable[[date], dict[str, str]]
    verbs: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class ReviewLine:
    line: Line
    gestures: tuple[Link, ...]


@dataclass(frozen=True)
class Part:
    """A topic as it stands: its first lines, and whether the list has more."""

    code: str
    title: str
    none: str
    lines: tuple[ReviewLine, ...]
    more: bool
    url: str


@dataclass(frozen=True)
class Weekly:
    """The review of those `parts`; what is new is so `since` that day. `last` is the review before, if any."""

    since: date
    last: WeeklyReview | None
    parts: tuple[Part, ...]


_topics: list[Topic] = []


def register(topic: Topic) -> None:
    _topics.append(topic)
    _topics.sort(key=lambda one: one.order)


def weekly(user: User, *, since: date | None = None) -> Weekly:
    """The review as this person may have it; one statement a topic, and one for the review before."""
    last = WeeklyReview.objects.select_related("closed_by").first()
    day = since or (last.held_on if last else clock.today() - timedelta(days=FIRST_DAYS))
    return Weekly(day, last, tuple(_part(user, topic, day) for topic in _topics))


def _part(user: User, topic: Topic, since: date) -> Part:
    query = topic.query(since)
    order = sorting.order(query.get("sort", ""), desk=True)
    rows = topic.rows(desk_of(user), since).annotate(holder=holder_of_row())
    sign = "-" if order.descending else ""
    found = list(rows.order_by(f"{sign}{order.column}", f"{sign}pk")[: SHOWN + 1])
    shown = found[:SHOWN]
    told = [
        ReviewLine(line, tuple(_gestures(dossier, user, topic.verbs)))
        for dossier, line in zip(shown, lines(shown), strict=True)
    ]
    url = f"{reverse('dossiers:list')}?{urlencode(query)}"
    return Part(topic.code, str(topic.title), str(topic.none), tuple(told), len(found) > SHOWN, url)


def _gestures(dossier: Dossier, user: User, verbs: tuple[str, ...]) -> Iterator[Link]:
    """The page of the state's own task when the team has it, and the topic's verbs that lead from there.

    What a verb still lacks is told by its page.
    """
    roles, state = user.roles & TEAM, state_of(dossier)
    task = work_links.get(f"state:{state.code}")
    if task and state.owner in roles and dossier.holder == state.owner:  # type: ignore[attr-defined] # annotated
        yield Link(_(state.task), reverse(task, args=[dossier.reference]))
    steps = {step.verb: step for step in dossier.PROCESS.transitions_from(dossier.state) if applies(dossier, step)}
    for verb in verbs:
        step = steps.get(verb)
        if step and roles.intersection(step.roles) and (url := page_of(step, dossier.reference)):
            yield Link(_(step.label), url)


# -- this room's topics ------------------------------------------------------------------
def _late(rows: DossierQuerySet, _since: date) -> DossierQuerySet:
    return rows.filter(due_key__lt=clock.today())


def _new(rows: DossierQuerySet, since: date) -> DossierQuerySet:
    return rows.filter(deposited_at__gte=criteria.midnight(since))


def _with_leader(rows: DossierQuerySet, _since: date) -> DossierQuerySet:
    return rows.filter(state="draft")


def _near_silence(rows: DossierQuerySet, _since: date) -> DossierQuerySet:
    """Those gone by come first: nothing else would recall them."""
    return rows.filter(implicit_decision_on__lte=clock.today() + timedelta(days=NEAR_DAYS)).exclude(state__in=ENDS)


register(
    Topic(
        "late",
        10,
        gettext_lazy("En retard"),
        gettext_lazy("Rien n’est en retard."),
        _late,
        lambda _since: {"overdue": "on", "sort": "due"},
        ("escalate", "close_unanswered", "return_to_leader", "suspend", "resume"),
    )
)
register(
    Topic(
        "new",
        20,
        gettext_lazy("Nouveaux"),
        gettext_lazy("Aucun dépôt."),
        _new,
        lambda since: {"since": since.isoformat(), "sort": "deposit"},
        ("propose_inadmissible",),
    )
)
register(
    Topic(
        "leader",
        30,
        gettext_lazy("Chez le porteur"),
        gettext_lazy("Aucun dossier n’est renvoyé à son porteur."),
        _with_leader,
        lambda _since: {"state": "draft", "sort": "due"},
        ("close_unanswered",),
    )
)
register(
    Topic(
        "silence",
        50,
        gettext_lazy("Refus implicite proche"),
        gettext_lazy("Aucun silence ne vaudra refus dans les trente jours."),
        _near_silence,
        lambda _since: {"live": "on", "sort": "silence"},
        ("escalate", "put_on_agenda", "propose_inadmissible"),
    )
)
