"""The project's own settings, with a folder of the run's own in place of var/.

The SQLite database is a real file there, as in production: the live server's threads and child processes reach it,
and its locks are the real ones. Only what costs time and changes no behaviour is cheaper.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "JALON_TEST_RUN" not in os.environ:  # the parallel workers inherit it
    os.environ["JALON_TEST_RUN"] = tempfile.mkdtemp(prefix="jalon-test-")
    atexit.register(shutil.rmtree, os.environ["JALON_TEST_RUN"], ignore_errors=True)
RUN_DIR = Path(os.environ["JALON_TEST_RUN"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
(RUN_DIR / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns of a static root that is not there
os.environ["JALON_VAR"] = str(RUN_DIR)
for name in (
    "JALON_PRODUCTION",
    "JALON_DEBUG",
    "JALON_BRANDING",
    "JALON_SITE_URL",
    "JALON_SMTP_HOST",
    "JALON_LANGUAGE",
    "DEMO",
):
    os.environ.pop(name, None)  # a test that wants one sets it
os.environ.pop("JALON_CLAMD", None)
# SQLite is the site's own; where PGDATABASE names another one, on a server to be thrown away, tests go there as well.
POSTGRESQL = os.environ.setdefault("JALON_TEST_POSTGRESQL", os.environ.pop("PGDATABASE", ""))

from config.databases import sqlite  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import TEMPLATES  # noqa: E402
from tests.undefined import Undefined  # noqa: E402

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
WHITENOISE_USE_FINDERS = False  # it would list every static file for each test's client; the live server has its own
PASSWORD_HASHERS = ["tests.hashers.CheapArgon2"]
DATABASES = {"default": sqlite(RUN_DIR / "jalon.sqlite3", synchronous="OFF")}
