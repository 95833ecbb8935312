"""The administration reads the first edition's reviews, and says better what a criterion asks: a second version."""

from dataclasses import replace
from datetime import datetime, timedelta

from accounts.models import User
from dossiers.models import Call
from lab.demo.story import done
from scoring.actions.rubric_versions import write_rubric_version
from scoring.actions.rubrics import choose_rubric
from scoring.rubric.drafting import draft_of
from scoring.rubrics import call_rubric
from workflow import clock

CLEARER = "Dire ce qui sera mesuré, et la valeur de départ."
WHY = "La première édition l’a montré : sans valeur de départ, les évaluateurs notaient l’ambition et non l’effet."


def write_again(call: Call, admin: User, *, on: datetime) -> Call:
    """Version 2, which the call is judged by from its first review on; the past one keeps the first."""
    with clock.at(on):
        former = call_rubric(call)
        draft = draft_of(former)
        criteria = tuple(replace(one, hint=CLEARER) if n == 0 else one for n, one in enumerate(draft.criteria))
        draft = replace(draft, criteria=criteria)
        rubric = done(write_rubric_version(former=former, draft=draft, reason=WHY, by=admin))
    with clock.at(on + timedelta(hours=1)):
        chosen: Call = done(choose_rubric(call=call, rubric=rubric, revision=call.revision, by=admin))
    return chosen
