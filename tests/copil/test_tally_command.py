"""`manage.py tally` as the secretary runs it: a process, a file or standard input, an exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
NBSP = "\u00a0"

EXAMPLE = {
    "rules": {"quorum": "1/2", "majority": "cast", "casting_vote": True, "second_convocation": "none"},
    "mode": "live",
    "window": {"opens": "2026-12-03T09:00:00Z", "closes": "2026-12-03T12:00:00Z"},
    "seats": [
        {"id": "A", "kind": "chair", "attends": "titular"},
        {"id": "B", "kind": "member", "attends": "substitute"},
        {"id": "C", "kind": "member", "attends": "no"},
        {"id": "D", "kind": "qualified", "attends": "titular"},
    ],
    "proxies": [{"giver": "C", "holder": "A"}],
    "interests": ["D"],
    "ballots": [
        {"seat": "A", "choice": "pour", "at": "2026-12-03T09:10:00Z"},
        {"seat": "C", "choice": "contre", "cast_by": "A", "at": "2026-12-03T09:10:30Z"},
    ],
}


def run(case="-", content=b"", **environment) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "manage.py", "tally", str(case)],
        cwd=ROOT,
        input=content,
        capture_output=True,
        timeout=60,
        check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
    )


def test_example_of_the_rules_gives_its_printed_output(tmp_path):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(EXAMPLE))
    done = run(file)
    assert (done.returncode, done.stderr) == (0, b"")
    output = json.loads(done.stdout)
    reasons = output.pop("reasons")
    assert output == {
        "quorum": {"seats": 3, "present": 3, "required": 2, "met": True},
        "counts": {"pour": 1, "contre": 1, "abstention": 0, "nppv": 0},
        "casting_vote": True,
        "outcome": "adopted",
        "refused": [],
    }
    assert len(reasons) == 7
    assert "prépondérante" in reasons[-1]


def test_a_case_is_read_from_standard_input_and_told_without_accents_where_there_are_none():
    content = json.dumps(EXAMPLE).encode()
    plain, accented = run(content=content, PYTHONIOENCODING="ascii"), run("-", content)
    assert plain.returncode == 0
    assert json.loads(plain.stdout)["outcome"] == "adopted"
    assert plain.stdout.isascii()
    assert json.loads(plain.stdout) == json.loads(accented.stdout)


def test_database_is_not_needed(tmp_path):
    """Neither made nor opened: its folder does not exist, and its server does not answer."""
    content = json.dumps(EXAMPLE).encode()
    nowhere = tmp_path / "var"
    assert run(content=content, JALON_VAR=str(nowhere), PGDATABASE="").returncode == 0
    assert not nowhere.exists()
    assert run(content=content, PGDATABASE="none", PGHOST=str(tmp_path)).returncode == 0


def test_malformed_vote_is_one_french_sentence_and_exit_status_2():
    done = run(content=json.dumps(EXAMPLE | {"mode": "postal"}).encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().replace(NBSP, " ") == (
        "La valeur « postal » de mode est inconnue (attendu : live, asynchronous).\n"
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none.json", "Le fichier {path} n’existe pas.\n"),
        ("folder", "{path} est un dossier et non un fichier.\n"),
        ("loop.json", "Le fichier {path} ne peut pas être lu.\n"),
        ("latin.json", "Le vote n’est pas un texte UTF-8.\n"),
        ("deep.json", "Le vote est un JSON aux niveaux trop nombreux.\n"),
    ],
)
def test_file_that_is_no_vote_is_told_in_one_sentence(tmp_path, capsys, name, told):
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe{}")
    (tmp_path / "deep.json").write_text("[" * 200_000)
    with pytest.raises(SystemExit) as stopped:
        call_command("tally", str(tmp_path / name))
    assert stopped.value.code == 2
    assert capsys.readouterr() == ("", told.format(path=tmp_path / name))


def test_closed_standard_input_is_told_in_one_sentence():
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec '{sys.executable}' manage.py tally - <&-"],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "L’entrée standard est fermée.\n"
