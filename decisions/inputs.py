"""From what the dossier, the consensus and the committee's vote say, to the inputs of the act and of its letter.

Reads only; called before the lock, when an act is prepared. Everything that shows on the pages ends up in `ActInputs`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Delegation as DelegationRow
from accounts.models import User
from copil.reading import decision_of
from decisions import document as doc
from decisions.amending.agreed import Agreed
from decisions.amending.terms import amendment, carried
from decisions.authority import signing_quality
from decisions.conditions.days import dated, terms_of
from decisions.french import money
from decisions.identity import Identity, identity
from decisions.layout import layout_of
from decisions.models import Act
from decisions.reading import inputs_of
from decisions.schedule import REPORT_AFTER, interim_due, payments
from decisions.verification import page_url
from decisions.wording.placeholders import lines, values_of
from decisions.wording.versions import Words
from dossiers.form.budget import amount as amount_of
from dossiers.form.budget import totals
from dossiers.models import CompletionRequest, Dossier
from scoring.reading import consensus_of
from workflow import clock

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """What distinguishes the act being prepared: its number, its code, its route, who signs, on what reasons, the act
    in force that it replaces, the terms agreed where it amends it.
    """

    number: str
    code: str
    kind: str
    route: doc.Route
    signatory: User
    delegation: DelegationRow
    reasons_law: str
    reasons_fact: str
    supersedes: Act | None
    wording: Words
    agreed: Agreed | None = None


def act_inputs(dossier: Dossier, draft: Draft) -> doc.ActInputs:
    """Everything the act says; some eight statements, none of which is under the lock."""
    lab = identity()
    version = dossier.versions.get(number=dossier.submitted_version)
    content: Mapping[str, Answers] = version.content
    is_grant = draft.kind == Act.Kind.GRANT
    former = inputs_of(draft.supersedes) if draft.supersedes else None
    superseded = superseded_by(draft.supersedes, former)
    grant = _grant(dossier, draft, content, lab, former) if is_grant else None
    return doc.ActInputs(
        kind=doc.Kind(draft.kind),
        route=draft.route,
        branding=lab.branding,
        reference=draft.number,
        issuer=lab.issuer,
        beneficiary=_beneficiary(content["beneficiary"]),
        request=_request(dossier, clock.day_of(version.submitted_at)),
        project=doc.Project(title=dossier.title, purpose=dossier.summary),
        signature=_signature(draft, lab),
        appeals=lab.appeals,
        verification=doc.Verification(code=draft.code, url=page_url(draft.code)),
        committee=_committee(dossier, lab) if draft.kind != Act.Kind.INADMISSIBILITY else None,
        findings=_findings(dossier) if is_grant else (),
        grant=grant,
        reasons=None if is_grant else doc.Reasons(law=_lines(draft.reasons_law), fact=_lines(draft.reasons_fact)),
        supersedes=superseded,
        amendment=amendment(draft.agreed, former=former, superseded=superseded, grant=grant)
        if draft.agreed and former and superseded and grant
        else None,
        texts=draft.wording.act.texts,
        template_version=draft.wording.act.template_version,
    )


def letter_inputs(act: doc.ActInputs, dossier: Dossier, wording: Words) -> doc.NotificationInputs:
    """The letter that brings the act to its leader."""
    issuer = act.issuer
    of_service = act.route is doc.Route.STATE_SERVICE and act.kind is doc.Kind.GRANT
    steps = wording.letter.text("next_steps_service" if of_service else "next_steps")
    return doc.NotificationInputs(
        act=act,
        recipient=dossier.leader.full_name,
        recipient_address=f"{act.beneficiary.name}\n{act.beneficiary.address}",
        salutation="Madame, Monsieur",
        place=act.signature.place,
        sent_on=act.signature.signed_on,
        author=act.signature.signatory,
        contact=doc.Contact(name=f"équipe du {issuer.lab}", email=issuer.email, phone=issuer.phone),
        next_steps=lines(steps, values_of(act)),
        enclosures=(f"Acte n° {act.reference}",),
        texts=wording.letter.texts,
    )


def _beneficiary(answers: Answers) -> doc.Beneficiary:
    name = answers.get("representative_last_name", "")
    pledge = answers.get("pledge_on", "")
    representative = doc.Person(
        quality=answers.get("representative_quality", ""),
        first_name=answers.get("representative_first_name", ""),
        last_name=name,
    )
    return doc.Beneficiary(
        name=answers["name"],
        siret=answers["siret"],
        address=answers["address"],
        representative=representative if name else None,
        republican_pledge_on=date.fromisoformat(pledge) if pledge else None,
    )


def _request(dossier: Dossier, last_deposit: date) -> doc.Request:
    """The demand, with what was found missing in it: what was asked for, when, until when, and when it came."""
    return doc.Request(
        dossier=dossier.reference,
        deposited_on=clock.day_of(dossier.deposited_at) if dossier.deposited_at else last_deposit,
        call=f"l’appel à projets « {dossier.call.title} »",
        amount=dossier.requested,
        completions=completions(dossier),
    )


def completions(dossier: Dossier) -> tuple[doc.Completion, ...]:
    """Every request for missing pieces, the first one first; no statement where nothing was asked for, else two."""
    if not dossier.pieces_asked:
        return ()
    requests = dossier.completion_requests.order_by("number").prefetch_related("pieces")
    return tuple(
        doc.Completion(
            asked_on=clock.day_of(request.asked_at),
            due_on=request.due_on,
            pieces=tuple(piece.label for piece in request.pieces.all()),
            received_on=_received(request),
        )
        for request in requests
    )


def _received(request: CompletionRequest) -> date | None:
    """The day its last piece came; None while one is awaited, or when all of them were done without."""
    came = [piece.provided_at for piece in request.pieces.all() if piece.provided_at]
    return clock.day_of(max(came)) if came and request.completed_at else None


def _signature(draft: Draft, lab: Identity) -> doc.Signature:
    """Under the delegation, unless who signs is the authority itself."""
    person, delegated = draft.signatory, draft.delegation.quality.casefold() != lab.issuer.authority.casefold()
    return doc.Signature(
        signatory=doc.Person(
            quality=signing_quality(draft.delegation), first_name=person.first_name, last_name=person.last_name
        ),
        place=lab.place,
        signed_on=clock.today(),
        delegation=doc.Delegation(reference=draft.delegation.reference) if delegated else None,
    )


def _committee(dossier: Dossier, lab: Identity) -> doc.Committee | None:
    decision = decision_of(dossier)
    if decision is None:
        return None
    return doc.Committee(
        name=f"comité de pilotage du {lab.issuer.lab}",
        met_on=decision.held_on,
        minutes=f"relevé de décisions n° {decision.session}",
    )


def _findings(dossier: Dossier) -> tuple[doc.Finding, ...]:
    """One considérant a criterion, in the consensus's own words; its general rationale where it has none."""
    consensus = consensus_of(dossier)
    if consensus is None:
        return ()
    return tuple(
        doc.Finding(criterion=one.title, text=one.rationale or consensus.rationale, score=one.score)
        for one in consensus.criteria
    )


def _grant(
    dossier: Dossier, draft: Draft, content: Mapping[str, Answers], lab: Identity, former: doc.ActInputs | None
) -> doc.Grant:
    """What is granted: by a first act as it was asked for and voted; by one that replaces another, on its terms."""
    granted = former.grant if former else None
    proposed = _proposed(dossier, draft.route, content, lab, granted)
    return carried(proposed, granted, draft.agreed) if granted else proposed


def _proposed(
    dossier: Dossier, route: doc.Route, content: Mapping[str, Answers], lab: Identity, former: doc.Grant | None
) -> doc.Grant:
    amount, budget, calendar = dossier.proposed_amount, content["budget"], content["calendar"]
    eligible, conditions = totals(budget).expenses, dated(dossier, terms_of(former))
    starts_on, ends_on = date.fromisoformat(calendar["starts_on"]), date.fromisoformat(calendar["ends_on"])
    return doc.Grant(
        amount=amount,
        eligible_expense=eligible,
        computation=_computation(dossier, whole=amount == eligible),
        starts_on=starts_on,
        ends_on=ends_on,
        report_due=ends_on + REPORT_AFTER,
        interim_due=interim_due(route, starts_on=starts_on, ends_on=ends_on, signed_on=clock.today()),
        budget=lab.budget(clock.today().year, dossier.call.budget_line),
        expenses=tuple(
            doc.Expense(label=row["label"], amount=amount_of(row["amount"]))
            for row in budget["expenses"]
            if amount_of(row["amount"])
        ),
        payments=payments(route, amount),
        indicators=(_indicator(content["indicator"]),),
        conditions=tuple(one.text for one in conditions),
        terms=tuple(doc.Term(due=one.due_on, before_payment=one.before_payment) for one in conditions),
    )


def _computation(dossier: Dossier, *, whole: bool) -> str:
    if dossier.proposed_amount < dossier.requested:
        return f"montant arrêté par le comité de pilotage, sur {money(dossier.requested)} demandés"
    if whole:
        return "montant demandé, égal à la dépense éligible"
    return "montant demandé, le reste de la dépense éligible étant apporté par les autres ressources du projet"


def _indicator(answers: Answers) -> doc.Indicator:
    baseline = answers.get("baseline")
    return doc.Indicator(
        name=answers["indicator"],
        baseline=_measure(baseline, answers["unit"]) if baseline else "à mesurer au démarrage",
        target=_measure(answers["target"], answers["unit"]),
    )


def _measure(value: str, unit: str) -> str:
    """A number of the form (12.5) and its unit, as France writes them."""
    return f"{value.replace('.', ',')} {unit}"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def superseded_by(act: Act | None, former: doc.ActInputs | None) -> doc.Superseded | None:
    """How an act names the one in force that it replaces; `former` is what that one says."""
    if act is None or former is None or act.signed_at is None:
        return None
    return doc.Superseded(title=f"{layout_of(former).named_act} n° {act.number}", signed_on=clock.day_of(act.signed_at))
