"""Sixty members follow a session and vote, each on a page of their own: what it costs the site, in one run.

.venv/bin/python bench/room.py [--members 60] [--seconds 60] [--port 8390]

It makes a committee in a throw-away folder (in PostgreSQL under `bin/with_postgres`), serves it as `bin/serve.py` does,
and lets as many members look every two seconds while their votes are cast one after the other. Run it by hand: what it
prints depends on the machine and on what else runs there, so that nothing is asserted.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bin")]
LOOKS_EVERY = 2.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Member:
    """One phone: a connection that stays, a cookie, the mark of what it shows."""

    port: int
    cookie: str
    page: str
    seat: int
    mark: str = ""
    took: list[tuple[str, float]] = field(default_factory=list)

    def follow(self, start: float, seconds: float, votes_at: float, form: dict[str, str]) -> None:
        line, voted = HTTPConnection("127.0.0.1", self.port, timeout=30), False
        while (now := time.monotonic() - start) < seconds:
            if now >= votes_at and not voted:
                voted = True
                self._ask(line, "vote", "POST", self.page, urlencode(form | {"seat": self.seat}))
            self._ask(line, "look", "GET", f"{self.page}suivi/")
            time.sleep(max(0.0, LOOKS_EVERY - (time.monotonic() - start - now)))

    def _ask(self, line: HTTPConnection, what: str, method: str, path: str, body: str | None = None) -> None:
        headers = {"Cookie": f"sessionid={self.cookie}; csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
        headers |= {"If-None-Match": f'"{self.mark}"'} if what == "look" else {}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        began = time.monotonic()
        line.request(method, path, body, headers)
        answer = line.getresponse()
        answer.read()
        self.took.append((f"{what} {answer.status}", time.monotonic() - began))
        if what == "look":
            self.mark = (answer.getheader("ETag") or "").strip('"')


def furnish(members: int, port: int) -> tuple[list[Member], dict[str, str]]:
    """A session open now, with that many seats and a vote open; everybody signed in."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from datetime import timedelta

    from django.test import Client
    from django.urls import reverse

    from copil import actions
    from tests.copil import committee as committees
    from tests.world import ok
    from workflow import clock

    with clock.at(clock.now() - timedelta(days=20)):
        committee = committees.build(members, days=20)
        dossier = committees.on_agenda(committee)
        ok(actions.convoke(session=committee.session, by=committee.lead))
    committee.attend(*range(members))
    ok(actions.open_session(session=committee.session, by=committee.secretary))
    ballot = committees.proposed(committee, dossier)
    page, found = reverse("copil:voting", args=[committee.session.number]), []
    for person in committee.members:
        client = Client()
        client.force_login(person)
        found.append(Member(port, client.cookies["sessionid"].value, page, committee.seat(person).pk))
    return found, {"point": dossier.reference, "ballot": str(ballot.number), "choice": "pour"}


def cpu_seconds(pid: int) -> float:
    """What a process and its children have computed so far."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(own[11]) + int(own[12])) / TICKS + sum(cpu_seconds(int(child)) for child in children)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--port", type=int, default=8390)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jalon-bench-") as folder:
        (Path(folder) / "static").mkdir()
        os.environ |= {"JALON_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        members, form = furnish(asked.members, asked.port)
        from serve import commands

        server = subprocess.Popen(commands(asked.port)["site"], cwd=ROOT)
        try:
            run(server, members, form, asked.seconds)
        finally:
            server.terminate()
            server.wait()


def run(server: "subprocess.Popen[bytes]", members: list[Member], form: dict[str, str], seconds: float) -> None:
    time.sleep(6)  # both workers are up
    began, start = cpu_seconds(server.pid), time.monotonic()
    phones = [
        threading.Thread(target=member.follow, args=(start, seconds, seconds * n / len(members), form))
        for n, member in enumerate(members)
    ]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    spent, cpu = time.monotonic() - start, cpu_seconds(server.pid) - began
    took = [one for member in members for one in member.took]
    counts = Counter(what for what, _seconds in took)
    print(f"{len(members)} members, {spent:.0f} s: {len(took) / spent:.1f} requests a second")
    print(f"unchanged {counts['look 304']}, full {counts['look 200']}, votes {counts['vote 302']}: {dict(counts)}")
    print(f"the site computed {cpu:.1f} s, {cpu / spent:.2f} of a core, {1000 * cpu / len(took):.1f} ms a request")
    for what in sorted(counts):
        times = sorted(1000 * one for name, one in took if name == what)
        p95 = times[int(0.95 * (len(times) - 1))]
        print(f"  {what}: p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, longest {times[-1]:.0f} ms")


if __name__ == "__main__":
    main()
