"""What must be true of acts: their bytes are those that the log holds, and they agree with their dossiers."""

import hashlib
import json
from collections.abc import Iterator

from django.db.models import Q

from decisions.models import Act, ActFile
from decisions.release.moment import TELL
from dossiers.models import Dossier
from workflow.invariants import invariant
from workflow.models import LogEntry, WorkItem
from workflow.sealing.kept import Looked

#: States in which a dossier has an act in force, with its kind. A correction is a grant waiting for another signature.
IN_FORCE = {"granted": Act.Kind.GRANT, "refused": Act.Kind.REFUSAL, "inadmissible": Act.Kind.INADMISSIBILITY}


#: In which words each file of an act is said to be no longer the one signed.
MODIFIED = {ActFile.Part.ACT: "acte modifié", ActFile.Part.LETTER: "lettre de notification modifiée"}


@invariant
def signed_bytes_are_whole() -> Iterator[str]:
    """Each signed act has its two files and its inputs, byte for byte as the log says they were signed."""
    return signed_bytes(lambda: None)


def signed_bytes(looked: Looked) -> Iterator[str]:
    """The same; `looked` hears of each act."""
    logged = _logged()
    for act in Act.objects.signed().order_by("pk").iterator(chunk_size=200):
        looked()
        hashes = {
            "pdf_sha256": act.pdf_sha256,
            "letter_sha256": act.letter_sha256,
            "inputs_sha256": act.inputs_sha256,
        }
        if logged.get(act.number) != {
            "case": str(act.dossier_id),
            "kind": act.kind,
            "amount": str(act.amount),
            **hashes,
        }:
            yield f"acte {act.number} : le journal ne dit pas sa signature, ou en dit autre chose"
        if hashlib.sha256(act.inputs.encode()).hexdigest() != act.inputs_sha256:
            yield f"acte {act.number} : données modifiées (l’empreinte ne correspond plus)"
        elif _listed(act) != _said(act):
            yield f"acte {act.number} : le registre en dit autre chose que ses données"
        files = {file.part: hashlib.sha256(file.content).hexdigest() for file in ActFile.objects.filter(act=act)}
        for part, sha256 in ((ActFile.Part.ACT, act.pdf_sha256), (ActFile.Part.LETTER, act.letter_sha256)):
            if part not in files:
                yield f"acte {act.number} : {part.label} absent"
            elif files[part] != sha256:
                yield f"acte {act.number} : {MODIFIED[part]} (l’empreinte ne correspond plus)"


def _listed(act: Act) -> tuple[object, ...]:
    """What lists and searches read of an act, from columns of its own."""
    due = str(act.report_due) if act.report_due else None
    return (act.title, act.beneficiary, act.route, act.amendment, due)


def _said(act: Act) -> tuple[object, ...]:
    """The same, as its data say it."""
    said = json.loads(act.inputs)["inputs"]
    grant, amendment = said["grant"] or {}, said.get("amendment") or {}
    due = grant.get("report_due")
    return (said["project"]["title"], said["beneficiary"]["name"], said["route"], amendment.get("number", 0), due)


def _logged() -> dict[str, dict[str, str]]:
    """What the log says of each signature, by act number."""
    found = {}
    entries = LogEntry.objects.filter(process="dossier", event__startswith="sign_").order_by("pk")
    for payload in entries.values_list("payload", flat=True).iterator(chunk_size=500):
        said = json.loads(payload)
        data = said["data"]
        kept = ("kind", "amount", "pdf_sha256", "letter_sha256", "inputs_sha256")
        found[data.get("act", "")] = {"case": said["case"], **{name: data.get(name, "") for name in kept}}
    return found


@invariant
def dossiers_have_their_act() -> Iterator[str]:
    """A decided dossier has the act of its state in force, for its amount; an undecided one has none."""
    acts = Act.objects.filter(status=Act.Status.IN_FORCE).order_by()
    in_force = {act.dossier_id: act for act in acts.only("dossier_id", "number", "kind", "amount")}
    decided = Q(state__in=[*IN_FORCE, "closed"]) | Q(suspended_from="granted") | Q(pk__in=acts.values("dossier"))
    for dossier in Dossier.objects.filter(decided).order_by("pk"):
        act, state = in_force.get(dossier.pk), dossier.suspended_from or dossier.state
        wanted, name = IN_FORCE.get(state, Act.Kind.GRANT), dossier.reference
        if act is None:
            yield f"dossier {name} : décidé ({state}) sans acte en vigueur"
        elif act.kind != wanted or state not in {*IN_FORCE, "closed", "signature"}:
            yield f"dossier {name} : l’acte {act.number} en vigueur ({act.kind}) contredit l’étape {state}"
        elif act.kind == Act.Kind.GRANT and state != "closed" and act.amount != dossier.granted:
            yield f"dossier {name} : l’acte {act.number} accorde {act.amount}, le dossier {dossier.granted}"


@invariant
def only_signatures_wait_for_a_prepared_act() -> Iterator[str]:
    """An act is prepared only while the dossier waits for a signature."""
    waiting = Q(dossier__state="signature") | Q(dossier__suspended_from="signature")
    for number in Act.objects.filter(status=Act.Status.PREPARED).exclude(waiting).values_list("number", flat=True):
        yield f"acte {number} : préparé sur un dossier qui n’attend pas de signature"


@invariant
def signed_decisions_are_told_or_wait_to_be() -> Iterator[str]:
    """Leaders read a decision from its notification on, not before; until then somebody has it to tell."""
    awaited = set(WorkItem.objects.filter(kind=TELL, closed_at=None).values_list("case_id", flat=True))
    acts = Act.objects.filter(status=Act.Status.IN_FORCE, notified_at=None).select_related("dossier").order_by("pk")
    for act in acts.defer("inputs"):
        case = act.dossier
        if IN_FORCE.get(case.state) == act.kind and case.pk not in awaited:
            yield f"dossier {case.reference} : personne n’a l’acte {act.number} à notifier"
        if case.leader_state in {*IN_FORCE, "closed"}:
            yield f"dossier {case.reference} : son porteur lit une décision dont l’acte {act.number} n’est pas notifié"
