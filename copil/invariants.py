"""What must be true of the committee's votes in a live database."""

import hashlib
from collections.abc import Iterator
from itertools import chain

from copil import tally
from copil.ballots.secret import case_kept
from copil.models import AgendaItem, Ballot, Business, Minutes, Paper, PaperFile, Session, Turnout, Vote
from copil.tally_file import result_as_json
from dossiers.models import Dossier
from workflow.invariants import invariant


@invariant
def results_can_be_replayed() -> Iterator[str]:
    """Each closed ballot's result is what the law makes of the case that was kept with it."""
    ballots = Ballot.objects.exclude(verdict="").order_by("pk").iterator(chunk_size=500)
    shown_hands = Business.objects.exclude(verdict="").order_by("pk").iterator(chunk_size=500)
    found: Iterator[Ballot | Business] = chain(ballots, shown_hands)
    for ballot in found:
        try:
            again = tally.tally(case_kept(ballot.case or {}))
        except tally.Malformed as error:
            yield f"vote {ballot.pk} : {error}"
            continue
        told = result_as_json(again)
        # The reasons name seats as the session labelled them; the case kept only holds their identifiers.
        same = all(ballot.result[key] == told[key] for key in told.keys() - {"reasons"})
        if not same or ballot.verdict != again.outcome:
            yield f"vote {ballot.pk} : le résultat enregistré n’est pas celui du décompte"


@invariant
def votes_are_those_counted() -> Iterator[str]:
    """The votes of a counted ballot are those of the case kept: none came later, none was lost."""
    closed = Ballot.objects.exclude(verdict="").filter(secret=False)
    for ballot in closed.prefetch_related("votes").order_by("pk"):
        kept = sorted((vote["seat"], vote["choice"]) for vote in ballot.case["ballots"])
        if kept != sorted((str(vote.seat_id), vote.choice) for vote in ballot.votes.all()):
            yield f"vote {ballot.pk} : les bulletins ne sont pas ceux du décompte"


@invariant
def secret_votes_stay_secret() -> Iterator[str]:
    """No row links a seat to a choice of a secret ballot: no named vote ever, no sealed one after the close."""
    for ballot in Vote.objects.filter(ballot__secret=True).order_by().values_list("ballot", flat=True).distinct():
        yield f"vote secret {ballot} : un bulletin nominatif existe"
    sealed = Turnout.objects.filter(ballot__closed_at__isnull=False).exclude(sealed="")
    for ballot in sealed.order_by().values_list("ballot", flat=True).distinct():
        yield f"vote secret {ballot} : des choix scellés survivent à la clôture"


@invariant
def dossiers_at_the_committee_have_an_item() -> Iterator[str]:
    """A dossier on an agenda stands on one."""
    current = AgendaItem.objects.filter(left_at=None).values("dossier")
    lost = Dossier.objects.filter(state__in=["copil", "waiting"]).exclude(pk__in=current)
    yield from (f"dossier {dossier.reference} : au COPIL sans point d’ordre du jour" for dossier in lost)


@invariant
def approved_minutes_are_kept() -> Iterator[str]:
    """Approved minutes were submitted, and their paper is kept; each file is the one whose hash was noted."""
    approved = Session.objects.filter(status=Session.Status.APPROVED).order_by("number")
    kept = Paper.objects.filter(kind=Paper.Kind.APPROVED).values("session")
    submitted = Minutes.objects.filter(submitted_at__isnull=False).values("session")
    for session in approved.exclude(pk__in=kept) | approved.exclude(pk__in=submitted):
        yield f"séance {session.number} : son procès-verbal approuvé n’est pas conservé"
    for file in PaperFile.objects.select_related("paper").order_by("pk").iterator(chunk_size=20):
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
            yield f"document {file.paper.reference} : son fichier n’est plus celui qui a été établi"
