"""The databases of one process of tests: SQLite, and PostgreSQL beside it where `bin/with_postgres` gives one.

A test that asks the database is tried on each of them in the same process, which imports the project, reads its
templates and lays out its documents once for both. `connection` is whichever the test stands on. Their tables are made
once for the run, by the very command that makes a site's; each process begins with a copy.
"""

import fcntl
import functools
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from config.databases import postgresql
from workflow.triggers import standing_triggers

#: The rows of a database that was just migrated, and the numbers that come next: a schema of the same tables.
BEFORE = """
CREATE SCHEMA before;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('CREATE TABLE before.%1$I AS TABLE public.%1$I', name);
    END LOOP;
END $$;
CREATE TABLE before."the numbers" AS SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
"""
#: Those that stand on PostgreSQL then, by name, and what they do.
_triggers: dict[str, str] = {}
FUNCTIONS = "SELECT proname, md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


def _named(what: str) -> str:
    """A database of this run on PostgreSQL."""
    return f"{Path(os.environ['JALON_TEST_RUN']).name.replace('-', '_')}_{what}"


def vendors() -> tuple[str, ...]:
    return ("sqlite", "postgresql") if settings.POSTGRESQL else ("sqlite",)


@functools.cache
def _connections() -> dict[str, BaseDatabaseWrapper]:
    """This process's own, by vendor."""
    found = {connection.vendor: connections["default"]}
    if settings.POSTGRESQL:
        name = _named(os.environ.get("PYTEST_XDIST_WORKER", "main"))
        found["postgresql"] = ConnectionHandler({"default": postgresql(name)})["default"]
    return found


def stand_on(vendor: str) -> None:
    """`connection` is that database, in this thread and in those that begin from now on."""
    if connection.vendor != vendor:
        chosen = _connections()[vendor]
        connections.settings["default"] = chosen.settings_dict
        connections["default"] = chosen
        ContentType.objects.clear_cache()  # it goes by the connection's name, which is the same


def make() -> None:
    """This process's databases, as they are before any test."""
    for vendor, one in _connections().items():
        name = one.settings_dict["NAME"]
        if vendor == "sqlite":
            shutil.copy(sqlite_file(), name)
        else:
            _begin_from_template(name)
            _triggers.update(_laid(one))


def restore() -> None:
    """The one stood on is what it was before the first test: its rows, its triggers, the numbers that come next."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")  # what is still being written is told here: the copy would wait for ever
            cursor.execute("ROLLBACK")
        with closing(sqlite3.connect(f"file:{sqlite_file()}?immutable=1", uri=True)) as made:
            made.backup(connection.connection)
        return
    if _laid(connection) != _triggers:
        emit_post_migrate_signal(0, False, connection.alias)
    with connection.cursor() as cursor:
        cursor.execute(_back_to_before())


def _laid(one: BaseDatabaseWrapper) -> dict[str, str]:
    with one.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        return standing_triggers(one) | {f"{name}()": digest for name, digest in cursor.fetchall()}


@functools.cache
def _back_to_before() -> str:
    """To delete the few rows of a test takes a fraction of what to truncate every table does. Only a superuser may, in
    any order and in spite of the log's triggers; the tests' own server makes one of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'before'::regnamespace")
        tables = [name for (name,) in cursor.fetchall() if name != "the numbers"]
        filled = []
        for name in tables:
            cursor.execute(f'SELECT FROM before."{name}" LIMIT 1')
            filled += [name] * cursor.rowcount
    return ";".join(
        [
            "BEGIN",
            "SET LOCAL session_replication_role = replica",
            *(f'DELETE FROM "{name}"' for name in tables),  # noqa: S608
            *(f'INSERT INTO "{name}" TABLE before."{name}"' for name in filled),
            "SELECT setval(format('%I', sequencename)::regclass, coalesce(last_value, 1), last_value IS NOT NULL) "
            'FROM before."the numbers"',
            "COMMIT",
        ]
    )


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


def _begin_from_template(name: str) -> None:
    template = _named("migrated")
    with (
        (_folder() / "postgresql-lock").open("w") as lock,
        psycopg.connect(dbname="postgres", autocommit=True) as server,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = _folder() / "postgresql-made"
        if not done.exists():
            server.execute(f"DROP DATABASE IF EXISTS {template}")  # half migrated by a process that failed
            server.execute(f"CREATE DATABASE {template}")
            _migrate({"PGDATABASE": template, "JALON_VAR": str(_folder())})
            with psycopg.connect(dbname=template) as made:
                made.execute(BEFORE)
            done.touch()
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def drop() -> None:
    """At the end of the run, nothing of it stays on the server."""
    if settings.POSTGRESQL and (_folder() / "postgresql-lock").exists():
        with psycopg.connect(dbname="postgres", autocommit=True) as server:
            pattern = _named("").replace("_", r"\_") + "%"
            ours = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (pattern,)).fetchall()
            for (name,) in ours:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _folder() -> Path:
    folder = Path(os.environ["JALON_TEST_RUN"], "migrated")
    (folder / "static").mkdir(parents=True, exist_ok=True)
    return folder


def _migrate(where: dict[str, str]) -> None:
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | where
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=settings.BASE_DIR, env=environ, check=True)
