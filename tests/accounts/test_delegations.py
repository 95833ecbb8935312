"""A delegation of signature: recorded for a signatory, with an end, never by the person who will sign."""

from decimal import Decimal

import pytest

from accounts.actions import delegate_signature, end_delegation
from accounts.models import Delegation, User
from accounts.refusal import Refused
from accounts.roles import Role
from tests.accounts.people import days, hold, person

pytestmark = pytest.mark.django_db
TERMS = {"reference": "Arrêté du 2 janvier 2026", "quality": "Secrétaire général", "ceiling": Decimal("50000.00")}


@pytest.fixture
def prefect() -> User:
    return person("prefet@lab-o.example", Role.SIGNATORY)


def code_of(verb, **arguments) -> str:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.refusal.code


def test_a_delegation_is_recorded_and_in_force_on_its_days_only(admin, prefect):
    delegation = delegate_signature(signatory=prefect, by=admin, starts_on=days(1), ends_on=days(3), **TERMS)
    assert (delegation.reference, delegation.ceiling, delegation.recorded_by) == (
        "Arrêté du 2 janvier 2026",
        Decimal("50000.00"),
        admin,
    )
    in_force = [Delegation.objects.on(days(n)).exists() for n in range(5)]
    assert in_force == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_on": days(-1)}, "dates"),
        ({"starts_on": days(-9), "ends_on": days(-1)}, "past_end"),
        ({"ceiling": Decimal(0)}, "ceiling"),
        ({"ceiling": Decimal("-0.01")}, "ceiling"),
    ],
)
def test_impossible_terms_are_refused(admin, prefect, changes, code):
    said = {"starts_on": days(0), "ends_on": days(30), **TERMS, **changes}
    assert code_of(delegate_signature, signatory=prefect, by=admin, **said) == code
    assert not Delegation.objects.exists()


def test_a_deputy_stands_in_for_somebody_else_who_holds_their_own(admin, prefect):
    said = {"by": admin, "starts_on": days(0), "ends_on": days(30), **TERMS}
    deputy = person("adjointe@lab-o.example", Role.SIGNATORY)
    whole = delegate_signature(signatory=prefect, **said)
    held = delegate_signature(signatory=deputy, stands_in_for=whole, scope="ESSAI", covers="grants", **said)
    assert held.extent == "les accords seulement, appel ESSAI, en l’absence de Camille Essai"
    assert whole.extent == ""
    assert code_of(delegate_signature, signatory=deputy, stands_in_for=held, **said) == "stands_in_for"
    assert code_of(delegate_signature, signatory=prefect, stands_in_for=whole, **said) == "stands_in_for"
    assert code_of(delegate_signature, signatory=deputy, covers="tout", **said) == "covers"
    end_delegation(delegation=whole, by=admin)
    assert code_of(delegate_signature, signatory=deputy, stands_in_for=whole, **said) == "stands_in_for"


def test_a_deputy_is_recorded_and_an_absence_noted_by_their_pages(client, admin, prefect):
    deputy = person("adjointe@lab-o.example", Role.SIGNATORY, last_name="Adjointe")
    whole = delegate_signature(signatory=prefect, by=admin, starts_on=days(0), ends_on=days(30), **TERMS)
    typed = {**TERMS, "starts_on": days(0).isoformat(), "ends_on": days(30).isoformat(), "covers": "grants"}
    client.force_login(admin)
    url = f"/personnes/{deputy.ref}/deleguer/"
    wrong = client.post(url, {**typed, "stands_in_for": "99999999"})
    assert (wrong.status_code, wrong.context["form"].errors.keys()) == (422, {"stands_in_for"})
    assert client.post(url, {**typed, "stands_in_for": str(whole.pk)}).status_code == 302
    assert "Les accords seulement, en l’absence de Camille Essai" in client.get(f"/personnes/{deputy.ref}/").text
    away = {"starts_on": days(0).isoformat(), "ends_on": days(2).isoformat()}
    for who, status in ((deputy, 404), (prefect, 302), (admin, 302)):
        client.force_login(who)
        assert client.post(f"/referents/{prefect.ref}/absences/", away).status_code == status
    assert prefect.absences.count() == 1
    page = client.get(f"/referents/{prefect.ref}/")
    assert ("Absences de Camille Essai" in page.text, 'name="themes"' in page.text) == (True, False)
    assert client.post(f"/referents/{prefect.ref}/", {"themes": "x"}).status_code == 404


def test_only_a_signatory_of_that_time_receives_one(admin):
    said = {"starts_on": days(0), "ends_on": days(30), **TERMS}
    lea = person("lea@gers.example", Role.TEAM)
    hold(lea, Role.SIGNATORY, starts_on=days(31))
    assert code_of(delegate_signature, signatory=lea, by=admin, **said) == "not_signatory"


def test_nobody_records_ones_own_and_only_administrators_record(admin, prefect):
    said = {"starts_on": days(0), "ends_on": days(30), **TERMS}
    hold(admin, Role.SIGNATORY, starts_on=days(-1))
    assert code_of(delegate_signature, signatory=admin, by=admin, **said) == "oneself"
    assert code_of(delegate_signature, signatory=prefect, by=prefect, **said) == "forbidden"


def test_a_delegation_is_closed_early_once(admin, prefect):
    delegation = delegate_signature(signatory=prefect, by=admin, starts_on=days(0), ends_on=days(30), **TERMS)
    assert code_of(end_delegation, delegation=delegation, by=prefect) == "forbidden"
    assert code_of(end_delegation, delegation=delegation, by=admin, last_day=days(31)) == "later_than_planned"
    ended = end_delegation(delegation=delegation, by=admin)
    assert not Delegation.objects.on(days(0)).exists()
    assert ended.ended_by == admin
    assert code_of(end_delegation, delegation=delegation, by=admin) == "already_over"
