"""What is slow to load waits until somebody asks for it: every page and every command would pay for it."""

import subprocess
import sys

from django.conf import settings

STARTED = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("check")
print(*sorted({"odfdo", "pyhanko", "weasyprint", "xlsxwriter"} & sys.modules.keys()))
"""


def test_the_site_starts_without_what_makes_documents_and_workbooks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=settings.BASE_DIR, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == ""
