"""The English catalogue: every French sentence of the code, with its translation.

bin/catalogue.py            brings locale/en up to date with the code, compiles it, and says what lacks
bin/catalogue.py --check    writes nothing; exit 1 when a translation lacks, or when the compiled file is another’s

gettext's guesses (a translation borrowed from a sentence that looks alike) are never taken: a new sentence has none.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PO = Path("locale/en/LC_MESSAGES/django.po")
MO = PO.with_suffix(".mo")
ELSEWHERE = shutil.ignore_patterns(".*", "var", "static", "docs", "tests", "bench", "locale", "__pycache__")
SHOWN = 20


def run(*command: str | Path, cwd: Path) -> str:
    """What the command printed, complaints included; raises CalledProcessError."""
    done = subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def fresh(copy: Path) -> str:
    """Makes the catalogue anew in a copy of the sources, for makemessages litters; what gettext complained of."""
    shutil.copytree(ROOT, copy, ignore=ELSEWHERE)
    (copy / PO).parent.mkdir(parents=True)
    said = run(sys.executable, "manage.py", "makemessages", "-l", "en", "--no-location", cwd=copy)
    bare = (copy / PO).rename(copy / "bare.po")
    bare.write_text(read(bare.read_text()))
    run("msguniq", "--use-first", "-o", PO, bare, cwd=copy)
    if (ROOT / PO).exists():
        bare = (copy / PO).rename(bare)
        run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", PO, ROOT / PO, bare, cwd=copy)
        run("msgattrib", "--no-obsolete", "-o", PO, PO, cwd=copy)
    run("msgfmt", "--check", "-o", MO, PO, cwd=copy)
    return "\n".join(line for line in said.splitlines() if not line.startswith("processing locale"))


def read(text: str) -> str:
    """The messages as Python reads them: gettext leaves the \\u00a0 of a source as it is typed."""
    return re.sub(r"\\\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def sentences(po: Path) -> list[str]:
    """The catalogue without the date of its making, the only line that changes with nothing new to say."""
    return [line for line in po.read_text().splitlines() if not line.startswith('"POT-Creation-Date')]


def without_translation(copy: Path) -> list[str]:
    """The sentences whose translation is missing or marked as a guess, each on one line."""
    found = []
    for which in ("--untranslated", "--only-fuzzy"):
        listed = run("msgattrib", which, "--no-obsolete", "--no-wrap", PO, cwd=copy)
        found += re.findall(r'^msgid "(.+)"$|^msgid ""\n"(.+)"$', listed, re.MULTILINE)
    return [one or several for one, several in found]


def faults(copy: Path, complaints: str) -> list[str]:
    """What is wrong with the catalogue as it stands in the sources, one line each."""
    found = [complaints] if complaints else []
    lacking = without_translation(copy)
    if lacking:
        found.append(f"{PO} lacks {len(lacking)} translations:")
        found += [f"  {sentence}" for sentence in lacking[:SHOWN]] + (["  …"] if len(lacking) > SHOWN else [])
    return found


def stale(copy: Path) -> list[str]:
    """Whether the compiled file is the catalogue’s; a translation that no sentence asks for any more is no fault."""
    if not (ROOT / PO).exists():
        return [f"{PO} is missing: run bin/catalogue.py, then translate"]
    run("msgfmt", "-o", copy / "kept.mo", ROOT / PO, cwd=copy)
    if (ROOT / MO).exists() and run("msgunfmt", ROOT / MO, cwd=copy) == run("msgunfmt", "kept.mo", cwd=copy):
        return []
    return [f"{MO} is stale: run bin/catalogue.py"]


def keep(copy: Path) -> None:
    """Copies the two files into the sources, when they say something new."""
    if not (ROOT / PO).exists() or sentences(ROOT / PO) != sentences(copy / PO) or stale(copy):
        (ROOT / PO).parent.mkdir(parents=True, exist_ok=True)
        for kept in (PO, MO):
            shutil.copy(copy / kept, ROOT / kept)


def main() -> int:
    checking = sys.argv[1:] == ["--check"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "jalon"
        try:
            found = faults(copy, fresh(copy))
            found += stale(copy) if checking else []
        except subprocess.CalledProcessError as error:
            print(error.stdout)
            return 1
        if not checking:
            keep(copy)
        total = (copy / PO).read_text().count("\nmsgid ") - 1
    print("\n".join(found or [f"{total} sentences, all translated"]))
    return 1 if found and checking else 0


if __name__ == "__main__":
    sys.exit(main())
