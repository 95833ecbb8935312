"""The dossier's page as a frame: rooms above hang their panels, links, their verbs' own pages, their tasks' links and
the words for their log entries on it, in `AppConfig.ready()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier

#: Roles that read what is said of a dossier before it is decided; everybody else reads what its leader reads.
INSIDE = frozenset(
    {
        Role.REFERENT,
        Role.TEAM,
        Role.TEAM_LEAD,
        Role.COPIL_MEMBER,
        Role.COPIL_CHAIR,
        Role.COPIL_SECRETARY,
        Role.SIGNATORY,
        Role.AUDITOR,
    }
)


@dataclass(frozen=True)
class Step:
    """A state as one person may read it: the code colours the badge, so it tells no more than the label."""

    code: str
    label: str


@dataclass(frozen=True)
class Glance:
    """Who looks at which dossier, as what. `as_leader` reads the working draft and no judgment.

    `invited`: the leader has them read it beside them; they do nothing to it, and are then nothing else to it.
    `aside`: they declared an interest in it.
    """

    user: User
    dossier: Dossier
    roles: frozenset[Role]
    invited: bool = False
    aside: bool = False

    @property
    def as_leader(self) -> bool:
        return Role.LEADER in self.roles

    @property
    def beside_leader(self) -> bool:
        """Whether this person reads what the leader reads, the working draft included."""
        return self.as_leader or self.invited

    @property
    def inside(self) -> bool:
        """Whether this person may read the real state, the opinions and the committee's side of the story."""
        return not self.beside_leader and bool(self.roles & INSIDE)

    @property
    def state(self) -> str:
        """The state in which this person may know the dossier to be."""
        return self.dossier.state if self.inside else self.dossier.leader_state

    @property
    def version(self) -> int | None:
        """The version that a gesture is made on; a leader, from whom a move may be kept, is not given their count."""
        steps = self.dossier.PROCESS.transitions_from(self.state)
        return self.dossier.version if self.inside or all(step.told_to_leader for step in steps) else None

    @property
    def step(self) -> Step:
        return real_step(self.dossier) if self.inside else leader_step(self.dossier)


def real_step(dossier: Dossier) -> Step:
    return Step(dossier.state, _(dossier.PROCESS.state(dossier.state).label))


def leader_step(dossier: Dossier) -> Step:
    """The step as the leader may read it; the waiting list and the signature look the same until the act is signed."""
    code = "signature" if dossier.leader_state == "waiting" else dossier.leader_state
    return Step(code, _(dossier.leader_label))


@dataclass(frozen=True)
class Panel:
    """A part of the dossier's page. `load` gives the template's context, or None when the person has nothing to see.

    The template also finds `dossier` and `glance`. At most two statements each: the page's total is pinned. Panels
    stand between the verbs and the dossier's content, the lowest `order` first.
    """

    code: str
    order: int
    template: str
    load: Callable[[Glance], Mapping[str, Any] | None]


@dataclass(frozen=True)
class EventWords:
    """How the timeline tells a log entry that is not a move. `shows` names the text told with it, if any; `kind` gives
    it its mark (`timeline.Entry`). `enters`: the state that leaders, not told of the move itself, learn of by it."""

    title: str | Promise
    told_to_leader: bool
    shows: str
    seen: Callable[[Glance], bool] | None
    kind: str = "note"
    enters: str = ""


@dataclass(frozen=True)
class Lead:
    """A link that stands by "who sees this dossier"."""

    label: str
    url: str


panels: list[Panel] = []
#: Links to what a room above tells of who reads the dossier; None for whoever has nothing to see there. No statement.
leads: list[Callable[[Glance], Lead | None]] = []
#: What rooms above read together with the row of the dossier whose page is shown.
rows: list[Callable[["QuerySet[Dossier]"], "QuerySet[Dossier]"]] = []
#: The URL name (taking the dossier's reference) of the page where a verb with `Page.OWN` is carried out.
own_pages: dict[str, str] = {}
#: The URL name (taking the dossier's reference) where a task of that kind is done; the dossier's page otherwise.
work_links: dict[str, str] = {}
events: dict[str, EventWords] = {}
#: Kinds of tasks that leaders read, whoever has them to do.
told_tasks: set[str] = set()


def register_panel(panel: Panel) -> None:
    panels.append(panel)
    panels.sort(key=lambda p: (p.order, p.code))


def register_lead(find: Callable[[Glance], Lead | None]) -> None:
    leads.append(find)


def register_rows(add: Callable[["QuerySet[Dossier]"], "QuerySet[Dossier]"]) -> None:
    """What a panel needs of the dossier's row comes with it, in the page's first statement."""
    rows.append(add)


def register_own_page(verb: str, url_name: str) -> None:
    own_pages[verb] = url_name


def register_work_link(kind: str, url_name: str) -> None:
    work_links[kind] = url_name


def register_told_task(kind: str) -> None:
    """Says of a kind of task that leaders read whose it is and until when, in whichever step."""
    told_tasks.add(kind)


def is_told_task(kind: str) -> bool:
    return kind in told_tasks or kind.partition(":")[0] in told_tasks


def work_link(kind: str) -> str:
    """The URL name of the page where a task of that kind is done; empty when that is the dossier's own.

    What may be open several times on one dossier bears its number after a colon.
    """
    return work_links.get(kind, work_links.get(kind.partition(":")[0], ""))


def register_event(
    event: str,
    title: str | Promise,
    *,
    told_to_leader: bool = False,
    shows: str = "",
    seen: Callable[[Glance], bool] | None = None,
    kind: str = "note",
    enters: str = "",
) -> None:
    """Gives a logged event its French words.

    The leader reads it only when `told_to_leader`; others when they are `inside`, and when `seen` agrees (a blind
    phase, a declared interest). `shows` is the name of the logged text that may be read along with it, `enters` the
    state that it tells leaders of.
    """
    events[event] = EventWords(title, told_to_leader, shows, seen, kind, enters)
