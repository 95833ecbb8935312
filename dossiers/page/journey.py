"""The dossier's way through the process in six steps, as one person may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from dossiers.page.glance import Glance
from dossiers.page.timeline import Entry

STEPS = (
    gettext_lazy("Dépôt"),
    gettext_lazy("Challenge"),
    gettext_lazy("Revue d’équipe"),
    gettext_lazy("COPIL"),
    gettext_lazy("Décision"),
    gettext_lazy("Suivi"),
)
#: Which step a state belongs to; a state that is not here stops the journey, or pauses it.
PLACES = {
    "draft": 0,
    "challenge": 1,
    "team_review": 2,
    "copil": 3,
    "waiting": 4,
    "signature": 4,
    "granted": 5,
    "closed": len(STEPS),
}


@dataclass(frozen=True)
class JourneyStep:
    """For `components/journey.html`; `status` is done, current, todo or stopped."""

    label: str
    status: str
    day: datetime | None


def journey(glance: Glance, entries: Sequence[Entry]) -> list[JourneyStep]:
    """The steps done, the present one, those to come; it ends where the dossier stopped. No statement."""
    code = glance.step.code
    # The last ordinary step that this person was told of: where a stopped or suspended dossier stood.
    reached = [PLACES[entry.target] for entry in entries if entry.target in PLACES]
    place = PLACES.get(code, reached[0] if reached else 0)
    stopped = code not in PLACES
    days = _days(glance, entries)
    steps = []
    for number, label in enumerate(STEPS):
        status = "done" if number < place or (stopped and number == place) else "current" if number == place else "todo"
        steps.append(JourneyStep(str(label), status, days.get(number) if status != "todo" else None))
    if stopped:
        stopped_at = next((entry.at for entry in entries if entry.kind != "note"), None)
        last = JourneyStep(glance.step.label, "stopped", stopped_at)
        return [step for step in steps if step.status == "done"] + [last]
    return steps


def _days(glance: Glance, entries: Sequence[Entry]) -> dict[int, datetime]:
    """When each step was last entered; the first one is dated by the deposit that ends it, not by the draft. A leader
    is not told when the decision was being prepared: for them its notification dates it, which begins the follow-up.
    """
    days: dict[int, datetime] = {}
    for entry in reversed(entries):
        if entry.target in PLACES:
            days[PLACES[entry.target]] = entry.at
        elif entry.kind == "decision" and not glance.inside:
            days[PLACES["granted"]] = entry.at
    days.pop(PLACES["draft"], None)
    if glance.dossier.deposited_at and glance.step.code != "draft":
        days[PLACES["draft"]] = glance.dossier.deposited_at
    if PLACES["granted"] in days:
        days.setdefault(PLACES["signature"], days[PLACES["granted"]])
    return days
