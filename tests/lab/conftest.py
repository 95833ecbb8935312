"""The demo lab, built once for the whole run by the very command that people type, in a folder of its own."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as site
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from dossiers.models import Call
from lab.demo.calls import CODES
from lab.demo.fates import PAST_DAYS
from tests import databases
from tests.lab.portrait import portrait

ROOT = Path(site.BASE_DIR)


@dataclass(frozen=True)
class Built:
    """What `manage.py demo` made and said, on which day, and what its past call looked like."""

    folder: Path
    said: str
    noon: datetime
    past: dict[str, Any]


def manage(folder: Path, *words: str) -> str:
    """A command of the project on that folder's database, with its own settings; what it printed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "JALON_VAR": str(folder), "DEMO": "1"}
    ran = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    return ran.stdout


@contextmanager
def instead(database: Path) -> Iterator[None]:
    """The tests' connection on that SQLite file, whose rows are then anyone's to change."""
    tests_own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = tests_own
        ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def built(django_db_setup: None, django_db_blocker: Any) -> Built:
    """Made by the first of the parallel workers that needs it; the others wait for it."""
    assert connection.vendor == "sqlite"  # the demo lab is a SQLite file
    folder = Path(os.environ["JALON_TEST_RUN"], "demo-lab")
    (folder / "static").mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / "said.txt"
        if not told.exists():
            shutil.copy(databases.sqlite_file(), folder / "jalon.sqlite3")
            told.write_text(manage(folder, "demo"))
    with django_db_blocker.unblock(), instead(folder / "jalon.sqlite3"):
        past = Call.objects.get(code=CODES[0])
        day = past.opens_on - timedelta(days=PAST_DAYS.opens)
        noon = datetime.combine(day, time(12), UTC)
        return Built(folder, told.read_text(), noon, portrait(past))


@pytest.fixture
def lab(built: Built, tmp_path: Path, settings: LazySettings, django_db_blocker: Any) -> Iterator[Built]:
    """The demo lab as the test's database: a copy, thrown away afterwards; its joined files are the ones built."""
    settings.MEDIA_ROOT = built.folder / "media"
    copy = shutil.copy(built.folder / "jalon.sqlite3", tmp_path / "lab.sqlite3")
    with django_db_blocker.unblock(), instead(Path(copy)):
        yield built
