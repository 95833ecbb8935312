"""One row a service, however people write its name."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Service, User, normalised
from tests.accounts.people import person

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
