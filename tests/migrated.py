"""The tables of an empty database, made once for the run by the very command that makes a site's, then copied."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

#: On PostgreSQL, the database that the others are copies of.
TEMPLATE = "jalon_migrated"


def sqlite_file() -> Path:
    """The migrated file of this run, which nobody writes to."""
    folder = _folder()
    with (folder / "sqlite-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made.sqlite3"
        if not made.exists():
            _migrate({"JALON_VAR": str(folder)})
            (folder / "jalon.sqlite3").rename(made)  # closed by its last reader: nothing is left beside it
    return made


def begin_with_a_copy() -> None:
    """This process's test database is a copy of the migrated one, and is not migrated again."""
    test = connection.settings_dict["TEST"]
    test["MIGRATE"] = False
    if connection.vendor == "sqlite":
        shutil.copy(sqlite_file(), connection.settings_dict["NAME"])
        return
    test["TEMPLATE"] = TEMPLATE
    with (_folder() / "postgresql-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = _folder() / "postgresql-made"
        if not done.exists():
            with psycopg.connect(dbname="postgres", autocommit=True) as server:
                server.execute(f"CREATE DATABASE {TEMPLATE}")
            _migrate({"PGDATABASE": TEMPLATE, "JALON_VAR": str(_folder())})
            done.touch()


def _folder() -> Path:
    folder = Path(os.environ["JALON_TEST_RUN"], "migrated")
    (folder / "static").mkdir(parents=True, exist_ok=True)
    return folder


def _migrate(where: dict[str, str]) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "PGDATABASE"}
    environ |= {"DJANGO_SETTINGS_MODULE": "config.settings"} | where
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=settings.BASE_DIR, env=environ, check=True)
