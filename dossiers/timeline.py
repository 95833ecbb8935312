"""What happened to a dossier, as one person may read it: the log in plain French."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.models import Dossier
from dossiers.page import EventWords, Glance, events
from workflow.grammar import Recall, Transition
from workflow.models import LogEntry

SYSTEM = "system"
#: States entered by a signed act.
DECIDED = frozenset({"granted", "refused", "inadmissible"})


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; `kind` (move, return, decision, note) gives it its mark."""

    at: datetime
    title: str
    actor: str
    text: str
    kind: str
    target: str = ""


@dataclass(frozen=True)
class _Told:
    """What the log's words allow: a title, the text that goes with it, the mark."""

    title: str
    text: str
    kind: str


def timeline(glance: Glance) -> list[Entry]:
    """The entries this person may read, the newest first; three statements (entries, texts, names)."""
    logged = LogEntry.objects.filter(process="dossier", case_id=glance.dossier.pk).order_by("-seq")
    told = [(entry, words) for entry in logged.prefetch_related("texts") if (words := _told(entry, glance))]
    names = _names({ref for entry, _words in told for ref in (entry.actor_ref, entry.cause_ref)})
    return [
        Entry(e.at, words.title, _actor(e, names), words.text, words.kind, _target(e, glance)) for e, words in told
    ]


def _told(entry: LogEntry, glance: Glance) -> _Told | None:
    """The entry in words, or None when this person is not told of it."""
    if entry.target:
        return _move(entry, glance)
    words = events.get(entry.event)
    if words is None:
        # Never hidden from those who answer for the dossier, even when no room gave it words.
        return _Told(_("Action consignée : %(event)s") % {"event": entry.event}, "", "note") if glance.inside else None
    return _Told(words.title, _text(entry, words.shows), "note") if _may_read(words, glance) else None


def _may_read(words: EventWords, glance: Glance) -> bool:
    if not glance.inside:
        return words.told_to_leader
    return words.seen is None or words.seen(glance)


def _move(entry: LogEntry, glance: Glance) -> _Told | None:
    step = transition_of(entry)
    if step is None or not (glance.inside or step.told_to_leader):
        return None
    kind = "return" if entry.target == "draft" else "decision" if entry.target in DECIDED else "move"
    return _Told(step.event, _text(entry, "reason"), kind)


def transition_of(entry: LogEntry) -> Transition | None:
    """The transition that a move of the log followed; None when the process has dropped it since."""
    process = Dossier.PROCESS
    for step in process.transitions_from(entry.source):
        wanted = {entry.target} if isinstance(step.target, str) else set(process.targets(step))
        if step.verb == entry.event and (step.target == entry.target or entry.target in wanted):
            return step
    return None


def _target(entry: LogEntry, glance: Glance) -> str:
    """The state entered, for those who may read it: coming back from a pause tells nobody outside where to."""
    step = transition_of(entry) if entry.target else None
    if step is None or (isinstance(step.target, Recall) and not glance.inside):
        return ""
    return entry.target


def _text(entry: LogEntry, name: str) -> str:
    """The text said with the entry; a plain mention when it was erased."""
    for text in entry.texts.all():
        if text.name == name:
            return text.text if text.text is not None else _("(texte effacé)")
    return ""


def _names(refs: set[str]) -> dict[str, str]:
    people = User.objects.filter(ref__in=refs - {"", SYSTEM})
    return {str(person.ref): person.full_name for person in people}


def _actor(entry: LogEntry, names: dict[str, str]) -> str:
    """Who did it; for the automate, whose gesture it followed."""
    if entry.actor_ref != SYSTEM:
        return names.get(entry.actor_ref, _("personne inconnue"))
    if entry.cause_ref in names:
        return _("automate, à la suite de %(person)s") % {"person": names[entry.cause_ref]}
    return _("automate")
