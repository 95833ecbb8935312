"""The databases that Jalon runs on, in the words of Django's settings; libpq reads the other PG* variables itself."""

from pathlib import Path
from typing import Any


def postgresql(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Compiling the board's statement takes a hundred times what running it does, and is done anew each time.
        "OPTIONS": {"options": "-c jit=off"},
    }


def sqlite(file: Path, *, synchronous: str = "FULL") -> dict[str, Any]:
    """A vote must survive a power cut (FULL), and two writers must queue, not fail (IMMEDIATE)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON;",
        },
    }
