"""A question whose SQL is written once says what the queryset says, and locks what it locks."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Q
from django.db.transaction import TransactionManagementError

from accounts.among import Keys
from accounts.models import RoleHolding, User
from accounts.prepared import Prepared, fetch_related
from accounts.roles import Role
from dossiers.models import Dossier, Section
from tests import world
from workflow import clock
from workflow.perform import locked

pytestmark = pytest.mark.django_db


def test_each_asking_has_its_own_values() -> None:
    lab = world.build()
    held = Prepared(lambda who, day: RoleHolding.objects.on(day).filter(user=who).values_list("role"), int, date)
    today = clock.today()
    for person in (lab[Role.TEAM], lab[Role.AUDITOR], lab.leader):
        assert set(held.rows(person.pk, today)) == {(holding.role,) for holding in person.holdings.all()}
    assert held.rows(lab[Role.TEAM].pk, world.EARLY - timedelta(1)) == []


def test_objects_come_whole_with_those_that_are_joined(django_assert_num_queries) -> None:
    lab = world.build()
    dossiers = [world.draft(lab), world.draft(lab)]
    asked = Prepared(lambda pk: Dossier.objects.filter(pk=pk).select_related("call", "leader"), UUID)
    for dossier in dossiers:
        with django_assert_num_queries(1):
            (found,) = asked.instances(dossier.pk)
            assert (found, found.call, found.leader) == (dossier, lab.call, lab.leader)
        for column in Dossier._meta.concrete_fields:
            assert getattr(found, column.attname) == getattr(dossier, column.attname)
    assert list(asked.instances(str(dossiers[0].pk))) == dossiers[:1]
    assert list(asked.instances(uuid4())) == []


def test_a_case_that_is_not_there_is_not_found() -> None:
    with transaction.atomic(), pytest.raises(Dossier.DoesNotExist):
        locked(Dossier, uuid4())


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_outside_of_a_transaction() -> None:
    dossier = world.draft(world.build())
    with transaction.atomic():
        assert locked(Dossier, dossier.pk) == dossier
    with pytest.raises(TransactionManagementError):
        locked(Dossier, dossier.pk)


def test_keys_are_asked_for_however_many(django_assert_num_queries) -> None:
    lab = world.build()
    dossiers = [world.draft(lab) for _time in range(3)]
    led = Prepared(
        lambda keys, people: Dossier.objects.filter(pk__among=keys, leader__among=people).order_by("pk"), Keys, Keys
    )
    either = Prepared(
        lambda keys, called: Dossier.objects.filter(Q(pk__among=keys) | Q(reference__among=called)).order_by("pk"),
        Keys,
        Keys,
    )
    for some in ([], dossiers[:1], dossiers):
        keys, called = Keys(one.pk for one in some), Keys(one.reference for one in some)
        plain = list(Dossier.objects.filter(pk__in=keys).order_by("pk"))
        assert list(Dossier.objects.filter(pk__among=keys).order_by("pk")) == plain
        with django_assert_num_queries(bool(some)):
            assert list(led.instances(keys, Keys([lab.leader.pk, lab[Role.TEAM].pk]))) == plain
        assert list(led.instances(keys, Keys([lab[Role.TEAM].pk]))) == []
        for asked in ((keys, Keys()), (Keys(), called), (keys, called), (Keys([uuid4()]), called)):
            assert list(either.instances(*asked)) == plain
        with django_assert_num_queries(0):
            assert list(led.instances(keys, Keys())) == list(Dossier.objects.filter(pk__among=Keys())) == []


def test_what_is_fetched_for_many_stands_where_a_queryset_puts_it(django_assert_num_queries) -> None:
    lab = world.build()
    dossiers = [world.draft(lab), world.in_challenge(lab)]
    asked = Prepared(lambda keys: Section.objects.filter(dossier__among=keys), Keys)
    plain = [list(one.sections.all()) for one in dossiers]
    with django_assert_num_queries(1):
        fetch_related(dossiers, "sections", asked)
        assert [list(one.sections.all()) for one in dossiers] == plain
        assert all(section.dossier is one for one in dossiers for section in one.sections.all())
    with django_assert_num_queries(0):
        fetch_related([], "sections", asked)


def test_a_value_that_is_asked_for_nowhere_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Prepared(lambda who, _other: User.objects.filter(pk=who), int, int).rows(1, 2)
