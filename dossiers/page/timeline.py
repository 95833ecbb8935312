"""What happened to a dossier, as one person may read it: the log in plain French."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.models import Dossier
from dossiers.page.glance import EventWords, Glance, events
from workflow.grammar import Recall, Transition
from workflow.models import LogEntry

SYSTEM = "system"
#: States entered by a signed act.
DECIDED = frozenset({"granted", "refused", "inadmissible"})


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; `kind` (move, return, decision, note) gives it its mark.

    `times` is how often the same thing was done in a row by the same person, from `first` to `at`.
    """

    at: datetime
    title: str
    actor: str
    text: str
    kind: str
    target: str = ""
    times: int = 1
    first: datetime | None = None


class Happened(Protocol):
    """What says which words a log entry has."""

    event: str
    source: str
    target: str


@dataclass
class _Logged:
    """What the timeline reads of one log entry; a text that was erased is None."""

    at: datetime
    actor_ref: str
    cause_ref: str
    event: str
    source: str
    target: str
    texts: dict[str, str | None] = field(default_factory=dict)

    def text(self, name: str) -> str:
        said = self.texts.get(name, "")
        return _("(texte effacé)") if said is None else said


@dataclass(frozen=True)
class _Told:
    """What the log's words allow: a title, the text that goes with it, the mark."""

    title: str
    text: str
    kind: str


def timeline(glance: Glance) -> list[Entry]:
    """The entries this person may read, the newest first; two statements (entries with their texts, names)."""
    told = [(entry, words) for entry in _logged(glance.dossier) if (words := _told(entry, glance))]
    names = _names({ref for entry, _words in told for ref in (entry.actor_ref, entry.cause_ref)})
    return _once(
        Entry(e.at, words.title, _actor(e, names, glance), words.text, words.kind, _target(e, glance))
        for e, words in told
    )


def text_told(entry: Happened, glance: Glance) -> str:
    """The name of the text that this person may read along with that entry; empty for none."""
    if entry.target:
        step = _transition(entry)
        return "reason" if step is not None and (glance.inside or step.told_to_leader) else ""
    words = events.get(entry.event)
    return words.shows if words is not None and _may_read(words, glance) else ""


def is_told(entry: Happened, glance: Glance) -> bool:
    """Whether this person's timeline tells that entry; what no room gave words to is told to nobody here."""
    if entry.target:
        step = _transition(entry)
        return step is not None and (glance.inside or step.told_to_leader)
    words = events.get(entry.event)
    return words is not None and _may_read(words, glance)


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Notes without a text that follow one another and say the same are told as one: four reminders, three labels."""
    found: list[Entry] = []
    for entry in entries:
        last = found[-1] if found else None
        same = last is not None and (last.kind, last.title, last.actor) == (entry.kind, entry.title, entry.actor)
        if last is not None and same and entry.kind == "note" and not (entry.text or last.text):
            found[-1] = replace(last, times=last.times + 1, first=entry.at)
        else:
            found.append(entry)
    return found


def _logged(dossier: Dossier) -> list[_Logged]:
    """The dossier's log, the newest first; one statement: each row is an entry, or one text of an entry."""
    rows = LogEntry.objects.filter(process=dossier.PROCESS.code, case_id=dossier.pk).order_by("-seq")
    found: dict[int, _Logged] = {}
    for seq, at, actor, cause, event, source, target, name, text in rows.values_list(
        "seq", "at", "actor_ref", "cause_ref", "event", "source", "target", "texts__name", "texts__text"
    ):
        entry = found.setdefault(seq, _Logged(at, actor, cause, event, source, target))
        if name is not None:
            entry.texts[name] = text
    return list(found.values())


def _told(entry: _Logged, glance: Glance) -> _Told | None:
    """The entry in words, or None when this person is not told of it."""
    if entry.target:
        return _move(entry, glance)
    words = events.get(entry.event)
    if words is None:
        # Never hidden from those who answer for the dossier, even when no room gave it words.
        return _Told(_("Action consignée : %(event)s") % {"event": entry.event}, "", "note") if glance.inside else None
    return _Told(str(words.title), entry.text(words.shows), words.kind) if _may_read(words, glance) else None


def _may_read(words: EventWords, glance: Glance) -> bool:
    if not glance.inside:
        return words.told_to_leader
    return words.seen is None or words.seen(glance)


def _move(entry: _Logged, glance: Glance) -> _Told | None:
    step = _transition(entry)
    if step is None or not (glance.inside or step.told_to_leader):
        return None
    kind = "return" if entry.target == "draft" else "decision" if entry.target in DECIDED else "move"
    return _Told(_(step.event), entry.text("reason"), kind)


def _transition(entry: Happened) -> Transition | None:
    """The transition that a move of the log followed; None when the process has dropped it since."""
    process = Dossier.PROCESS
    steps = (t for t in process.transitions_from(entry.source) if t.verb == entry.event)
    return next((step for step in steps if entry.target in process.targets(step)), None)


def _target(entry: _Logged, glance: Glance) -> str:
    """The state entered, for those who may read it: coming back from a pause tells nobody outside where to; what they
    were not told as it happened is dated by their being told.
    """
    if not entry.target and not glance.inside and entry.event in events:
        return events[entry.event].enters
    step = _transition(entry) if entry.target else None
    if step is None or (isinstance(step.target, Recall) and not glance.inside):
        return ""
    return entry.target


def _names(refs: set[str]) -> dict[str, str]:
    people = User.objects.filter(ref__in=refs - {"", SYSTEM})
    return {str(person.ref): person.full_name for person in people}


def _actor(entry: _Logged, names: dict[str, str], glance: Glance) -> str:
    """Who did it; for the automate, whose gesture it followed, which those outside are not told: it names a judge."""
    if entry.actor_ref != SYSTEM:
        return names.get(entry.actor_ref, _("personne inconnue"))
    if glance.inside and entry.cause_ref in names:
        return _("automate, à la suite de %(person)s") % {"person": names[entry.cause_ref]}
    return _("automate")
