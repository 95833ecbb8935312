"""The verbs of the process as buttons: what this person may do now, and why not yet for the rest."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from dossiers.page import Glance, own_pages
from workflow.gesture import Actor
from workflow.grammar import Page, Transition
from workflow.judgment import options
from workflow.verdict import Unmet

#: Verbs that give something up: never the first button, and drawn as dangerous.
GIVING_UP = frozenset({"withdraw", "decline", "cancel", "close_unanswered"})


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way, as `components/reasons.html` shows it."""

    sentence: str
    who: str
    by: date | None


@dataclass(frozen=True)
class Can:
    """A verb's button for `components/verbs.html`."""

    label: str
    url: str
    allowed: bool
    primary: bool
    danger: bool
    reasons: tuple[Reason, ...]


def reasons(unmet: tuple[Unmet, ...]) -> tuple[Reason, ...]:
    return tuple(Reason(u.sentence, u.lifted_by, u.by) for u in unmet)


def page_of(transition: Transition, reference: str) -> str:
    """The address where the verb is carried out; empty when it has no page (yet)."""
    if transition.page is Page.FORM:
        return reverse("dossiers:verb", args=[reference, transition.verb])
    if transition.page is Page.OWN and transition.verb in own_pages:
        return reverse(own_pages[transition.verb], args=[reference])
    return ""


def verbs(glance: Glance) -> list[Can]:
    """The verbs this person's roles allow from here and that a page carries out, the main one first."""
    found: list[Can] = []
    for option in options(glance.dossier, Actor(glance.user), roles=glance.roles):
        step = option.transition
        url = page_of(step, glance.dossier.reference)
        if url and _told(step, glance):
            danger = step.verb in GIVING_UP
            first = not danger and not any(can.primary for can in found)
            found.append(Can(step.label, url, option.allowed, option.allowed and first, danger, reasons(option.unmet)))
    return found


def _told(step: Transition, glance: Glance) -> bool:
    """A leader is offered nothing that would tell of a move kept from them."""
    dossier = glance.dossier
    if glance.inside or dossier.leader_state == dossier.state:
        return True
    return any(known.verb == step.verb for known in dossier.PROCESS.transitions_from(dossier.leader_state))
