"""What must be true of the challenge and of the lists in the whole database, whatever was done."""

from collections.abc import Iterator

from django.db.models import F

from dossiers.facts import DECLINED
from dossiers.models import Assignment, Dossier, HandOver
from dossiers.models.dossier import words_of
from workflow.invariants import invariant
from workflow.models import WorkItem


@invariant
def no_offer_outlives_its_mission() -> Iterator[str]:
    """A passing on waits only while the one who offers still has the dossier, and has given no opinion."""
    pending = HandOver.objects.filter(outcome=HandOver.Outcome.PENDING)
    stale = pending.exclude(assignment__ended_at=None, assignment__opinion=None)
    yield from (f"passation {offer.pk} en attente sur une mission terminée" for offer in stale[:100])


@invariant
def nobody_challenges_what_they_lead() -> Iterator[str]:
    """No current assignment is its dossier's leader's, present or past."""
    current = Assignment.objects.filter(ended_at=None)
    for row in current.filter(referent__leaderships__dossier=F("dossier")).distinct()[:100]:
        yield f"dossier {row.dossier_id} : challengé par la personne {row.referent_id}, qui le porte ou l’a porté"


@invariant
def a_replacement_is_awaited_only_after_somebody_declined() -> Iterator[str]:
    """The task that holds the end of a challenge has its reason."""
    waiting = WorkItem.objects.filter(kind=DECLINED, closed_at=None).order_by().values("case_id")
    without = Dossier.objects.filter(pk__in=waiting).exclude(assignments__ended_as=Assignment.End.DECLINED)
    yield from (f"dossier {dossier.pk} : remplacement attendu sans désistement" for dossier in without[:100])


@invariant
def names_are_those_of_the_people() -> Iterator[str]:
    """The columns that lists sort by say who leads and which service carries."""
    for dossier in Dossier.objects.select_related("leader", "service").order_by("pk").iterator(chunk_size=500):
        if dossier.leader_words != words_of(dossier.leader) or dossier.service_words != words_of(dossier.service):
            yield f"dossier {dossier.reference} : le nom du porteur ou du service n’est pas à jour dans les listes"
