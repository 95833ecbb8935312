"""What the signatory is shown before signing: the proposal and why, the envelope before and after, the act itself."""

from dataclasses import dataclass
from decimal import Decimal

from copil.facts import VoteFacts
from copil.reading import DecisionReading, decision_of
from decisions.amending.agreed import agreed
from decisions.amending.said import Amendment
from decisions.amending.terms import amendment, carried
from decisions.conditions.days import Dated, dated, terms_of
from decisions.document import ActInputs
from decisions.facts import ActFacts, is_agreement
from decisions.inputs import superseded_by
from decisions.kinds import SIGNING_VERBS, kinds_open
from decisions.layout import Layout, layout_of
from decisions.models import Act
from decisions.reading import inputs_of
from decisions.release.moment import together
from decisions.routes.cautions import cautions
from dossiers.envelope import left_for
from dossiers.models import Call, Dossier
from dossiers.page.glance import Glance
from scoring.reading import ConsensusReading, consensuses_for
from workflow.gesture import Actor
from workflow.grammar import Transition
from workflow.judgment import find, judge, load_facts
from workflow.models import LogText
from workflow.verdict import Unmet


@dataclass(frozen=True)
class EnvelopeView:
    """The call's envelope in euros, before and after this signature; what this dossier holds already counts as free."""

    envelope: Decimal
    elsewhere: Decimal
    left: Decimal
    amount: Decimal

    @property
    def after(self) -> Decimal:
        return self.left - self.amount


@dataclass(frozen=True)
class ActView:
    """The prepared act in words. `aged`: it must be prepared again before it can be signed."""

    act: Act
    inputs: ActInputs
    layout: Layout
    aged: bool
    agreement: bool


@dataclass(frozen=True)
class Amended:
    """What an amending act changes; `title` says which one it is, of which act."""

    title: str
    said: Amendment


@dataclass(frozen=True)
class Sheet:
    """Everything on the page of one signature. `unmet` is what stands in the way of `step`, all of it; `cautions`
    what to look at, by route; `grouped`, whether it will be told with the session's other decisions; `correction`, why
    the act in force is corrected, empty when it is not.
    """

    dossier: Dossier
    facts: ActFacts
    kind: Act.Kind
    step: Transition
    unmet: tuple[Unmet, ...]
    decision: DecisionReading | None
    consensus: ConsensusReading | None
    envelope: EnvelopeView | None
    prepared: ActView | None
    may_refuse: bool
    way_back: Transition | None
    grouped: bool
    conditions: tuple[Dated, ...]
    cautions: tuple[str, ...]
    amended: Amended | None
    correction: str

    @property
    def allowed(self) -> bool:
        return not self.unmet

    @property
    def instead(self) -> bool:
        """Whether the prepared act is not the one proposed: a refusal on the signatory's own reasons."""
        return self.kind != self.dossier.proposal


def sheet_of(glance: Glance) -> Sheet:
    """The sheet of a dossier in `signature`, for a signatory."""
    dossier, actor = glance.dossier, Actor(glance.user)
    verbs = (*SIGNING_VERBS.values(), "send_back", "drop_correction")
    steps = {verb: step for verb in verbs if (step := find(dossier, verb)) is not None}
    loaded = load_facts(dossier, actor, tuple(steps.values()), None)
    facts: ActFacts = loaded[ActFacts]
    kind = Act.Kind(facts.prepared.kind if facts.prepared else dossier.proposal)
    step = steps[SIGNING_VERBS[kind]]
    former = inputs_of(facts.in_force) if facts.in_force else None
    prepared = _act_view(facts)
    amended = _amended(dossier, facts.in_force, former, prepared)
    back = (steps[verb] for verb in ("send_back", "drop_correction") if judge(steps[verb], loaded, None).allowed)
    return Sheet(
        dossier=dossier,
        facts=facts,
        kind=kind,
        step=step,
        unmet=judge(step, loaded, None).unmet,
        decision=decision_of(dossier),
        consensus=consensuses_for(glance.user, [dossier]).get(dossier.pk),
        envelope=_envelope(dossier, dossier.call) if kind is Act.Kind.GRANT else None,
        prepared=prepared,
        may_refuse=Act.Kind.REFUSAL in kinds_open(dossier, facts.in_force) and kind is not Act.Kind.REFUSAL,
        way_back=next(back, None),
        conditions=dated(dossier, terms_of(former.grant if former else None)),
        cautions=cautions(dossier, replaces=facts.in_force is not None) if kind is Act.Kind.GRANT else (),
        grouped=together(loaded[VoteFacts].item, kind, in_force=facts.in_force),
        amended=amended,
        correction=_why_corrected(dossier) if former and former.grant and not amended else "",
    )


def _amended(
    dossier: Dossier, in_force: Act | None, former: ActInputs | None, prepared: ActView | None
) -> Amended | None:
    """As the act prepared says it; before, as it will."""
    if former is None or former.grant is None:
        return None
    said = prepared.inputs.amendment if prepared and not prepared.aged else None
    superseded = superseded_by(in_force, former)
    if said is None and superseded is not None and (terms := agreed(dossier)) is not None:
        grant = carried(former.grant, former.grant, terms)
        said = amendment(terms, former=former, superseded=superseded, grant=grant)
    if said is None:
        return None
    return Amended(layout_of(former).clauses.amending.title(said.number, said.of), said)


def _why_corrected(dossier: Dossier) -> str:
    """In the words of whoever asked for the correction; one statement."""
    said = LogText.objects.filter(entry__process="dossier", entry__case_id=dossier.pk, entry__event="correct")
    return said.filter(name="reason").order_by("-entry__seq").values_list("text", flat=True).first() or ""


def _envelope(dossier: Dossier, call: Call) -> EnvelopeView:
    left = left_for(dossier, call)
    return EnvelopeView(call.envelope, call.envelope - left, left, dossier.proposed_amount)


def _act_view(facts: ActFacts) -> ActView | None:
    if facts.prepared is None:
        return None
    inputs = inputs_of(facts.prepared)
    return ActView(facts.prepared, inputs, layout_of(inputs), not facts.current, is_agreement(facts.prepared))
