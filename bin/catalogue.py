"""The English catalogue: every French sentence of the code, with its translation.

bin/catalogue.py            brings locale/en up to date with the code, and compiles it
bin/catalogue.py --check    exit 1 when that would change something, or when a translation lacks
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PO = Path("locale/en/LC_MESSAGES/django.po")
MO = PO.with_suffix(".mo")
ELSEWHERE = shutil.ignore_patterns(".*", "var", "static", "docs", "tests", "bench", "__pycache__")


def run(*command: str, cwd: Path) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def fresh(copy: Path) -> None:
    """Brings the catalogue of a copy of the sources up to date: makemessages litters the folder it works in."""
    shutil.copytree(ROOT, copy, ignore=ELSEWHERE)
    run(sys.executable, "manage.py", "makemessages", "-l", "en", "--no-obsolete", "--no-location", cwd=copy)
    run("msgfmt", "--check", "-o", str(MO), str(PO), cwd=copy)


def sentences(po: Path) -> list[str]:
    """The catalogue without the date of its making, the only line that changes with nothing new to say."""
    return [line for line in po.read_text().splitlines() if not line.startswith('"POT-Creation-Date')]


def faults(copy: Path) -> list[str]:
    """What `--check` complains of."""
    if not (ROOT / PO).exists() or sentences(ROOT / PO) != sentences(copy / PO):
        return [f"{PO} is stale: run bin/catalogue.py, then translate what is new"]
    lacking = run("msgattrib", "--untranslated", "--no-obsolete", str(PO), cwd=copy)
    doubtful = run("msgattrib", "--only-fuzzy", "--no-obsolete", str(PO), cwd=copy)
    if lacking or doubtful:
        return [f"{PO} lacks translations:", lacking, doubtful]
    if not (ROOT / MO).exists() or run("msgunfmt", str(ROOT / MO), cwd=copy) != run("msgunfmt", str(MO), cwd=copy):
        return [f"{MO} is stale: run bin/catalogue.py"]
    return []


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "jalon"
        try:
            fresh(copy)
        except subprocess.CalledProcessError as error:
            print(error.stderr)
            return 1
        if sys.argv[1:] == ["--check"]:
            found = faults(copy)
            print("\n".join(found))
            return 1 if found else 0
        (ROOT / PO).parent.mkdir(parents=True, exist_ok=True)
        for kept in (PO, MO):
            shutil.copy(copy / kept, ROOT / kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
