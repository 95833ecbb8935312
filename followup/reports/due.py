"""What of a grant is due once it is known what was spent; amounts are euros."""

from decimal import ROUND_DOWN, Decimal

from decisions.document import Grant, Route
from decisions.reading import inputs_of
from followup.models import FollowUp

CENT = Decimal("0.01")


def due_of(grant: Grant, route: Route, spent: Decimal) -> Decimal:
    """Credits made available are due as far as they were spent; a grant is reduced in proportion when less was spent
    than the eligible expense, and never grows (the act's own articles: `decisions.clauses`).
    """
    if route is Route.STATE_SERVICE:
        return min(grant.amount, spent)
    if spent >= grant.eligible_expense:
        return grant.amount
    return (grant.amount * spent / grant.eligible_expense).quantize(CENT, ROUND_DOWN)


def establish_due(follow_up: FollowUp, spent: Decimal) -> None:
    """What of the grant that expense gives a right to, under the act told last; the caller saves it."""
    grant = inputs_of(follow_up.act).grant
    if grant is None:  # only a grant is followed up
        raise AssertionError(f"act {follow_up.act_id} grants nothing")
    follow_up.due = due_of(grant, Route(follow_up.act.route), spent)
