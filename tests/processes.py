"""Real processes at one gesture: let go at the same instant, or killed (kill -9) one after another, wherever they are.

A *gesture* is a generator function at the top of a test module, `def signing(act, person): …`: what stands before its
one bare `yield` is getting ready, what follows is done once all the others are ready too; what it returns is its
answer, as JSON. It runs in a process of its own, under the project's own settings (`children`, see conftest.py).

To load the project is what takes long in a new process: one, the *mother*, has done so and never asks anything of the
database; it is forked for each request, and what stands for that request is forked again for each gesture.
"""

import atexit
import functools
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

#: A gesture under way: ready once it has yielded.
Making = Generator[None, None, Any]
Gesture = Callable[..., Making]
PATIENCE = 240  # seconds, on a machine that is doing a lot else
DEATHS = 1000  # at one gesture: more is a step that begins again for ever


@dataclass(frozen=True)
class Deaths:
    """How many processes were killed in the middle of a gesture, and the answer of the one that was let through."""

    killed: int
    answer: Any


def at_once(children: dict[str, str], *asked: tuple[Any, ...]) -> list[Any]:
    """What each process was answered, all let go at the same instant: `at_once(children, (signing, act.pk, by.pk), …)`.

    Arguments are given as text.
    """
    return _told(children, "race", [[*_named(gesture), *map(str, said)] for gesture, *said in asked])


def killed_everywhere(children: dict[str, str], gesture: Gesture, *said: Any) -> Deaths:
    """One process after another makes the gesture, each killed one statement later than the one before, until one is
    let through. Fails when one that was killed left a single row otherwise than it was.
    """
    found = _told(children, "kill", [*_named(gesture), *map(str, said)])
    assert not found["changed"], f"killed at statement {found['killed']}: {found['changed']} changed"
    return Deaths(found["killed"], found["answer"])


def killed_in_every_step(children: dict[str, str], gesture: Gesture, *said: Any) -> Deaths:
    """The same of a gesture of several steps, each whole and told in the log: once one is carried through, the next
    process dies at the first statement again. What is left is for the test to look at.
    """
    found = _told(children, "steps", [*_named(gesture), *map(str, said)])
    return Deaths(found["killed"], found["answer"])


def killed_at(children: dict[str, str], statement: int, gesture: Gesture, *said: Any) -> bool:
    """Whether a process that makes the gesture was killed at the statement after so many others; else it is done."""
    return bool(_told(children, "die", [statement, *_named(gesture), *map(str, said)]))


def _named(gesture: Gesture) -> tuple[str, str]:
    return gesture.__module__, gesture.__name__


def _told(children: dict[str, str], how: str, said: list[Any]) -> Any:
    mother = _mother(tuple(sorted((k, v) for k, v in children.items() if k != "PYTEST_CURRENT_TEST")))
    assert mother.stdin
    assert mother.stdout
    mother.stdin.write(json.dumps([how, said]) + "\n")
    mother.stdin.flush()
    if not select.select([mother.stdout], [], [], PATIENCE)[0]:
        os.killpg(mother.pid, signal.SIGKILL)  # and all that it forked
        _mother.cache_clear()
        raise TimeoutError(f"no answer after {PATIENCE} s")
    answer = json.loads(mother.stdout.readline())
    assert "failed" not in answer, answer["failed"]
    return answer["told"]


@functools.cache
def _mother(environ: tuple[tuple[str, str], ...]) -> subprocess.Popen[str]:
    """The process of that environment which is forked for each request; it ends with this one."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.processes"],
        env=dict(environ),
        cwd=Path(__file__).parent.parent,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(started.communicate)
    return started


# -- in the process that forks the others ---
def _ready(module: str, name: str, *said: str) -> Making:
    steps: Making = getattr(import_module(module), name)(*said)
    next(steps)
    return steps


def _done(steps: Making) -> Any:
    try:
        next(steps)
    except StopIteration as end:
        return end.value
    raise AssertionError("a gesture has one yield")


def _fork(work: Callable[[], None]) -> int:
    """Does the work in a child, whose exit code is 0, or 1 after an exception; answers its pid."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of a child may come back here, the fork included
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(code)


def _race(asked: list[list[str]]) -> list[Any]:
    """Each child says on one pipe that it is ready, waits for the end of another, and answers on a third of its own."""
    ready, go = os.pipe(), os.pipe()
    answers = [os.pipe() for _ in asked]

    def run(said: list[str], answer: int) -> None:
        os.close(go[1])
        try:
            steps = _ready(*said)
        finally:
            os.write(ready[1], b".")
        os.read(go[0], 1)  # its end, for all of them at once
        os.write(answer, json.dumps(_done(steps)).encode())  # a few hundred bytes: a pipe takes them whole

    pids = [_fork(lambda said=said, pipe=pipe: run(said, pipe[1])) for said, pipe in zip(asked, answers, strict=True)]
    os.close(ready[1])
    for _pid in pids:
        os.read(ready[0], 1)
    os.close(go[1])
    statuses = [os.waitpid(pid, 0)[1] for pid in pids]
    if any(statuses):
        sys.exit(f"a process failed: {statuses}")
    return [json.loads(os.read(pipe[0], 65536)) for pipe in answers]


def _kill_everywhere(said: list[str], *, steps: bool = False) -> dict[str, Any]:
    from workflow.models import LogEntry

    rows = _rows([LogEntry._meta.db_table] if steps else None)
    before, killed, count = next(rows), 0, 0
    _rehearse(said)
    while True:
        out, answer = os.pipe()
        status = os.waitpid(_fork(lambda count=count, answer=answer: _dying(said, count, answer)), 0)[1]
        os.close(answer)
        if not os.WIFSIGNALED(status):
            break
        os.close(out)
        killed, count = killed + 1, count + 1
        after = next(rows)
        changed = sorted(name for name in after if after[name] != before[name])
        if changed and not steps:
            return {"killed": killed, "changed": changed}
        if killed == DEATHS:
            sys.exit(f"killed {killed} times, and no end of it")
        if changed:
            before, count = after, 0
    if status:
        sys.exit("the process that was let through failed")
    return {"killed": killed, "changed": [], "answer": json.loads(os.read(out, 65536))}


def _rehearse(said: list[str]) -> None:
    """The whole gesture, taken back: its statements and its words are then known to all those that are forked."""
    from django.db import connection, transaction

    with transaction.atomic():
        _done(_ready(*said))
        transaction.set_rollback(True)
    connection.close()


def _killed_at(asked: list[Any]) -> bool:
    out, answer = os.pipe()
    count, *said = asked
    status = os.waitpid(_fork(lambda: _dying(said, count, answer)), 0)[1]
    os.close(answer), os.close(out)
    if status and not os.WIFSIGNALED(status):
        sys.exit("the process failed before it was killed")
    return os.WIFSIGNALED(status)


def _dying(said: list[str], count: int, answer: int) -> None:
    """Makes the gesture, and dies at the statement after `count` others."""
    from django.db import connection

    left = [count]

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(sql, params, many, context)

    steps = _ready(*said)
    with connection.execute_wrapper(execute):
        told = _done(steps)
    os.write(answer, json.dumps(told).encode())


def _rows(only: list[str] | None = None) -> Iterator[dict[str, str]]:
    """What stands in each table, or in those alone, as often as asked. A child reads: it has the only connection, which
    none inherits.
    """
    asking, told = os.pipe(), os.pipe()

    def read() -> None:
        from hashlib import sha256

        from django.db import connection

        os.close(asking[1])
        with connection.cursor() as cursor:
            tables = only or connection.introspection.table_names(cursor)
            while os.read(asking[0], 1):
                found = {}
                for table in tables:
                    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608 - our own
                    found[table] = sha256(repr(cursor.fetchall()).encode()).hexdigest()
                os.write(told[1], json.dumps(found).encode() + b"\n")

    _fork(read)
    os.close(told[1])
    with os.fdopen(told[0]) as answers:
        while True:
            os.write(asking[1], b"?")
            yield json.loads(answers.readline())


_ANSWERS: dict[str, Callable[[Any], Any]] = {
    "race": _race,
    "kill": _kill_everywhere,
    "steps": functools.partial(_kill_everywhere, steps=True),
    "die": _killed_at,
}


def _answered(how: str, said: list[Any]) -> dict[str, Any]:
    """What a request is answered by a child of its own: {"told": …}, or {"failed": what it said before it failed}."""
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as cries:

        def answer() -> None:
            os.dup2(cries.fileno(), sys.stderr.fileno())
            json.dump(_ANSWERS[how](said), told)
            told.flush()

        status = os.waitpid(_fork(answer), 0)[1]
        if status:
            cries.seek(0)
            return {"failed": cries.read() or f"the process ended with {status}"}
        told.seek(0)
        return {"told": json.load(told)}


def main() -> None:
    """Loads once, for all the children, what is long to load; then one request a line, one answer a line."""
    import django

    django.setup()
    from django.utils import translation

    from workflow import calendar, clock

    translation.gettext("demain")
    calendar.is_working_day(clock.today())
    for line in sys.stdin:
        how, said = json.loads(line)
        asked = {"race": said, "kill": [said], "steps": [said], "die": [said[1:]]}[how]
        for module in {one[0] for one in asked}:
            import_module(module)
        sys.stdout.write(json.dumps(_answered(how, said)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
