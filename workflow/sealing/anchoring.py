"""Makes the head of the log once a day, then seals, stamps and publishes it, each step as soon as it can be done.

A step is one write: a tick that is killed leaves the steps done, and the next one goes on from there. Key, authority or
folder out of reach: the head is kept, and tried again a quarter of an hour later.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Q

from workflow import clock
from workflow.deadlines import Due
from workflow.models import Anchor
from workflow.sealing import heads, keys, publishing, signatures, stamps
from workflow.sealing.heads import GENESIS, Head, Statement
from workflow.sealing.kept import heads_now
from workflow.timers import job

AGAIN_AFTER = timedelta(minutes=15)
_LISTS = ("statement", "moved", "signature", "stamp")


@job
def anchors() -> Iterator[Due]:
    """Today's head, when it is not made yet; those that still lack something, the oldest first. One statement."""
    today, before = clock.today(), clock.now() - AGAIN_AFTER
    found = list(Anchor.objects.filter(Q(day__gte=today) | Q(published_at=None)).defer(*_LISTS))
    if not any(each.day >= today for each in found):
        yield Due(f"head of the log of {today}", anchor)
    for each in found:
        if each.published_at is None and (each.tried_at is None or each.tried_at <= before):
            yield Due(f"seal of head {each.number}", partial(complete, each.pk))


def anchor() -> bool:
    """Makes today's head and completes it; False when another tick was faster."""
    ready = _ready()
    try:
        with transaction.atomic():
            ready.save(force_insert=True)
    except IntegrityError:
        return False
    complete(ready.pk)
    return True


def _ready() -> Anchor:
    """Today's head, not kept yet. Read under no lock: the number and the day are taken once."""
    before = list(Anchor.objects.only("number", "sha256", "statement", "moved"))
    now, at, day = heads_now(), clock.now(), clock.today()
    moved = heads.written(heads.moved(now, folded(each.moved for each in before)))
    statement = Statement(
        number=len(before) + 1,
        day=day.isoformat(),
        at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        previous=before[-1].sha256 if before else GENESIS,
        chains=len(now),
        heads_sha256=heads.sha256(heads.written(now.values())),
        moved_sha256=heads.sha256(moved),
        signer=_signer(before),
        stamped=stamps.has_authority(),
    )
    said = statement.canonical()
    return Anchor(number=statement.number, day=day, at=at, statement=said, sha256=heads.sha256(said), moved=moved)


def _signer(before: Sequence[Anchor]) -> str:
    """The certificate that is to sign: today's, or the last one's when the key does not answer. Raises SealError."""
    try:
        return keys.fingerprint()
    except keys.SealError:
        last = heads.read_statement(before[-1].statement).signer if before else ""
        if not last:
            raise
        return last


def folded(moved: Iterable[str]) -> dict[str, Head]:
    """The list of heads that these moves lead to, in their order."""
    return {head.chain: head for text in moved for head in heads.read(text)}


def complete(pk: int) -> bool:
    """Seals, stamps and publishes a head as its statement announces; raises SealError or OSError for what fails.

    What is signed is looked at again first: a head altered since it was made gets no seal.
    """
    Anchor.objects.filter(pk=pk).update(tried_at=clock.now())
    found = Anchor.objects.get(pk=pk)
    said = heads.read_statement(found.statement)
    if heads.sha256(found.statement) != found.sha256 or heads.sha256(found.moved) != said.moved_sha256:
        raise keys.SealError(f"head {found} was altered before it was sealed: see manage.py verify_log")
    if said.signer and found.signature is None:
        if keys.fingerprint() != said.signer:
            raise keys.SealError(f"head {found} was to be signed by another certificate than today's")
        _put(found, "signature", signatures.sign(found.statement.encode()))
    if said.stamped and found.stamp is None:
        _put(found, "stamp", stamps.stamp(stamped_bytes(found)))
    publishing.publish(found)
    # Another tick may have been as far: what it noted is the same.
    Anchor.objects.filter(pk=pk, published_at=None).update(published_at=clock.now(), seals_sha256=seals_sha256(found))
    return True


def stamped_bytes(found: Anchor) -> bytes:
    """What the authority stamps: the signature, or the statement when there is no key."""
    return bytes(found.signature) if found.signature is not None else found.statement.encode()


def seals_sha256(found: Anchor) -> str:
    """The hash of signature and stamp as they are kept."""
    return hashlib.sha256(bytes(found.signature or b"") + bytes(found.stamp or b"")).hexdigest()


def _put(found: Anchor, column: str, value: bytes) -> None:
    """Kept once: of two ticks that made it, the first one's stays (triggers refuse the other)."""
    if not Anchor.objects.filter(pk=found.pk, **{f"{column}__isnull": True}).update(**{column: value}):
        value = bytes(Anchor.objects.values_list(column, flat=True).get(pk=found.pk))
    setattr(found, column, value)
