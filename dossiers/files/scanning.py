"""Takes joined files to the antivirus and acts on its verdict; erases what must go, sweeps what nobody knows.

A file is claimed by one conditional update that pushes its next try past a lease, as the outbox claims a mail: of two
workers one scans it, without a lock held meanwhile, and a worker killed in between leaves a file that falls due again.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from dossiers import messages
from dossiers.actions.challenge import conclude_if_settled
from dossiers.actions.doing import lock
from dossiers.files import antivirus, storage
from dossiers.files.antivirus import Away, Finding, Puzzled
from dossiers.models import Attachment, Verdict
from workflow import clock, log
from workflow.deadlines import Due
from workflow.gesture import Actor
from workflow.timers import job

logger = logging.getLogger("jalon.files")

#: How long a file is its claimer's: longer than a scan may last.
LEASE = timedelta(minutes=10)
#: The waits while no antivirus answers; the last one again and again, for it is not the file's fault.
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 2, 5, 15, 30, 60))
#: After so many failures that clamd puts down to the file itself, it is held for not scannable.
FAILURES = 4


def ask() -> None:
    """Queues a scan of whatever is due, in the caller's transaction."""
    if antivirus.configured():
        scan_waiting.enqueue()


@task()
def scan_waiting() -> None:
    """The task that any worker runs when a file was joined."""
    scan_due()


def scan_due(*, limit: int = 100) -> int:
    """Scans the files that are due, the longest waiting first; how many got a verdict.

    Must run outside a transaction. Stops at the first file when nobody answers: the others would wait as long.
    """
    if not antivirus.configured():
        return 0
    waiting = Attachment.objects.filter(verdict=Verdict.PENDING, next_scan_at__lte=timezone.now())
    judged = 0
    for attachment in waiting.exclude(removed_in=F("added_in")).order_by("next_scan_at", "pk")[:limit]:
        if not _claim(attachment):
            continue
        try:
            finding = _scan(attachment)
        except Away as error:
            logger.warning("the antivirus does not answer: %s", error)
            _postpone(attachment)
            break
        if finding is None:
            _postpone(attachment)
            continue
        record(attachment, finding)
        judged += 1
    return judged


def _claim(attachment: Attachment) -> bool:
    """Whether this file is ours to scan: nobody else claimed it since it was read."""
    same = Attachment.objects.filter(pk=attachment.pk, next_scan_at=attachment.next_scan_at, verdict=Verdict.PENDING)
    attachment.scan_attempts += 1
    return bool(same.update(next_scan_at=timezone.now() + LEASE, scan_attempts=F("scan_attempts") + 1))


def _scan(attachment: Attachment) -> Finding | None:
    """The verdict; None when clamd failed on this file and may do better next time."""
    try:
        with storage.read(attachment.path) as content:
            return antivirus.scan(content)
    except FileNotFoundError:
        logger.exception("attachment %s: its content is gone from %s", attachment.pk, attachment.path)
        return Finding(Verdict.UNSCANNABLE, "content missing")
    except Puzzled as error:
        logger.warning("attachment %s: clamd answered “%s”", attachment.pk, error)
        return Finding(Verdict.UNSCANNABLE, str(error)) if attachment.scan_attempts >= FAILURES else None


def _postpone(attachment: Attachment) -> None:
    wait = BACKOFF[min(attachment.scan_attempts, len(BACKOFF)) - 1]
    Attachment.objects.filter(pk=attachment.pk).update(next_scan_at=timezone.now() + wait)


def record(attachment: Attachment, finding: Finding) -> None:
    """Writes the verdict and what follows: people told, an infected content erased, the challenge concluded."""
    with transaction.atomic():
        case = lock(attachment.dossier)
        found = Attachment.objects.select_related("added_by").filter(pk=attachment.pk).first()
        if found is None or found.verdict != Verdict.PENDING or found.removed_in == found.added_in is not None:
            return  # judged by another worker, or taken away meanwhile
        found.verdict, found.finding, found.scanned_at = finding.verdict, finding.words[:200], clock.now()
        found.save(update_fields=["verdict", "finding", "scanned_at"])
        data = {"file": str(found.pk), "sha256": found.sha256, "verdict": found.verdict}
        event = "attachment_infected" if found.verdict == Verdict.INFECTED else "attachment_scanned"
        log.record(case=case, actor=Actor.system(), event=event, data=data, texts={"name": found.name})
        if found.verdict != Verdict.CLEAN:
            messages.attachment_judged(attachment=found, dossier=case)
        if found.verdict == Verdict.INFECTED:
            transaction.on_commit(partial(erase, found), robust=True)
        conclude_if_settled(case, cause=None)


def erase(attachment: Attachment) -> bool:
    """Erases the content of a file that its row gives up: infected, or taken away before any deposit.

    The content first: killed in between, the row still says what is left to do. The latter's row goes too.
    """
    storage.erase(attachment.path)
    rows = Attachment.objects.filter(pk=attachment.pk)
    if attachment.removed_in is not None and attachment.removed_in == attachment.added_in:
        return bool(rows.delete()[0])
    return bool(rows.exclude(path="").update(path=""))


# -- what a tick looks for ------------------------------------------------------
@job
def files() -> Iterator[Due]:
    """Files that wait for the antivirus, then what processes killed in time left behind."""
    if antivirus.configured():
        yield Due("scans of joined files", lambda: scan_due() > 0)
    yield from _unfinished_erasures()
    yield from _orphans()


def _unfinished_erasures() -> Iterator[Due]:
    given_up = Attachment.objects.filter(Q(verdict=Verdict.INFECTED) & ~Q(path="") | Q(removed_in=F("added_in")))
    for attachment in given_up.order_by("added_at", "pk")[:500]:
        yield Due(f"erasure of file {attachment.pk}", partial(erase, attachment))


def _orphans() -> Iterator[Due]:
    """Contents written by a process that was killed before their row stood."""
    paths = list(storage.old_enough_to_be_orphans())
    known = set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True)) if paths else set()
    for path in paths:
        if path not in known:
            yield Due(f"orphan file {path}", partial(_sweep, path))


def _sweep(path: str) -> bool:
    logger.warning("orphan file swept: %s", path)
    storage.erase(path)
    return True
