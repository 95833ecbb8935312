"""Makes the receipts that are due, in the background: laid out without a lock, kept under it, told by mail.

`Dossier.receipt_due_since` is set by the deposit and whenever pieces are found missing or have all come. What a receipt
says is read when it is made: of two changes within a minute, one receipt tells both.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from decisions.models import Receipt, ReceiptFile
from decisions.receipts.inputs import TEMPLATE_VERSION, ReceiptInputs, receipt_inputs
from decisions.verification import new_code
from dossiers.actions.doing import lock
from dossiers.models import Dossier
from dossiers.models.dossier import SETTLED
from dossiers.receipt.silence import RULES
from dossiers.visibility import leaders_of
from dossiers.wording import written_day
from notifications import outbox
from workflow import clock, log
from workflow.gesture import Actor
from workflow.timers import Due

#: How many one tick makes, and how long one may be owed: what is older (an archive brought in) is not owed any more.
AT_ONCE, OWED = 20, timedelta(days=60)
MADE = "receipt_made"


def owed(case: Dossier) -> bool:
    """Whether a receipt is about to be made."""
    due = case.receipt_due_since
    return due is not None and due >= clock.now() - OWED and not answered(case)


def answered(case: Dossier) -> bool:
    """Whether the request was decided, even if it was reopened since: silence means no more what a receipt says."""
    return case.leader_state in SETTLED or (case.beneficiary_kind in RULES and case.implicit_decision_on is None)


def due() -> Iterator[Due]:
    """The receipts that are due: those never tried, the longest awaited first, then those that failed, in turn."""
    since = clock.now() - OWED
    found = Dossier.objects.filter(receipt_due_since__gte=since)
    found = found.order_by(F("receipt_tried_at").asc(nulls_first=True), "receipt_due_since", "pk")
    for pk in list(found.values_list("pk", flat=True)[:AT_ONCE]):
        yield Due(f"receipt of case {pk}", partial(_try, pk))


def _try(pk: UUID) -> bool:
    """Notes the try before it is made: whatever ends it (a fault, a process killed) sends it behind the others."""
    Dossier.objects.filter(pk=pk).update(receipt_tried_at=clock.now())
    return make(pk)


def make(pk: UUID) -> bool:
    """Makes the receipt that a dossier is owed; whether one was made. A request already answered is owed none."""
    # Laying out takes seconds to import: only whoever makes a receipt waits for it.
    from decisions.receipts.rendering import render_receipt

    seen = Dossier.objects.select_related("call", "leader").get(pk=pk)
    if seen.receipt_due_since is None:
        return False
    inputs, pdf = None, b""
    if not answered(seen):
        inputs = receipt_inputs(seen, number=seen.receipts_made + 1, code=new_code())
        pdf = render_receipt(inputs)
    with transaction.atomic():
        case = lock(seen)
        # The process moves on meanwhile without harm; what the receipt says must not have.
        if (case.receipt_due_since, case.receipts_made) != (seen.receipt_due_since, seen.receipts_made):
            return False
        case.receipt_due_since = case.receipt_tried_at = None
        if inputs is not None:
            case.receipts_made += 1
            _keep(case, inputs, pdf)
        case.save(update_fields=["receipt_due_since", "receipt_tried_at", "receipts_made"])
    return inputs is not None


def _keep(case: Dossier, inputs: ReceiptInputs, pdf: bytes) -> None:
    receipt = Receipt.objects.create(
        dossier=case,
        number=case.receipts_made,
        code=inputs.verification.code,
        kind=inputs.kind,
        template_version=TEMPLATE_VERSION,
        inputs=inputs.canonical().decode(),
        sha256=hashlib.sha256(pdf).hexdigest(),
        made_at=clock.now(),
    )
    ReceiptFile.objects.create(receipt=receipt, content=pdf)
    data = {"receipt": inputs.number, "kind": receipt.kind, "sha256": receipt.sha256}
    log.record(case=case, actor=Actor.system(), event=MADE, data={**data, "inputs_sha256": inputs.inputs_sha256()})
    said = {
        "dossier": str(case),
        "received_on": written_day(inputs.received_on),
        "missing": "\n".join(f"- {m.label}" for m in inputs.missing),
        "complete": written_day(inputs.complete_since) if receipt.kind == Receipt.Kind.COMPLETE else "",
        "link": reverse("decisions:receipt", args=[case.reference, receipt.number]),
    }
    outbox.queue_each(to=leaders_of(case), template="receipt_made", context=said, key=f"receipt:{receipt.pk}")
