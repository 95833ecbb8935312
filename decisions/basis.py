"""What could still move under a prepared act, as one hash: signing compares it and opens nothing else.

The version deposited, the consensus and the vote behind an act cannot change while the dossier waits for its signature:
any of them would take a move of the process, which `version` counts. What may change without one stands here: the day,
the route (what else the beneficiary was granted this year), the signatory and their delegation, the call's title and
budget line, the lab's identity, the version of the layout and that of the lab's texts, the missing pieces that come in,
the days of the conditions, the terms agreed in place of those of the act in force, the reasons.
"""

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from accounts.models import Delegation, User
from decisions.amending.agreed import agreed
from decisions.authority import signing_quality
from decisions.conditions.days import days_set
from decisions.document import TEMPLATE_VERSION, ActInputs, Route
from decisions.identity import identity
from decisions.law import association_route
from decisions.models import Act
from decisions.routes.year import granted_elsewhere
from dossiers.models import Dossier
from dossiers.models.dossier import Beneficiary
from workflow import clock

ROUTES = {
    Beneficiary.STATE.value: Route.STATE_SERVICE,
    Beneficiary.LOCAL.value: Route.LOCAL_INVESTMENT,
    Beneficiary.PUBLIC_BODY.value: Route.PUBLIC_BODY,
}


def route_of(dossier: Dossier, amount: Decimal, in_force: Act | None = None) -> Route:
    """The legal route, by beneficiary; an association's depends on all it is granted this year (23 000 €).

    An agreement in force is replaced by an agreement, and an act of a former year keeps its form: what is granted this
    year says nothing of it. One statement for an association, none otherwise.
    """
    if in_force is not None and in_force.signed_at is not None and in_force.kind == Act.Kind.GRANT:
        route = Route(in_force.route)
        if route.is_agreement or clock.day_of(in_force.signed_at).year < clock.today().year:
            return route
    if dossier.beneficiary_kind in ROUTES:
        return ROUTES[dossier.beneficiary_kind]
    return association_route(year_total=granted_elsewhere(dossier) + amount)


def basis_sha256(
    *,
    dossier: Dossier,
    kind: str,
    route: Route,
    signatory: User,
    delegation: Delegation,
    reasons: tuple[str, str],
    wording: tuple[int, int],
    in_force: Act | None,
) -> str:
    """Hexadecimal SHA-256; the dossier's call being read already, no statement but where pieces were asked for,
    conditions adopted, or an act is `in_force`. `wording` is the version in use of the act's texts and of its letter's.
    """
    said = [
        str(dossier.pk),
        dossier.version,
        dossier.submitted_version,
        dossier.leader_id,
        kind,
        route.value,
        str(dossier.proposed_amount),
        dossier.conditions,
        days_set(dossier),
        _completed(dossier),
        reasons,
        dossier.call.title,
        dossier.call.budget_line,
        str(signatory.ref),
        signatory.full_name,
        delegation.pk,
        delegation.reference,
        signing_quality(delegation),
        str(clock.today()),
        TEMPLATE_VERSION,
        wording,
        identity().fingerprint,
        _agreed(dossier) if in_force else "",
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _agreed(dossier: Dossier) -> str:
    """The hash of the terms agreed for an amending act; nothing for a mere correction."""
    found = agreed(dossier)
    return found.inputs_sha256() if found else ""


def _completed(dossier: Dossier) -> list[str]:
    """Which requests for missing pieces are complete: a leader may send them until the act is signed."""
    if not dossier.pieces_asked:
        return []
    requests = dossier.completion_requests.order_by("number").values_list("number", "completed_at")
    return [f"{number} {completed_at}" for number, completed_at in requests]


def terms_sha256(inputs: ActInputs) -> str:
    """What an agreement's beneficiary agrees to: the whole act but the day of its signature."""
    return replace(inputs, signature=replace(inputs.signature, signed_on=date.min)).inputs_sha256()
