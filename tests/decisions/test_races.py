"""Real processes at one signature, or at the last euros of an envelope: one result, nothing half-done."""

import json
import signal
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import User
from decisions import actions
from decisions.models import Act
from dossiers.models import Call
from notifications.models import Message
from tests.decisions.desk import Desk, desk
from tests.decisions.test_preparing import prepared
from tests.world import fresh, ok
from workflow import clock
from workflow.gesture import new_key
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)

#: Signs in to the database, says so, waits for the others, signs or prepares, tells what it was answered.
CHILD = """
import json, sys
import django
django.setup()
from accounts.models import User
from decisions import actions
from decisions.models import Act
from workflow.verdict import Refusal

verb, act, person, key = sys.argv[1:]
act = Act.objects.select_related("dossier").get(pk=act)
by = User.objects.get(pk=person)
print("ready", flush=True)
sys.stdin.readline()
if verb == "sign":
    answer = actions.sign(dossier=act.dossier, kind=act.kind, seal=act.pdf_sha256, by=by, key=key)
else:
    answer = actions.prepare_act(dossier=act.dossier, kind=Act.Kind(act.kind), by=by)
if isinstance(answer, Refusal):
    said = [answer.why.code, *(unmet.code for unmet in answer.unmet)]
else:
    said = ["again" if getattr(answer, "replayed", False) else "done"]
print(json.dumps(said), flush=True)
"""
#: Signs, and is killed as soon as the dossier's move writes its log entry.
KILLED = """
import os, signal, sys
import django
django.setup()
from accounts.models import User
from decisions import actions
from decisions.models import Act
import workflow.perform

workflow.perform.append = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
act = Act.objects.select_related("dossier").get(pk=sys.argv[1])
by = User.objects.get(pk=sys.argv[2])
actions.sign(dossier=act.dossier, kind=act.kind, seal=act.pdf_sha256, by=by, key="once")
"""


def at_once(children: dict[str, str], *asked: tuple[str, Act, User, str]) -> list[list[str]]:
    """What each process was answered, all let go at the same instant."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, verb, str(act.pk), str(by.pk), key],
            env=children,
            cwd=Path.cwd(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for verb, act, by, key in asked
    ]
    for child in running:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n", child.communicate()[1]
    for child in running:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    answers = []
    for child in running:
        told, failed = child.communicate(timeout=120)
        assert child.returncode == 0, failed
        answers.append(json.loads(told))
    return answers


def waiting(*beneficiaries: dict[str, str]) -> tuple[Desk, list[Act]]:
    """Acts prepared today for dossiers that the committee decided on; the other processes have no other clock."""
    with clock.at(clock.now() - timedelta(days=20)), desk(*beneficiaries) as d:
        return d, [ok(d.prepare(dossier=one)) for one in d.dossiers]


def signatures(act: Act) -> int:
    return LogEntry.objects.filter(case_id=act.dossier_id, event="sign_grant").count()


def test_eight_signatures_of_one_act_leave_one(children: dict[str, str], postgresql: None) -> None:
    d, (act,) = waiting()
    key = new_key()
    same = [("sign", act, d.signatory, key)] * 4
    others = [("sign", act, d.signatory, new_key()) for _ in range(4)]
    answers = at_once(children, *same, *others)
    assert answers.count(["done"]) == 1
    assert all(answer[0] in {"done", "again", "wrong_state"} for answer in answers)
    assert (signatures(act), prepared(act).status) == (1, "in_force")
    assert Message.objects.filter(template="decision_notified").count() == 1
    assert Call.objects.get().signed == Decimal(18000)


def test_two_signatures_on_the_last_euros_never_pass_the_envelope(children: dict[str, str], postgresql: None) -> None:
    d, acts = waiting({}, {})
    Call.objects.update(envelope=Decimal("20000.00"), reserved=Decimal(0))
    type(d.dossier).objects.update(reserved=Decimal(0))  # as if the envelope had been lowered and nothing held
    answers = at_once(children, *[("sign", act, d.signatory, new_key()) for act in acts])
    assert sorted(answers) == [["done"], ["unmet", "within_envelope"]]
    assert sorted(fresh(act.dossier).state for act in acts) == ["granted", "signature"]
    assert Call.objects.get().signed == Decimal(18000)


def test_a_signature_against_a_new_preparation(children: dict[str, str], postgresql: None) -> None:
    """Either the act signed is the one that was read, or nothing is signed."""
    d, (act,) = waiting()
    Call.objects.update(title="Un autre intitulé")  # so that the new preparation says something else
    signed, again = at_once(children, ("sign", act, d.signatory, new_key()), ("prepare", act, d.signatory, ""))
    assert signed == ["unmet", "act_current"]
    assert (again, prepared(act).status) == (["done"], "prepared")


def test_a_process_killed_in_the_middle_of_a_signature_leaves_the_act_prepared(children: dict[str, str]) -> None:
    d, (act,) = waiting()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(act.pk), str(d.signatory.pk)],
        env=children,
        cwd=Path.cwd(),
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    now = prepared(act)
    assert (now.status, now.signed_at, d.dossier.state, Call.objects.get().signed) == ("prepared", None, "signature", 0)
    outcome = actions.sign(dossier=now.dossier, kind=now.kind, seal=now.pdf_sha256, by=d.signatory, key="once")
    assert ok(outcome).state == "granted"
