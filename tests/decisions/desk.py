"""Dossiers on a signatory's desk, brought there only through the verbs that people use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import Delegation, User
from accounts.roles import Role
from copil import actions as copil
from decisions import actions
from decisions.models import Act
from dossiers import actions as dossier_actions
from dossiers.models import Dossier
from tests import world
from tests.copil import committee as committees
from tests.copil.committee import Committee
from tests.scenes import scene
from tests.world import World, fresh, ok
from workflow import clock
from workflow.gesture import new_key

ASSOCIATION = {
    "kind": "association",
    "name": "Association Visites pour tous",
    "representative_quality": "présidente",
    "representative_first_name": "Prénom",
    "representative_last_name": "MODÈLE",
    "pledge_on": "2026-09-28",
    "cerfa": "earlier",
}
LOCAL = {"kind": "local", "name": "Commune de Limoux"}
PUBLIC_BODY = {
    "kind": "public_body",
    "name": "Institut public des Exemples",
    "representative_quality": "directeur général",
    "representative_first_name": "Prénom",
    "representative_last_name": "SPÉCIMEN",
}


@dataclass
class Desk:
    """A lab whose committee sits today; `dossier` is the first one brought to the signatory."""

    committee: Committee
    dossiers: list[Dossier] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.committee.world

    @property
    def dossier(self) -> Dossier:
        return fresh(self.dossiers[0])

    @property
    def signatory(self) -> User:
        return User.objects.get(pk=self.world[Role.SIGNATORY].pk)

    @property
    def lead(self) -> User:
        return self.world[Role.TEAM_LEAD]

    @property
    def delegation(self) -> Delegation:
        return Delegation.objects.get(signatory=self.signatory)

    @scene
    def prepare(self, kind: Act.Kind = Act.Kind.GRANT, dossier: Dossier | None = None, **said: Any) -> Any:
        return actions.prepare_act(dossier=dossier or self.dossier, kind=kind, by=self.signatory, **said)

    def sign(self, act: Act, *, by: User | None = None, key: str | None = None, version: int | None = None) -> Any:
        return actions.sign(
            dossier=act.dossier,
            kind=act.kind,
            seal=act.pdf_sha256,
            by=by or self.signatory,
            key=key or new_key(),
            expected_version=version,
        )

    def signed(self, kind: Act.Kind = Act.Kind.GRANT, dossier: Dossier | None = None, **said: Any) -> Act:
        """Prepared and signed at once."""
        act = ok(self.prepare(kind, dossier, **said))
        ok(self.sign(act))
        return Act.objects.get(pk=act.pk)

    @scene
    def validate(self, dossier: Dossier) -> None:
        """The excerpt of the minutes, by the chair."""
        ok(copil.validate_excerpt(item=self.committee.item(dossier), by=self.committee.chair))


@contextmanager
def desk(
    *beneficiaries: dict[str, Any],
    outcome: str = "grant",
    validated: bool = True,
    call: dict[str, Any] | None = None,
    **said: Any,
) -> Iterator[Desk]:
    """Within it, the committee has just adopted that outcome on one dossier a beneficiary (a State service by default).

    `said` goes with the proposal (amount, conditions, reasons); `call` replaces the call's own fields.
    """
    found = Desk(committees.build(3, **(call or {})))
    waiting = [committees.on_agenda(found.committee, beneficiary=b) for b in beneficiaries or ({},)]
    with committees.sitting(found.committee):
        for dossier in waiting:
            committees.decided(found.committee, dossier, outcome, **said)
            found.dossiers.append(dossier)
            if validated:
                found.validate(dossier)
        yield found


@contextmanager
def inadmissible_desk(*, completed: bool = False) -> Iterator[Desk]:
    """Within it, the coordination has just proposed that one dossier is inadmissible; `completed` once before."""
    found = Desk(committees.build(3))
    dossier = world.in_review(found.world)
    if completed:
        asked = ok(
            dossier_actions.ask_for_pieces(
                dossier=dossier, pieces=[dossier_actions.Asked("Le devis")], due_on=None, by=found.lead
            )
        )
        given = asked.pieces.get()
        ok(dossier_actions.provide_piece(piece=given, answer="Il n’y en a pas.", by=found.world.leader))
    reason = "Le devis demandé manque."
    ok(world.do(dossier, "propose_inadmissible", found.lead, reason=reason, exception=True))
    found.dossiers.append(dossier)
    yield found


@contextmanager
def grouped_desk() -> Iterator[Desk]:
    """Within it, a session that tells its decisions together has adopted two grants, a refusal and a deferral, their
    excerpts validated: nothing is signed yet.
    """
    found = Desk(committees.build(3, envelope="90000.00"))
    by = clock.today() + timedelta(60)
    outcomes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("grant", {}),
        ("grant", {}),
        ("refusal", {"reasons": "Le besoin n’est pas établi."}),
        ("deferral", {"reasons": "Précisez le budget.", "complete_by": by}),
    )
    found.dossiers = [committees.on_agenda(found.committee, beneficiary=LOCAL) for _ in outcomes]
    ok(copil.set_release(session=found.committee.session, grouped=True, by=found.lead))
    with committees.sitting(found.committee):
        for dossier, (outcome, said) in zip(found.dossiers, outcomes, strict=True):
            committees.decided(found.committee, dossier, outcome, **said)
            found.validate(dossier)
        yield found
