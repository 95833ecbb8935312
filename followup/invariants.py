"""What must be true of follow-ups: they exist where a grant was told, and each thing owed is somebody's task."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F, Q

from decisions.models import Act
from dossiers.models import Dossier
from followup.models import Amendment, FollowUp
from followup.pausing import EVERY, KINDS
from followup.paying import sums
from workflow.invariants import invariant
from workflow.models import WorkItem

#: Steps at which what is owed is still expected.
ALIVE = ("granted", "signature", "suspended")


@invariant
def told_grants_are_followed_up() -> Iterator[str]:
    """A grant told has its follow-up, for the amount of its act in force."""
    told = Act.objects.filter(kind=Act.Kind.GRANT, status=Act.Status.IN_FORCE, notified_at__isnull=False)
    missing = told.exclude(dossier__in=FollowUp.objects.values("dossier")).values_list("number", flat=True)
    yield from (f"acte {number} : notifié sans suivi" for number in missing.order_by("number"))
    wrong = FollowUp.objects.exclude(act__amount=F("granted")).order_by("pk")
    for number in wrong.values_list("act__number", flat=True):
        yield f"acte {number} : son suivi dit un autre montant"


@invariant
def what_is_owed_is_a_task() -> Iterator[str]:
    """Each open thing of a living dossier has one task, due the same day; nothing else has."""
    for kind in EVERY:
        alive = Dossier.objects.filter(state__in=ALIVE if kind in KINDS else kind.steps).values("pk")
        code = kind.PROCESS.code
        tasks = WorkItem.objects.filter(kind__startswith=f"{code}:", closed_at=None).order_by("pk")
        open_tasks = {(task.case_id, task.kind): task.due_on for task in tasks}
        owners = {state.code for state in kind.PROCESS.states if state.owner is not None}
        for thing in kind._default_manager.filter(dossier__in=alive, state__in=owners).order_by("pk"):
            due_on = open_tasks.pop((thing.dossier_id, thing.task_kind), "absente")
            if due_on != thing.due_on:
                yield f"{thing} : sa tâche dit {due_on}, elle est due le {thing.due_on}"
        yield from (f"tâche {name} de {case} sans rien qui soit dû" for case, name in open_tasks)


@invariant
def amendments_wait_for_their_act() -> Iterator[str]:
    """One agreed waits on a dossier that is being signed, one made has its act, each amending act its amendment."""
    signing = Q(dossier__state="signature") | Q(dossier__suspended_from="signature")
    waiting = Amendment.objects.filter(state="to_sign").exclude(signing).order_by("pk")
    yield from (f"{one} : à signer sur un dossier qui n’attend pas de signature" for one in waiting)
    acts = Act.objects.signed().filter(amendment__gt=0, notified_at__isnull=False)
    alone = acts.filter(makes_amendment=None).order_by("pk").values_list("number", flat=True)
    yield from (f"acte {number} : modifie un acte sans avenant au suivi" for number in alone)
    for one in Amendment.objects.filter(state="made").select_related("made").order_by("pk"):
        if one.made is None or one.made.dossier_id != one.dossier_id or not one.made.amendment:
            yield f"{one} : son acte n’est pas un avenant du dossier"


@invariant
def sums_are_those_of_the_payments() -> Iterator[str]:
    """What a follow-up says was paid and given back is what its payments say; settled is where nothing waits."""
    found = sums()
    for row in FollowUp.objects.select_related("dossier").order_by("pk"):
        paid, repaid, waits = found.get(row.dossier_id, (Decimal(0), Decimal(0), 0))
        if (row.paid, row.repaid) != (paid, repaid):
            said = f"{row.paid} versés et {row.repaid} reversés, ses lignes {paid} et {repaid}"
            yield f"dossier {row.dossier.reference} : le suivi dit {said}"
        if (row.settled_on is not None) and waits:
            yield f"dossier {row.dossier.reference} : soldé alors que des sommes sont attendues"
