"""A strict suite: warnings and undefined template variables are errors, and each test leaves a sound database.

statements    `with statements(at_most=10): client.get(…)`, see statements.py
database      the one the test stands on: each that asks a database is tried on both, see databases.py
postgresql    for what only PostgreSQL can show
live          the site and a real browser, see browser.py; `assert_accessible(page)` is there too
clamd         the site has a real antivirus, see antivirus.py
at_ten        the clock stands at ten in the morning: a test that counts hours passes at midnight too
children      the environment in which a child process reaches the test's database, see processes.py
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.core.cache import cache
from django.core.management import get_commands
from django.core.management.commands.flush import Command as Flush
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as properties

from tests import databases, layouts, scenes
from tests.frames import in_one_piece
from tests.statements import Statements, counted
from workflow import clock

pytest_plugins = ["tests.antivirus", "tests.browser", "tests.seals"]
_outcome = pytest.StashKey[bool]()
_patches: list[pytest.MonkeyPatch] = []
_replaced: list[Any] = []


class Restored(Flush):
    """What a test that commits ends with, in place of `flush`, which the triggers of the log would refuse."""

    def handle(self, **_options: object) -> None:
        databases.restore()


def pytest_configure(config: pytest.Config) -> None:
    # How long an example takes on a busy machine says nothing of the property.
    properties.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    properties.load_profile("patient")
    get_commands()["flush"] = Restored()
    gc.disable()  # until all is loaded


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        databases.drop()


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _asks_the_database(item: pytest.Item) -> bool:
    """Whether the test may reach the database: pytest-django refuses it to every other one."""
    asks = {"db", "transactional_db", "live_server"} & _fixtures(item)
    return bool(asks) or item.get_closest_marker("django_db") is not None


def _may_differ(test: pytest.Item) -> bool:
    """Whether the databases may end otherwise: the test commits for real, or says so itself."""
    commits = any(mark.kwargs.get("transaction") for mark in test.iter_markers("django_db"))
    return commits or "transactional_db" in _fixtures(test) or test.get_closest_marker("differs") is not None


def _goes_to(test: pytest.Item) -> tuple[str, ...]:
    """Where it is tried: SQLite is enough for what asks no database, drives a browser or handles PDF files."""
    vendors = databases.vendors()
    if not _asks_the_database(test) or any(test.get_closest_marker(name) for name in ("browser", "pdf")):
        return ("sqlite",)
    if "postgresql" in _fixtures(test):
        return vendors[-1:]
    return vendors


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    vendors = _goes_to(metafunc.definition)
    if vendors != ("sqlite",):
        metafunc.parametrize("database", vendors, indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    call = getattr(item, "callspec", None)
    databases.stand_on(call.params.get("database", "sqlite") if call else "sqlite")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Has each worker begin with its share of what is long, so that none is left alone with it at the end. All of the
    demo lab goes to the worker that builds it: the others need not wait. A browser often has its test wait: such tests
    are spread among the others, to fill the time.
    """
    yield
    demo = [item for item in items if "built" in _fixtures(item)]
    long = [item for item in items if item.get_closest_marker("long") and item not in demo]
    begun = {*demo, *long}
    rest = [item for item in items if item not in begun]
    waiting = [item for item in rest if item.get_closest_marker("browser")]
    filling = [item for item in rest if not item.get_closest_marker("browser")]
    places = {item: n / len(group) for group in (waiting, filling) for n, item in enumerate(group)}
    rest.sort(key=places.__getitem__)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    begin = [long[n::workers] for n in reversed(range(workers))]
    begin[0] = [*demo, *begin[0]]
    left = len(items)
    items.clear()
    for n, mine in enumerate(begin):  # the list is cut into as many runs as there are workers, of one length
        share = left // (workers - n)
        fill = max(share - len(mine), 0)
        items += [*mine, *rest[:fill]]
        del rest[:fill]
        left -= share
    items += rest


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """pytest's own, with room for its calls. A plugin that runs tests again would have to be called here."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    in_one_piece(partial(runtestprotocol, item, nextitem=nextitem))
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """In place of pytest-django's own, which knows one database."""
    with django_db_blocker.unblock():
        databases.make()


@pytest.fixture(autouse=True)
def database() -> str:
    """The vendor of the database that `connection` is. What is counted in the cache is counted of this test alone: no
    transaction takes it back.
    """
    cache.clear()
    return connection.vendor


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[_outcome] = report.passed
    return report


class Patches(pytest.MonkeyPatch):
    """pytest's own, which is known of as long as the test lasts, as is each block that it opens (`context`)."""

    def __init__(self) -> None:
        super().__init__()
        _patches.append(self)


@pytest.fixture
def monkeypatch() -> Iterator[pytest.MonkeyPatch]:
    """pytest's own; scenes are played by their verbs, and documents laid out, while it has something replaced."""
    with Patches.context() as patches:
        yield patches
    _patches.clear()


@pytest.fixture
def settings(settings: Any) -> Iterator[Any]:
    """pytest-django's own; scenes are played by their verbs, and documents laid out, while it has replaced more than
    where files are kept.
    """
    _replaced.append(settings)
    yield settings
    _replaced.remove(settings)


def _changed() -> bool:
    """Whether something of the code or the settings is replaced now."""
    overrides = [override for wrapper in _replaced for override in wrapper._to_restore]
    if any(override.options.keys() != {"MEDIA_ROOT"} for override in overrides):
        return True
    return any(patch._setattr or patch._setitem for patch in _patches)


@pytest.fixture(autouse=True)
def _database_is_sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that used the database and passed, every invariant holds, unless it broke one on purpose. Of a test
    that leaves the same on both databases SQLite is asked, where asking costs less: `-k postgresql` leaves that out.
    """
    if not _asks_the_database(request.node):
        yield
        return
    request.getfixturevalue("db")
    alone = connection.in_atomic_block  # else it commits, and at its end all is put back
    with scenes.staged(by_verbs_alone=not alone, changed=_changed) as stage:
        yield
    if not alone:
        scenes.forget()
    passed = request.node.stash.get(_outcome, False)
    alike = len(_goes_to(request.node)) > 1 and not _may_differ(request.node) and not stage.played
    asked = connection.vendor == "sqlite" or not alike
    if passed and asked and not stage.proven and not request.node.get_closest_marker("breaks_invariants"):
        from tests.sound import violations  # once all is loaded: it reads what every room declares

        found = list(violations())
        assert not found, "the test leaves an unsound database:\n" + "\n".join(found)


@pytest.fixture(autouse=True)
def _documents_are_laid_out_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Unless the test is one of those that show what laying out does, or drives a whole site."""
    real = any(request.node.get_closest_marker(name) for name in ("browser", "pdf"))
    with nullcontext() if real else layouts.made_once(_changed):
        yield


@pytest.fixture
def statements(db: None) -> Callable[..., AbstractContextManager[Statements]]:
    """Counts a block's statements without those of the transaction, the session and its user."""
    return counted


@pytest.fixture
def postgresql() -> None:
    """The test goes to PostgreSQL alone; without one it is skipped."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


@pytest.fixture
def at_ten() -> Iterator[datetime]:
    """The clock stands at ten in the morning of this day, in the lab's time zone."""
    with clock.at(timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)):
        yield clock.now()


@pytest.fixture
def children(transactional_db: None) -> dict[str, str]:
    """The environment for `subprocess` in which the project's own settings find the test's database and files."""
    name = str(connection.settings_dict["NAME"])
    found = {"PGDATABASE": name} if connection.vendor == "postgresql" else {}
    return os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | found
