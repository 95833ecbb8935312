"""Which rubric a call is judged by: the administration's choice, before any review."""

from accounts.models import User
from dossiers.actions.doing import verb
from dossiers.calls.keeping import keep, lock_call, require_shown
from dossiers.models import Call, CallChange
from scoring.models import Rubric
from scoring.rubrics import bind, call_rubric, held_by_reviews
from workflow.verdict import unmet


@verb
def choose_rubric(*, call: Call, rubric: Rubric, revision: int, by: User) -> Call:
    """Makes it the call's rubric; refused once a review has begun, for scores would not compare any more."""
    kept = lock_call(call, by)
    before = call_rubric(kept)
    if before == rubric:
        return kept
    require_shown(kept, revision)
    if why := held_by_reviews(kept):
        raise unmet("rubric", why)
    bind(call=kept, rubric=rubric)
    moved = [("rubric", str(before), str(rubric))]
    return keep(call=kept, new={}, what=CallChange.What.RUBRIC, by=by, moved=moved)
