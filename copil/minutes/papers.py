"""The papers of a session: what they say is kept in the gesture that makes them, their bytes as soon as laid out.

Whoever lays out stands above this room and registers itself, as for the notices. The tick lays out what nobody has
opened yet; once kept, nothing is rendered again.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial, reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from copil import journal
from copil.convocation.press import AlteredPaperError, press
from copil.minutes.said import MinutesSaid
from copil.models import Paper, PaperFile, Session
from workflow import clock
from workflow.deadlines import Due
from workflow.timers import job

Edition = PaperFile.Edition
#: Lays out a paper in one edition: equal bytes for equal words.
LayOut = Callable[[str, PaperFile.Edition], bytes]

#: By the paper's kind, who lays it out.
_layers: dict[str, LayOut] = {}
EDITIONS = {
    Paper.Kind.SUBMITTED: (Edition.WHOLE, Edition.REDUCED),
    Paper.Kind.APPROVED: (Edition.WHOLE, Edition.REDUCED),
    Paper.Kind.DECISIONS: (Edition.WHOLE,),
}


def register(lay_out: LayOut, *kinds: str) -> None:
    """Lays out the papers of those kinds."""
    _layers.update(dict.fromkeys(kinds, lay_out))


def lay_out_draft(said: MinutesSaid) -> bytes:
    """Minutes that are still written, as they would look; nothing is kept."""
    return _layers[Paper.Kind.SUBMITTED](said.as_json(), Edition.WHOLE)


def next_reference(session: Session, kind: Paper.Kind) -> tuple[int, str]:
    """The number and the reference of the next paper of that kind; the session is locked."""
    if kind is Paper.Kind.SUBMITTED:
        number = session.papers.filter(kind=kind).count() + 1
        return number, f"PV-{session.number}-P{number}"
    return 1, f"{'PV' if kind is Paper.Kind.APPROVED else 'RD'}-{session.number}"


def make(session: Session, kind: Paper.Kind, by: User, say: Callable[[str, str], str]) -> Paper:
    """Keeps a new paper of the locked session; `say` gives its words from its reference and its code."""
    number, reference = next_reference(session, kind)
    code = press().new_code()
    return Paper.objects.create(
        session=session,
        kind=kind,
        number=number,
        reference=reference,
        code=code,
        said=say(reference, code),
        made_at=clock.now(),
        made_by=by,
    )


def edition_for(paper: Paper, wanted: PaperFile.Edition) -> PaperFile.Edition:
    """The edition that answers to `wanted`: a paper that tells nothing reserved has only one."""
    return wanted if wanted in EDITIONS[Paper.Kind(paper.kind)] else Edition.WHOLE


def file_of(paper: Paper, edition: PaperFile.Edition) -> PaperFile:
    """The PDF of a paper; laid out under no lock when it is first needed: of two who do, one is kept, and it is the
    same. Raises AlteredPaperError.
    """
    kept = PaperFile.objects.filter(paper=paper, edition=edition).first()
    if kept is None:
        return _keep(paper, edition, _layers[paper.kind](paper.said, edition))
    if hashlib.sha256(bytes(kept.content)).hexdigest() != kept.sha256:
        raise AlteredPaperError(paper.reference)
    return kept


def _keep(paper: Paper, edition: PaperFile.Edition, pdf: bytes) -> PaperFile:
    digest = hashlib.sha256(pdf).hexdigest()
    with transaction.atomic():
        locked = Paper.objects.select_for_update(of=("self",)).select_related("session", "made_by").get(pk=paper.pk)
        kept, made = PaperFile.objects.get_or_create(
            paper=locked, edition=edition, defaults={"content": pdf, "sha256": digest}
        )
        if made:
            about = f"{locked.reference}, {edition.label}\u00a0: SHA-256 {digest}"
            journal.record(locked.session, locked.made_by, "paper_kept", about)
    return kept


@job
def papers() -> Iterator[Due]:
    """Each paper that is not laid out whole yet."""
    lacking = [Q(kind=kind, made__lt=len(editions)) for kind, editions in EDITIONS.items()]
    for paper in Paper.objects.annotate(made=Count("files")).filter(reduce(or_, lacking)).order_by("pk"):
        yield Due(f"paper {paper.reference}", partial(_lay_out, paper))


def _lay_out(paper: Paper) -> bool:
    for edition in EDITIONS[Paper.Kind(paper.kind)]:
        file_of(paper, edition)
    return True
