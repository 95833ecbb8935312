"""A question whose SQL is written once for each set of roles answers each person as the queryset made for them does;
one that would carry what is one person's, or one moment's, is never written.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, QuerySet, Value
from django.utils import timezone, translation

from accounts.among import Keys
from accounts.models import RoleHolding, User
from accounts.prepared import Prepared
from accounts.roles import Role
from audit.scope import Kind, Scope
from copil import board as session_page
from copil.agenda import departures
from copil.minutes import readers
from copil.models import Session
from copil.views import common as committee_pages
from dossiers import actions
from dossiers import withheld as money
from dossiers.models import Call, Dossier, Interest, Section
from dossiers.page import ball
from dossiers.telling import people
from dossiers.views import common as pages
from dossiers.views import page as dossier_page
from scoring import board, panels
from scoring import reading as scores
from scoring.ranking import reading as ranking
from tests import world
from tests.audit.test_missions import give
from tests.copil import committee as committees
from tests.world import World, ok
from workflow import clock
from workflow.asked import Asked, Unpreparable

pytestmark = pytest.mark.django_db


def again(person: User) -> User:
    """The person as their next page finds them."""
    return User.objects.get(pk=person.pk)


def visible(user: User) -> "QuerySet[Dossier]":
    return Dossier.objects.visible_to(user).order_by("pk")


def titled(rows: "QuerySet[Any]", _user: User) -> "QuerySet[Any]":
    return rows.annotate(titled=F("title"))


def told(found: Any) -> list[dict[str, Any]]:
    """All that these objects hold, those joined to them included."""
    return [_told(one) for one in found]


def _told(one: Any) -> dict[str, Any]:
    held = {name: (type(value), value) for name, value in vars(one).items() if not name.startswith("_")}
    joined = {f"its {name}": value and _told(value) for name, value in one._state.fields_cache.items()}
    return held | joined


def of_another_call(lab: World) -> World:
    """The same lab with another call, led by somebody else."""
    return World(world.open_call("AUTRE"), world.person("second_leader"), lab.people, lab.referents)


#: A question, what it is asked about, and what a page adds to its rows.
Asking = tuple[Asked[Any], tuple[Any, ...], Any]


def all_answered_alike(askings: list[Asking]) -> set[tuple[Asked[Any], Any, bool]]:
    """Asked by everybody of the lab: each question, what is added to it, and whether somebody was told something."""
    seen = set()
    for person in User.objects.order_by("pk"):
        asker, other = again(person), again(person)
        for rank, (question, values, more) in enumerate(askings):
            written = told(question.instances(asker, *values, more=more))
            assert written == told(question.plain(other, *values, more=more)), (person, rank, values)
            seen.add((question, more, bool(written)))
    assert all(None not in question._written.values() for question, _values, _more in askings)
    return seen


def test_everybody_is_answered_as_by_the_queryset_made_for_them() -> None:
    committee = committees.build(3)
    lab = committee.world
    judged, draft, assigned = committees.on_agenda(committee), world.draft(lab), world.assigned(lab)
    call, session = lab.call.pk, committee.session
    for rows in (Dossier.objects.filter(pk=judged.pk), Call.objects.filter(pk=call)):
        rows.update(reserved=1)
    dossiers = [judged, draft, assigned, world.in_challenge(of_another_call(lab))]
    world.co_lead(draft, world.person("co_leader"), by=lab.leader)
    world.read_with(assigned, world.person("reader"), by=lab.leader)
    Interest.objects.create(dossier=judged, person=lab[Role.TEAM], declared_at=clock.now())
    ok(actions.write_message(dossier=assigned, text="Un devis a changé.", by=lab.leader, key=uuid4()))
    note = ok(actions.write_note(dossier=assigned, text="À suivre.", by=lab[Role.TEAM_LEAD], key=uuid4()))
    ok(actions.pin_note(note=note, by=lab[Role.TEAM_LEAD]))
    world.person("auditor_of_one_call", Role.AUDITOR, scope="AUTRE")
    give(lab, world.person("auditor_of_a_session"), Scope(Kind.SESSIONS, sessions=(committee.session,)))
    world.person("team_and_committee", Role.TEAM, Role.COPIL_MEMBER)
    of_the_lab: list[Asking] = [
        (committee_pages._sessions, (session.number,), None),
        (ranking._calls, (), None),
        (ranking._undecided, (call,), None),
        (departures._awaiting, (call, session.pk), None),
        (session_page._visible, (session.pk,), None),
        (money._asked, (), None),
    ]
    seen = all_answered_alike(of_the_lab)
    for dossier in dossiers:
        seen |= all_answered_alike(
            [
                (pages._asked, (dossier.reference,), None),
                (pages._asked, (dossier.reference,), dossier_page._told_by_panels),
                (ball._awake, (dossier.pk,), None),
                (board._asked, (dossier.pk,), None),
                (panels._asked, (dossier.pk,), None),
                (committee_pages._items, (session.number, dossier.reference), None),
                (people._seen, (dossier.pk,), None),
                (board.readable_reviews, (dossier.pk,), None),
                (scores._readable, (Keys([dossier.pk, draft.pk]),), None),
                (readers._visible, (Keys([dossier.pk, draft.pk]),), None),
                (readers._readable, (Keys([dossier.pk]), Keys()), None),
                (readers._readable_there, (Keys(), Keys([dossier.reference]), session.pk), None),
            ]
        )
    questions = {(question, more) for question, more, _found in seen}
    assert len(questions) == 18
    always = {(ball._awake, None, False)}  # in each of these dossiers something is to be done, whoever asks
    assert seen == {(*one, found) for one in questions for found in (True, False)} - always


def test_people_of_the_same_roles_see_each_their_own(django_assert_num_queries: Any) -> None:
    lab = world.build()
    other = of_another_call(lab)
    mine, theirs = world.draft(lab), world.draft(other)
    askers: list[User] = []

    def build(user: User) -> "QuerySet[Dossier]":
        askers.append(user)
        return visible(user)

    question = Asked(build)
    for person, dossier in ((lab.leader, mine), (other.leader, theirs), (lab.leader, mine)):
        asking = again(person)
        assert asking.roles == frozenset()
        with django_assert_num_queries(1):
            assert list(question.instances(asking)) == [dossier]
    assert not {lab.leader, other.leader} & set(askers)  # written with neither of them
    assert len(askers) == 2


def test_a_role_given_or_taken_is_seen_at_once() -> None:
    lab = world.build()
    dossier = world.in_challenge(lab)
    one, other = world.person("one"), world.person("other")
    question = Asked(visible)
    assert [list(question.instances(again(person))) for person in (one, other)] == [[], []]
    held = RoleHolding.objects.create(user=one, role=Role.TEAM, starts_on=world.EARLY)
    assert [list(question.instances(again(person))) for person in (one, other)] == [[dossier], []]
    RoleHolding.objects.filter(pk=held.pk).update(ends_on=world.EARLY)
    assert [list(question.instances(again(person))) for person in (one, other)] == [[], []]


def test_the_day_and_the_hour_are_those_of_the_asking() -> None:
    lab = world.build()
    elsewhere = world.in_challenge(of_another_call(lab))
    auditor, today = world.person("of_two_calls", Role.AUDITOR, scope="NULLE-PART"), clock.today()
    RoleHolding.objects.create(
        user=auditor, role=Role.AUDITOR, scope="AUTRE", starts_on=today, ends_on=today + timedelta(1)
    )
    question = Asked(visible)
    created = Asked(lambda user: visible(user).filter(created_at__gt=clock.now()))
    for days, found in ((0, [elsewhere]), (2, []), (1, [elsewhere]), (-1, [])):
        with clock.at(world.days_later(days)):
            person = again(auditor)
            assert person.roles == {Role.AUDITOR}
            assert (list(question.instances(person)), list(visible(person))) == (found, found)
    with clock.at(elsewhere.created_at - timedelta(seconds=1)):
        assert list(created.instances(again(lab[Role.TEAM]))) == [elsewhere]
    with clock.at(elsewhere.created_at):
        assert list(created.instances(again(lab[Role.TEAM]))) == []


def test_nothing_is_written_for_who_may_ask_nothing() -> None:
    lab = world.build()
    world.in_challenge(lab)
    closed = lab[Role.TEAM]
    closed.is_active = False
    asked_for: list[Any] = []

    def build(user: User) -> "QuerySet[Dossier]":
        asked_for.append(user)
        return visible(user)

    nobody: Any = AnonymousUser()
    question = Asked(build)
    assert [list(question.instances(person)) for person in (closed, nobody)] == [[], []]
    assert [asked is person for asked, person in zip(asked_for, (closed, nobody), strict=True)] == [True, True]


def test_where_django_knows_that_no_row_answers_it_is_asked_each_time(django_assert_num_queries: Any) -> None:
    committee = committees.build(3)
    team = again(committee.lead)
    assert team.roles
    by_number = Asked(lambda _user, number: Session.objects.filter(number=number), int)
    with django_assert_num_queries(0):
        assert list(Asked(lambda _user: Dossier.objects.none()).instances(team)) == []
        assert list(by_number.instances(team, 10**30)) == []
    assert list(by_number.instances(team, committee.session.number)) == [committee.session]


MISTAKES: dict[str, tuple[str, Callable[[User], Any]]] = {
    "a name": ("reads .*last_name", lambda user: Dossier.objects.filter(title=user.last_name)),
    "a service": ("reads .*service", lambda user: Dossier.objects.filter(service=user.service)),
    "a right": ("reads .*is_superuser", lambda user: visible(user) if user.is_superuser else Dossier.objects.none()),
    "what is held": (
        "reads held_today",
        lambda user: Dossier.objects.filter(title__in=[one.scope for one in user.held_today]),
    ),
    "whether it is": ("reads held_today", lambda user: visible(user) if user.held_today else Dossier.objects.none()),
    "missions": (
        "reads held_today",
        lambda user: Dossier.objects.filter(pk__in=[one.pk for one in user.missions_read]),
    ),
    "the database": ("asks the database", lambda _user: Dossier.objects.filter(call__in=list(Call.objects.all()))),
    "another's roles": ("asks the database", lambda user: visible(user).filter(version=len(User(pk=1).roles))),
}


@pytest.mark.parametrize("read", MISTAKES)
def test_a_question_that_reads_more_is_refused(read: str) -> None:
    lab = world.build()
    sentence, build = MISTAKES[read]
    question = Asked(build)
    for _time in range(2):
        with pytest.raises(Unpreparable, match=sentence):
            question.instances(again(lab[Role.TEAM]))


MADE: dict[str, tuple[str, Callable[[User], Any]]] = {
    "another day": ("made out of", lambda _user: RoleHolding.objects.on(clock.today() - timedelta(1))),
    "another key": ("made out of", lambda user: User.objects.filter(pk=user.pk + 1)),
    "a key in words": ("made out of", lambda user: User.objects.annotate(said=Value(f"n° {user.pk}"))),
    "a choice by the key": ("hangs on", lambda user: User.objects.order_by("pk" if user.pk % 2 else "email")),
    "a page by the key": ("hangs on", lambda user: User.objects.all()[: user.pk]),
    "today by another clock": ("of the writing", lambda _user: RoleHolding.objects.on(timezone.localdate())),
    "now by another clock": ("made out of", lambda _user: User.objects.filter(date_joined__lt=timezone.now())),
    "a year": ("made out of", lambda _user: User.objects.annotate(year=Value(clock.today().year))),
    "whether the key is large": ("hangs on", lambda user: User.objects.order_by("pk" if user.pk > 10_000 else "email")),
    "a language": ("made out of", lambda _user: User.objects.annotate(said=Value(translation.get_language()))),
    "other statements": ("of its own", lambda _user: User.objects.prefetch_related("holdings")),
}


@pytest.mark.parametrize("made", MADE)
def test_what_is_made_out_of_the_asking_is_not_written(made: str) -> None:
    lab = world.build()
    sentence, build = MADE[made]
    with pytest.raises(ValueError, match=sentence):
        Asked(build).instances(again(lab[Role.TEAM]))


def test_a_text_is_asked_for_as_it_was_given() -> None:
    lab = world.build()
    with pytest.raises(ValueError, match="made out of"):
        Asked(lambda _user, said: User.objects.filter(email=said.strip().lower()), str).instances(lab.leader, "x")


def test_nobody_else_stands_on_the_day_that_marks_a_writing() -> None:
    lab = world.build()
    writing, seen = Event(), Event()
    days: list[date] = []

    def look() -> None:
        writing.wait(60)
        days.append(clock.today())
        seen.set()

    def build(user: User) -> "QuerySet[Dossier]":
        days.append(clock.today())
        writing.set()
        seen.wait(60)
        return visible(user)

    other = Thread(target=look)
    other.start()
    Asked(build).instances(again(lab[Role.TEAM]))
    other.join()
    assert [day.year > 9000 for day in days] == [True, False, True]


def test_what_is_read_by_more_than_its_column_is_read_so() -> None:
    lab = world.build()
    dossier = world.draft(lab)
    held = Section.objects.filter(dossier=dossier).annotate(key=F("data__title"), whole=F("data"))
    asked = Prepared(lambda pk: held.filter(dossier=pk), UUID)
    assert told(asked.instances(dossier.pk)) == told(held)


def test_what_adds_to_the_rows_is_a_function_of_a_module() -> None:
    lab = world.build()
    dossier, question = world.in_challenge(lab), Asked(visible)
    (found,) = question.instances(again(lab[Role.TEAM]), more=titled)
    assert (found, found.titled) == (dossier, dossier.title)  # type: ignore[attr-defined] # annotated
    (plain,) = question.instances(again(lab[Role.TEAM]))
    assert not hasattr(plain, "titled")

    def bound(rows: "QuerySet[Any]", _user: User) -> "QuerySet[Any]":
        return rows.filter(pk=dossier.pk)

    for more in (bound, lambda rows, _user: rows):
        with pytest.raises(Unpreparable, match="anew"):
            question.instances(again(lab[Role.TEAM]), more=more)


def test_only_a_day_that_never_comes_marks_the_clock(settings: Any) -> None:
    settings.PRODUCTION = True
    never = datetime(9500, 1, 1, tzinfo=UTC)
    with clock.marked(never):
        assert clock.now() == never
    assert clock.today() < date(9000, 1, 1)
    with pytest.raises(ValueError, match="never comes"), clock.marked(clock.now()):
        pass
    with pytest.raises(ImproperlyConfigured), clock.at(never):
        pass
