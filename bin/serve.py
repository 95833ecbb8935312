"""Serves the demo: the site, its worker, and an antivirus when the machine has one; the end of one ends them all.

bin/serve.py --port 8000 [--only-check]
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
MACHINES_OWN = Path("/run/clamav/clamd.ctl")  # where Debian's clamav-daemon listens
PATIENCE = 10.0  # seconds left to a process that was asked to stop


def busy(port: int) -> bool:
    """Whether somebody already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def antivirus(folder: Path) -> tuple[str, list[str]]:
    """Where the site finds clamd, and the command that starts it when it is the demo's own.

    The demo's own knows the harmless EICAR test file only: it shows what happens, it protects from nothing.
    """
    if told := os.environ.get("JALON_CLAMD", ""):
        return told, []
    if MACHINES_OWN.is_socket():
        return str(MACHINES_OWN), []
    if shutil.which("clamd", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        return str(folder / "clamd.sock"), [str(ROOT / "bin" / "clamd"), str(folder)]
    return "", []


def commands(port: int) -> dict[str, list[str]]:
    """What runs, by name."""
    site = ["--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "8"]
    quiet = ["--keep-alive", "30", "--log-level", "warning", "--no-control-socket"]
    return {
        "site": [sys.executable, "-m", "gunicorn", "config.wsgi", *site, *quiet],
        "worker": [sys.executable, "manage.py", "work"],
    }


def start(port: int, folder: Path) -> dict[str, subprocess.Popen[bytes]]:
    """The processes, each in a session of its own: Ctrl-C reaches them through us only, once."""
    clamd, own = antivirus(folder)
    environ = os.environ | {"DEMO": "1", "JALON_SITE_URL": f"http://{HOST}:{port}", "JALON_CLAMD": clamd}
    every = commands(port) | ({"antivirus": own} if own else {})
    known = "the demo's own, which knows the EICAR test file only" if own else clamd
    print(f"· antivirus: {known or 'none (clamav-daemon is not installed): joined files stay « non analysé »'}")
    return {
        name: subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)
        for name, command in every.items()
    }


def stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Asks every process to stop, then insists."""
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--only-check", action="store_true", help="only say whether the port is free")
    asked = parser.parse_args()
    if busy(asked.port):
        print(f"{HOST}:{asked.port} is taken by another program: stop it, or choose: make demo PORT=8001")
        return 1
    if asked.only_check:
        return 0

    signals: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: signals.append(received))
    with tempfile.TemporaryDirectory(prefix="jalon-clamd-") as folder:
        running = start(asked.port, Path(folder))
        print(f"· http://{HOST}:{asked.port}/ (Ctrl-C stops it)", flush=True)
        ended: list[str] = []
        while not signals and not ended:
            time.sleep(0.2)
            ended = [name for name, process in running.items() if process.poll() is not None]
        stop(running)
    if signals:
        print("\n· stopped")
        return 0
    print(
        f"the {ended[0]} ended by itself (code {running[ended[0]].returncode}): everything is stopped", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
