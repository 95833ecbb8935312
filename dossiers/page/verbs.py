"""The verbs of the process as buttons: what this person may do now, and why not yet for the rest."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.page.ball import Ball
from dossiers.page.glance import Glance, own_pages, real_step, work_link
from workflow.gesture import Actor
from workflow.grammar import Page, Transition
from workflow.judgment import believed, find, options
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Unmet, Why

#: Verbs that give something up: never the first button, and drawn as dangerous.
GIVING_UP = frozenset({"withdraw", "decline", "cancel", "close_unanswered"})
#: Verbs that carry the dossier on its way: the first possible one is the main button.
FORWARD = frozenset(
    {
        "submit",
        "resubmit",
        "put_on_agenda",
        "release",
        "sign_grant",
        "sign_refusal",
        "sign_inadmissibility",
        "resume",
        "close",
    }
)
#: Verbs that mean something only once a first decision is in force: until then, they are not shown as refused either.
ONCE_DECIDED = {"drop_correction": "act_in_force"}


@dataclass(frozen=True)
class Can:
    """A verb's button for `components/verbs.html`."""

    label: str
    url: str
    allowed: bool
    primary: bool
    danger: bool
    unmet: tuple[Unmet, ...]


def page_of(transition: Transition, reference: str) -> str:
    """The address where the verb is carried out; empty when it has no page (yet)."""
    if transition.page is Page.FORM:
        return reverse("dossiers:verb", args=[reference, transition.verb])
    if transition.page is Page.OWN and transition.verb in own_pages:
        return reverse(own_pages[transition.verb], args=[reference])
    return ""


def verbs(glance: Glance) -> list[Can]:
    """The verbs this person's roles allow from here and that a page carries out: the main one first, those that give
    something up last.
    """
    found: list[Can] = []
    for option in options(glance.dossier, Actor(glance.user), roles=glance.roles):
        step = option.transition
        url = page_of(step, glance.dossier.reference)
        aimless = any(unmet.code == ONCE_DECIDED.get(step.verb) for unmet in option.unmet)
        if url and not aimless:
            main = option.allowed and step.verb in FORWARD and not any(can.primary for can in found)
            found.append(Can(_(step.label), url, option.allowed, main, step.verb in GIVING_UP, option.unmet))
    for step in believed(glance.dossier, glance.roles):
        if url := page_of(step, glance.dossier.reference):
            found.append(Can(_(step.label), url, True, False, step.verb in GIVING_UP, ()))
    return sorted(found, key=lambda can: (not can.primary, can.danger))


def task_button(glance: Glance, ball: Ball | None) -> list[Can]:
    """The way to what is expected of this person now, when that is done on a page of its own."""
    url_name = work_link(ball.kind) if ball and ball.mine else ""
    if not ball or not url_name:
        return []
    return [Can(ball.task, reverse(url_name, args=[glance.dossier.reference]), True, True, False, ())]


def why_not(glance: Glance, verb: str) -> Refusal:
    """The engine's own answer to a verb from a wrong state or a wrong role, without asking it to carry it out."""
    step = find(glance.dossier, verb)
    edges = glance.dossier.PROCESS.edges()
    elsewhere = any(t.verb == verb and glance.roles.intersection(t.roles) for _source, t in edges)
    if elsewhere and (step is None or glance.roles.intersection(step.roles)):
        label = real_step(glance.dossier).label.lower()
        sentence = _("Ce geste n’est pas possible : le dossier est à l’étape « %(step)s ».") % {"step": label}
        return Refusal(Why.WRONG_STATE, sentence)
    return Refusal(Why.FORBIDDEN, FORBIDDEN)
