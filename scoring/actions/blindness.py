"""From when the scores of others are read in a call: the administration's choice."""

from accounts.models import User
from dossiers.actions.doing import verb
from dossiers.calls.keeping import keep, lock_call, require_shown
from dossiers.models import Call, CallChange
from scoring.blindness.modes import Mode, mode_of, opening
from scoring.models import CallBlindness
from workflow.verdict import unmet


@verb
def choose_blindness(*, call: Call, mode: Mode, revision: int, by: User) -> Call:
    """Makes it the call's rule; refused when it would open, on any dossier under review, scores that are closed today
    to people who have not scored it.
    """
    kept = lock_call(call, by)
    before = mode_of(kept)
    if before == mode:
        return kept
    require_shown(kept, revision)
    if why := opening(kept, before, mode):
        raise unmet("mode", why)
    CallBlindness.objects.update_or_create(call=kept, defaults={"mode": mode})
    moved = [("mode", str(before.label), str(mode.label))]
    return keep(call=kept, new={}, what=CallChange.What.BLINDNESS, by=by, moved=moved)
