"""Who reads what of a follow-up, and how its page tells what is owed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.prepared import Prepared
from accounts.roles import Role
from dossiers.files.reading import ShownFile, register_reader, shown_file
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from followup.models import (
    Amendment,
    Appeal,
    Condition,
    Evidence,
    FollowUp,
    Handing,
    Obligation,
    Payment,
    Repayment,
    Report,
)
from followup.models.obligation import RUNNING
from followup.moving import event_of, open_to
from followup.paying import ASKS_BACK, CHANGES_SCHEDULE, OPEN_PAYMENTS, held_by_report

#: Offices that read what is owed, until when, and the sums; the leaders and those whom they invited do too.
READERS = frozenset(
    {
        Role.TEAM,
        Role.TEAM_LEAD,
        Role.COPIL_MEMBER,
        Role.COPIL_CHAIR,
        Role.COPIL_SECRETARY,
        Role.SIGNATORY,
        Role.AUDITOR,
    }
)
#: Of them, those who also read what was shown, word for word, with its files.
OF_EVIDENCE = frozenset({Role.TEAM, Role.TEAM_LEAD, Role.SIGNATORY, Role.AUDITOR})
COLOURS = {
    "awaited": "fr-badge--info",
    "shown": "fr-badge--new",
    "lifted": "fr-badge--success",
    "dropped": "",
    "planned": "",
    "asked": "fr-badge--new",
    "paid": "fr-badge--success",
    "received": "fr-badge--success",
    "expected": "fr-badge--info",
    "handed": "fr-badge--new",
    "accepted": "fr-badge--success",
    "lodged": "fr-badge--new",
    "lapsed": "fr-badge--warning",
    "replied": "",
    "followed": "fr-badge--info",
    "withdrawn": "",
    "to_sign": "fr-badge--info",
    "made": "fr-badge--success",
    "refused": "",
}


def may_read(glance: Glance) -> bool:
    """Whether this person reads the follow-up of a dossier that they see."""
    return glance.beside_leader or bool(glance.roles & READERS)


def reads_evidence(glance: Glance) -> bool:
    return glance.beside_leader or bool(glance.roles & OF_EVIDENCE)


def may_ask_back(glance: Glance) -> bool:
    """Whether this person may ask back what was paid, now."""
    return ASKS_BACK in glance.roles and glance.dossier.state in RUNNING


def began(dossier: Dossier) -> bool:
    """Whether it may have a follow-up at all; no statement."""
    return dossier.decided_at is not None and dossier.is_told


_of_dossier: Prepared[FollowUp] = Prepared(
    lambda dossier: FollowUp.objects.select_related("act").defer("act__inputs").filter(dossier=dossier).order_by(), UUID
)


def follow_up_or_404(glance: Glance) -> FollowUp:
    """The follow-up of that dossier, for who reads it; one statement."""
    found = next(_of_dossier.instances(glance.dossier.pk), None)
    if found is None or not may_read(glance):
        raise Http404
    return found


@register_reader
def files_of_evidence(glance: Glance) -> Q:
    """What was joined to what was shown or asked for, for who reads that."""
    if not reads_evidence(glance) or not began(glance.dossier):
        return Q(pk__in=[])
    shown = Evidence.files.through.objects.filter(evidence__condition__dossier=glance.dossier)
    claimed = Payment.files.through.objects.filter(payment__dossier=glance.dossier)
    handed = Handing.files.through.objects.filter(handing__report__dossier=glance.dossier)
    lodged = Appeal.files.through.objects.filter(appeal__dossier=glance.dossier)
    found = Q(pk__in=shown.values("attachment")) | Q(pk__in=claimed.values("attachment"))
    amended = Amendment.files.through.objects.filter(amendment__dossier=glance.dossier)
    found |= Q(pk__in=amended.values("attachment"))
    return found | Q(pk__in=handed.values("attachment")) | Q(pk__in=lodged.values("attachment"))


# -- as the page shows it --------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """A gesture that the reader may make, and where."""

    label: str
    url: str
    main: bool


@dataclass(frozen=True)
class Stage:
    """Where one thing stands: in a word, who has it to do (`mine`: the reader), until when, what the reader may do."""

    label: str
    colour: str
    holder: str
    mine: bool
    due_on: date | None
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class ShownEvidence:
    evidence: Evidence
    files: tuple[ShownFile, ...]


@dataclass(frozen=True)
class ShownCondition:
    """One condition; `evidence` is empty for who does not read it."""

    condition: Condition
    stage: Stage
    evidence: tuple[ShownEvidence, ...]


@dataclass(frozen=True)
class ShownPayment:
    """One part of the grant; `files` and the claim are empty for who does not read them. `waits`: for which report."""

    payment: Payment
    stage: Stage
    files: tuple[ShownFile, ...]
    waits: str


@dataclass(frozen=True)
class ShownRepayment:
    repayment: Repayment
    stage: Stage


def stage_of(thing: Obligation, glance: Glance, *, shut: Collection[str] = ()) -> Stage:
    """Where it stands, as this person may read it; no statement. `shut`: gestures that something holds for now."""
    dossier, stage = glance.dossier, thing.stage
    if not thing.is_over and glance.state not in thing.steps and dossier.PROCESS.state(glance.state).end:
        return Stage(_("sans suite"), "", "", False, None, ())
    steps = [step for step in open_to(thing, dossier, glance.roles) if step.verb not in shut]
    where = [dossier.reference, thing.number]
    ways = tuple(
        Way(_(step.label), reverse(f"followup:{event_of(thing, step.verb)}", args=where), n == 0)
        for n, step in enumerate(steps)
    )
    mine = stage.owner is not None and stage.owner in glance.roles
    holder = "" if stage.owner is None else dossier.leader.full_name
    if stage.owner is not None and stage.owner is not Role.LEADER:
        holder = _(stage.owner.label)
    label = stage.label if glance.inside else stage.leader_label or stage.label
    return Stage(_(label), COLOURS[stage.code], holder, mine, thing.due_on, ways)


def shown_conditions(glance: Glance) -> tuple[ShownCondition, ...]:
    """The conditions of the grant in their order; three statements at most."""
    rows = Condition.objects.filter(dossier=glance.dossier).order_by("number")
    reads = reads_evidence(glance)
    if reads:
        evidence = Evidence.objects.select_related("by", "judged_by").order_by("number")
        rows = rows.prefetch_related(Prefetch("evidence", evidence.prefetch_related("files__added_by")))
    return tuple(
        ShownCondition(one, stage_of(one, glance), tuple(_evidence(one.evidence.all(), glance)) if reads else ())
        for one in rows
    )


def shown_payments(
    glance: Glance, reports: Sequence[Report], *, held: bool = False, amending: bool = False
) -> tuple[ShownPayment, ...]:
    """The schedule of the grant in its order; two statements at most. `held`: by a condition; `amending`: an act to be
    signed will say what is left to pay.
    """
    rows = Payment.objects.filter(dossier=glance.dossier).order_by("number")
    reads = reads_evidence(glance)
    rows = rows.prefetch_related("files__added_by") if reads else rows
    found = []
    for one in rows:
        waits = _waits(one, reports)
        shut = CHANGES_SCHEDULE if amending else frozenset({"ask"} if held or waits else ())
        files = tuple(shown_file(file, glance) for file in one.files.all()) if reads else ()
        found.append(ShownPayment(one, stage_of(one, glance, shut=shut), files, waits))
    return tuple(found)


def _waits(payment: Payment, reports: Sequence[Report]) -> str:
    """What it waits for beside the conditions, in words."""
    awaited = held_by_report(payment, reports) if payment.state in OPEN_PAYMENTS else None
    return awaited.sentence if awaited else ""


def shown_repayments(glance: Glance) -> tuple[ShownRepayment, ...]:
    """What was asked back, the first first; one statement."""
    rows = Repayment.objects.filter(dossier=glance.dossier).order_by("number")
    return tuple(ShownRepayment(one, stage_of(one, glance)) for one in rows)


def files_of(payment: Payment, glance: Glance) -> tuple[ShownFile, ...]:
    """What its leader asked with; nothing for who does not read it."""
    if not reads_evidence(glance):
        return ()
    return tuple(shown_file(file, glance) for file in payment.files.select_related("added_by"))


def evidence_of(condition: Condition, glance: Glance) -> tuple[ShownEvidence, ...]:
    """What was shown of one condition, the first first; nothing for who does not read it."""
    if not reads_evidence(glance):
        return ()
    rows = condition.evidence.select_related("by", "judged_by").prefetch_related("files__added_by")
    return tuple(_evidence(rows.order_by("number"), glance))


def _evidence(rows: Iterable[Evidence], glance: Glance) -> Iterable[ShownEvidence]:
    for one in rows:
        yield ShownEvidence(one, tuple(shown_file(file, glance) for file in one.files.all()))
