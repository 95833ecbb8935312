"""One row a service, however people write its name."""

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import change_service, keeps_service, update_profile
from accounts.models import Service, User, normalised
from accounts.refusal import Refused
from accounts.roles import HELD, JUDGING, Role
from tests.accounts.people import days, hold, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "written",
    [
        "Préfecture de l’Hérault",
        "PREFECTURE DE L'HERAULT",
        "  préfecture  de l’hérault. ",
        "Pre\u0301fecture de l Hérault",
    ],
)
def test_one_name_written_otherwise_is_the_same_service(written):
    first = Service.objects.named("Préfecture de l’Hérault", department="34")
    assert Service.objects.named(written) == first
    assert (first.name, first.department) == ("Préfecture de l’Hérault", "34")


@pytest.mark.parametrize("other", ["Préfecture du Gard", "Préfecture de l’Hérault (30)"])
def test_another_name_is_another_service(other):
    assert Service.objects.named("Préfecture de l’Hérault") != Service.objects.named(other)


def test_the_database_refuses_a_second_row():
    Service.objects.create(name="DREAL Occitanie")
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.create(name="Dréal  occitanie")


def test_letters_that_unfold_do_not_pass_the_column():
    assert len(normalised("ﷺ" * 200)) == 200
    assert Service.objects.named("ﷺ" * 200).pk


def test_one_address_one_account_whatever_the_capitals():
    assert person("Lea@Gers.Example").email == "lea@gers.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="LEA@gers.example")


# -- whose it is to change ------------------------------------------------------------

SAID = {"first_name": "Max", "last_name": "Lespinasse", "job_title": ""}


@pytest.mark.parametrize("role", HELD)
def test_whoever_judges_says_where_they_work_once_then_asks_the_administration(role):
    max_ = person("max@gers.example", role)
    update_profile(user=max_, **SAID, service_name="DDT du Gers", department="32")
    max_.refresh_from_db()
    assert keeps_service(max_) == (role in JUDGING)
    if role in JUDGING:
        with pytest.raises(Refused) as refused:
            update_profile(user=max_, **SAID, service_name="DREAL Occitanie", department="31")
        assert refused.value.refusal.code == "service_kept"
    else:
        update_profile(user=max_, **SAID, service_name="DREAL Occitanie", department="31")
    max_.refresh_from_db()
    assert max_.service.name == ("DDT du Gers" if role in JUDGING else "DREAL Occitanie")


def test_a_role_to_come_already_keeps_the_service_and_a_past_one_no_longer_does():
    service = Service.objects.named("DDT du Gers")
    coming, gone = (person(f"{name}@gers.example", service=service) for name in ("coming", "gone"))
    hold(coming, Role.REFERENT, starts_on=days(9))
    hold(gone, Role.REFERENT, starts_on=days(-9), ends_on=days(-1))
    assert (keeps_service(coming), keeps_service(gone)) == (True, False)


def test_the_rest_of_the_profile_stays_one_s_own():
    max_ = person("max@gers.example", Role.TEAM, service=Service.objects.named("DDT du Gers"))
    update_profile(user=max_, **SAID)
    max_.refresh_from_db()
    assert (max_.full_name, max_.service.name) == ("Max Lespinasse", "DDT du Gers")


def test_the_administration_changes_it_but_for_its_own_judges(admin):
    service = Service.objects.named("DDT du Gers")
    max_ = person("max@gers.example", Role.SIGNATORY, service=service)
    change_service(user=max_, service_name="ddt du gers", department="32", by=admin)
    change_service(user=max_, service_name="DREAL Occitanie", department="31", by=admin)
    max_.refresh_from_db()
    assert max_.service.name == "DREAL Occitanie"
    with pytest.raises(Refused) as refused:
        change_service(user=max_, service_name="DDT du Gers", department="32", by=max_)
    assert refused.value.refusal.code == "forbidden"
    hold(max_, Role.ADMIN, starts_on=days(-1))
    both = User.objects.get(pk=max_.pk)
    with pytest.raises(Refused) as refused:
        change_service(user=both, service_name="DDT du Gers", department="32", by=both)
    assert refused.value.refusal.code == "oneself"
