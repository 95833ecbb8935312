"""The decision's data as they travel inside the PDF: static/schemas/decision-1.schema.json is their contract.

No postal address and no contact: what identifies the beneficiary is its SIRET.
"""

import json
from decimal import Decimal
from typing import Final

from decisions.amending.said import Amendment
from decisions.document import ActInputs, Grant, Reasons

SCHEMA: Final = "urn:jalon:schema:decision:1"


def public_json(act: ActInputs) -> bytes:
    """UTF-8 JSON, indented for a reader; amounts are strings with two digits, dates ISO 8601."""
    return (json.dumps(_decision(act), ensure_ascii=False, indent=2) + "\n").encode()


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _decision(act: ActInputs) -> dict[str, object]:
    signature = act.signature
    return {
        "schema": SCHEMA,
        "kind": act.kind.value,
        "route": act.route.value,
        "reference": act.reference,
        "issuer": {"authority": act.issuer.authority, "service": act.issuer.service, "lab": act.issuer.lab},
        "beneficiary": {
            "name": act.beneficiary.name,
            "siret": act.beneficiary.siret,
            "rna": act.beneficiary.rna or None,
        },
        "request": {
            "dossier": act.request.dossier,
            "call": act.request.call,
            "deposited_on": act.request.deposited_on.isoformat(),
            "amount": _amount(act.request.amount),
        },
        "project": {"title": act.project.title, "purpose": act.project.purpose},
        "committee": act.committee
        and {
            "name": act.committee.name,
            "met_on": act.committee.met_on.isoformat(),
            "minutes": act.committee.minutes,
        },
        "findings": [
            {
                "criterion": finding.criterion,
                "score": None if finding.score is None else f"{finding.score.normalize():f}",
                "text": finding.text,
            }
            for finding in act.findings
        ],
        "grant": act.grant and _grant(act.grant),
        "reasons": act.reasons and _reasons(act.reasons),
        "signature": {
            "place": signature.place,
            "signed_on": signature.signed_on.isoformat(),
            "quality": signature.signatory.quality,
            "first_name": signature.signatory.first_name,
            "last_name": signature.signatory.last_name,
            "delegation": signature.delegation and signature.delegation.reference,
        },
        "supersedes": act.supersedes
        and {"title": act.supersedes.title, "signed_on": act.supersedes.signed_on.isoformat()},
        "amendment": act.amendment and _amendment(act.amendment),
        "verification": {"code": act.verification.code, "url": act.verification.url},
        "template_version": act.template_version,
    }


def _grant(grant: Grant) -> dict[str, object]:
    return {
        "currency": "EUR",
        "amount": _amount(grant.amount),
        "eligible_expense": _amount(grant.eligible_expense),
        "rate_percent": _amount(grant.rate),
        "computation": grant.computation,
        "period": {"from": grant.starts_on.isoformat(), "to": grant.ends_on.isoformat()},
        "expenses": [{"label": each.label, "amount": _amount(each.amount)} for each in grant.expenses],
        "milestones": [{"label": each.label, "due": each.due.isoformat()} for each in grant.milestones],
        "payments": [
            {"label": each.label, "amount": _amount(each.amount), "condition": each.condition}
            for each in grant.payments
        ],
        "report_due": grant.report_due.isoformat(),
        "indicators": [
            {"name": each.name, "baseline": each.baseline, "target": each.target} for each in grant.indicators
        ],
        "conditions": list(grant.conditions),
        "condition_terms": [
            {"due": term.due.isoformat(), "before_payment": term.before_payment} for term in grant.terms
        ],
        "budget": {
            "year": grant.budget.year,
            "programme": grant.budget.programme,
            "cost_centre": grant.budget.cost_centre,
            "domain": grant.budget.domain,
            "activity": grant.budget.activity or None,
            "receiving_unit": grant.budget.receiving_unit or None,
        },
    }


def _amendment(amendment: Amendment) -> dict[str, object]:
    return {
        "number": amendment.number,
        "of": {"title": amendment.of, "signed_on": amendment.of_signed_on.isoformat()},
        "asked_on": amendment.asked_on.isoformat(),
        "by_beneficiary": amendment.by_beneficiary,
        "reason": amendment.reason,
        "changes": [{"what": each.what, "before": each.before, "after": each.after} for each in amendment.changes],
    }


def _reasons(reasons: Reasons) -> dict[str, object]:
    return {"law": list(reasons.law), "fact": list(reasons.fact)}
