"""Who may sign what today: what a delegation covers, in which call, and a deputy only while the other is away."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.availability import cancel_absence, declare_absence
from accounts.models import Delegation, User
from accounts.roles import Role
from decisions.actions import prepare_act
from decisions.issued import issued_under
from decisions.models import Act
from decisions.reading import inputs_of
from tests.decisions.desk import Desk, desk
from tests.decisions.test_preparing import codes, prepared
from tests.world import ok, person
from workflow import clock

pytestmark = pytest.mark.django_db
FACT = "Le même service existe déjà dans le département."


@pytest.mark.parametrize(
    ("narrowed", "kind", "why"),
    [
        ({"covers": "refusals"}, Act.Kind.GRANT, "les refus et les irrecevabilités seulement"),
        ({"covers": "grants"}, Act.Kind.REFUSAL, "les accords seulement"),
        ({"scope": "AUTRE"}, Act.Kind.GRANT, "appel AUTRE"),
        ({"covers": "grants", "scope": "ESSAI"}, Act.Kind.GRANT, ""),
        ({"covers": "refusals", "scope": "ESSAI"}, Act.Kind.REFUSAL, ""),
    ],
)
def test_a_delegation_covers_what_it_says(narrowed: dict[str, str], kind: Act.Kind, why: str) -> None:
    with desk() as d:
        Delegation.objects.update(**narrowed)
        outcome = d.prepare(kind, reasons_fact=FACT if kind is Act.Kind.REFUSAL else "")
        if why:
            assert codes(outcome) == ["delegation_in_force"]
            assert why in outcome.unmet[0].sentence
        else:
            assert ok(outcome).kind == kind


def test_what_was_prepared_under_a_wider_delegation_is_not_signed_under_a_narrower_one() -> None:
    with desk() as d:
        act = ok(d.prepare())
        Delegation.objects.update(scope="AUTRE")
        assert codes(d.sign(act)) == ["act_current", "delegation_in_force"]


@pytest.fixture
def deputised() -> Any:
    """A dossier to be signed; the signatory has a deputy."""
    with desk() as d:
        deputy = person("deputy", Role.SIGNATORY)
        Delegation.objects.create(
            signatory=deputy,
            reference="Arrêté du 4 mai 2026",
            quality="adjointe au secrétaire général",
            starts_on=d.delegation.starts_on,
            ends_on=d.delegation.ends_on,
            stands_in_for=d.delegation,
        )
        yield d, deputy


def away(d: Desk, days: int = 3) -> Any:
    today = clock.today()
    return declare_absence(person=d.signatory, starts_on=today, ends_on=today + timedelta(days), by=d.signatory)


def theirs(d: Desk, deputy: User) -> Any:
    return prepare_act(dossier=d.dossier, kind=Act.Kind.GRANT, by=deputy)


def test_a_deputy_signs_only_while_the_signatory_is_away_and_the_act_says_so(deputised: Any) -> None:
    d, deputy = deputised
    refused = theirs(d, deputy)
    assert codes(refused) == ["delegation_in_force"]
    assert f"en l’absence de {d.signatory.full_name}" in refused.unmet[0].sentence
    away(d)
    act = ok(theirs(d, deputy))
    quality = f"adjointe au secrétaire général, en l’absence de {d.signatory.full_name}, {d.delegation.quality}"
    assert inputs_of(act).signature.signatory.quality == quality
    assert ok(d.sign(prepared(act), by=deputy)).state == "granted"
    signed = prepared(act)
    assert signed.delegation.signatory == deputy
    found = issued_under(signed.code)
    assert found is not None
    assert any(quality in fact.value for fact in found.facts)


def test_the_signatory_come_back_the_deputy_s_act_is_signed_no_more(deputised: Any) -> None:
    d, deputy = deputised
    absence = away(d)
    act = ok(theirs(d, deputy))
    cancel_absence(absence=absence, by=d.signatory)
    assert codes(d.sign(prepared(act), by=deputy)) == ["act_current", "delegation_in_force"]
    d.signed()


def test_a_deputy_of_whose_delegation_ended_signs_nothing(deputised: Any) -> None:
    d, deputy = deputised
    away(d)
    Delegation.objects.filter(signatory=d.signatory).update(ends_on=clock.today() - timedelta(1))
    assert codes(theirs(d, deputy)) == ["delegation_in_force"]
