"""Acts are prepared before the lock: dated today, in the signatory's name, aged by anything they say that changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Delegation
from accounts.roles import Role
from decisions import actions
from decisions.actions import prepare_act, record_countersignature
from decisions.document import ActInputs, Route
from decisions.facts import load_acts
from decisions.models import Act, ActFile
from decisions.reading import inputs_of, read_inputs
from decisions.routes.cautions import cautions
from decisions.schedule import payments
from dossiers.models import Dossier
from tests.decisions.act_samples import EVERY_ACT
from tests.decisions.desk import ASSOCIATION, LOCAL, PUBLIC_BODY, Desk, desk, inadmissible_desk
from tests.world import do, fresh, ok, person
from workflow import calendar, clock
from workflow.gesture import Actor
from workflow.models import WorkItem
from workflow.verdict import Refusal, Why

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
#: Another establishment of the same legal person.
SISTER = "13002526500021"


def prepared(act: Act) -> Act:
    """That act as the database has it now."""
    return Act.objects.get(pk=act.pk)


def codes(outcome: object) -> list[str]:
    """The codes of what was unmet."""
    assert isinstance(outcome, Refusal), outcome
    return [unmet.code for unmet in outcome.unmet]


def is_current(desk: Desk) -> bool:
    """Whether the prepared act could be signed as it is."""
    return load_acts(desk.dossier, Actor(desk.signatory), None).current


@pytest.mark.parametrize("act", EVERY_ACT, ids=lambda act: f"{act.route}-{act.kind}")
def test_an_act_reads_back_from_its_canonical_bytes(act: ActInputs) -> None:
    assert read_inputs(act.canonical().decode()) == act


@given(route=st.sampled_from(Route), cents=st.integers(1, 10**10))
def test_payments_make_the_grant_and_none_is_empty(route: Route, cents: int) -> None:
    amount = Decimal(cents) / 100
    found = payments(route, amount)
    assert sum(one.amount for one in found) == amount
    assert all(one.amount > 0 for one in found)


def test_an_investment_advance_stays_under_thirty_percent_and_instalments_under_eighty() -> None:
    advance, instalment, _balance = payments(Route.LOCAL_INVESTMENT, Decimal("32000.00"))
    assert (advance.amount, advance.amount + instalment.amount) == (Decimal("9600.00"), Decimal("25600.00"))


def test_a_prepared_grant_says_what_the_committee_adopted() -> None:
    with desk(amount="15000.00", outcome="partial") as d:
        act = ok(d.prepare())
        inputs = inputs_of(prepared(act))
        assert (act.kind, act.status, act.amount) == ("grant", "prepared", Decimal("15000.00"))
        assert (inputs.grant and inputs.grant.amount, inputs.request.amount) == (Decimal(15000), Decimal(18000))
        assert inputs.committee is not None
        assert inputs.committee.met_on == clock.today()
        assert [finding.criterion for finding in inputs.findings] == [
            "Impact avéré sur l’action publique",
            "Interministériel, multipartenarial ou transposable",
            "Innovant, notamment dans les méthodes d’animation",
        ]
        assert inputs.signature.delegation is not None
        assert inputs.signature.delegation.reference == "Arrêté du 2 janvier 2026"
        assert {f.part for f in ActFile.objects.filter(act=act)} == {"act", "letter"}
        assert act.number == f"{clock.today().year}-LABO-0001"


@pytest.mark.parametrize(
    ("beneficiary", "route"),
    [
        ({}, Route.STATE_SERVICE),
        (ASSOCIATION, Route.ASSOCIATION_ORDER),
        (LOCAL, Route.LOCAL_INVESTMENT),
        (PUBLIC_BODY, Route.PUBLIC_BODY),
    ],
    ids=lambda value: str(value) if isinstance(value, Route) else "",
)
def test_the_route_follows_from_the_beneficiary(beneficiary: dict[str, str], route: Route) -> None:
    with desk(beneficiary) as d:
        act = ok(d.prepare())
        assert (act.route, inputs_of(act).route) == (route, route)


def test_what_an_association_was_granted_this_year_makes_its_next_act_an_agreement() -> None:
    """Whichever of its establishments asks; whoever signs is told before."""
    with desk(ASSOCIATION, {**ASSOCIATION, "siret": SISTER}) as d:
        first, second = d.dossiers
        early = ok(d.prepare(dossier=second))
        assert early.route == Route.ASSOCIATION_ORDER
        joined = (
            "Vérifiez le formulaire CERFA n°\u00a012156, joint ou remis cette année avec une autre demande, et le "
            "contrat d’engagement républicain signé."
        )
        assert cautions(second) == (joined,)
        act = d.signed(dossier=first)
        passed, before, _asked = (" ".join(one.split()) for one in cautions(fresh(second)))
        assert passed.startswith(
            "Avec cet acte, 36 000,00 € sont accordés à l’association dans l’année, plus que 23 000"
        )
        assert before == f"18 000,00 € lui ont déjà été accordés dans l’année ({act.number})."
        page = Client()
        page.force_login(d.signatory)
        assert "plus que 23" in page.get(f"/decisions/{second.reference}/signer/").content.decode()
        assert codes(d.sign(early)) == ["act_current"]  # 18 000 € and 18 000 € pass 23 000 €
        assert ok(d.prepare(dossier=second)).route == Route.ASSOCIATION_AGREEMENT


def test_a_commune_that_keeps_less_than_a_fifth_is_told_to_whoever_signs() -> None:
    with desk(LOCAL) as d:  # 18 000 € of 20 000 €
        (caution,) = cautions(d.dossier)
        assert "participation minimale est de 20\u00a0%" in caution


def test_a_refusal_says_its_default_reasons_unless_others_are_written() -> None:
    with desk(outcome="refusal", reasons="Aucun partenaire n’est associé.") as d:
        act = ok(d.prepare(Act.Kind.REFUSAL))
        assert act.reasons_fact == "Aucun partenaire n’est associé."
        assert "n’est pas un droit" in act.reasons_law
        again = ok(d.prepare(Act.Kind.REFUSAL, reasons_law="L’article 3.", reasons_fact="Le fait.\nUn autre."))
        reasons = inputs_of(again).reasons
        assert reasons is not None
        assert (reasons.law, reasons.fact) == (("L’article 3.",), ("Le fait.", "Un autre."))
        assert (again.pk, again.number, again.code) == (act.pk, act.number, act.code)


def test_a_refusal_in_place_of_a_grant_needs_the_signatory_s_own_facts() -> None:
    with desk() as d:
        assert codes(d.prepare(Act.Kind.REFUSAL)) == ["reasons_fact"]
        assert codes(d.prepare(Act.Kind.REFUSAL, reasons_fact="x" * 6001)) == ["reasons_fact"]
        assert not Act.objects.exists()


def test_another_kind_of_act_drops_the_one_prepared_and_takes_a_new_number() -> None:
    with desk() as d:
        grant = ok(d.prepare())
        refusal = ok(d.prepare(Act.Kind.REFUSAL, reasons_fact="Le projet existe déjà ailleurs."))
        assert (prepared(grant).status, refusal.status) == ("dropped", "prepared")
        assert refusal.number != grant.number


def test_an_inadmissibility_cites_no_committee() -> None:
    with inadmissible_desk() as d:
        act = ok(d.prepare(Act.Kind.INADMISSIBILITY))
        assert inputs_of(act).committee is None
        assert act.reasons_fact == "Le devis demandé manque."


def test_an_act_cites_the_completion_that_was_asked_for() -> None:
    with inadmissible_desk(completed=True) as d:
        request = inputs_of(ok(d.prepare(Act.Kind.INADMISSIBILITY))).request
        (completion,) = request.completions
        assert (completion.asked_on, completion.received_on) == (clock.today(), clock.today())
        assert completion.due_on == calendar.add(clock.today(), 20)
        assert completion.pieces == ("Le devis",)


def test_hidden_characters_and_markup_do_not_reach_the_act() -> None:
    with desk(outcome="refusal", reasons="Non.") as d:
        act = ok(d.prepare(Act.Kind.REFUSAL, reasons_fact="<b>Fort</b>\u202e\x07 & net"))
        assert act.reasons_fact == "<b>Fort</b> & net"
        reasons = inputs_of(act).reasons
        assert reasons is not None
        assert reasons.fact == ("<b>Fort</b> & net",)


def test_nobody_else_prepares() -> None:
    with desk() as d:
        for role in (Role.TEAM, Role.TEAM_LEAD, Role.COPIL_CHAIR, Role.AUDITOR, Role.ADMIN):
            outcome = prepare_act(dossier=d.dossier, kind=Act.Kind.GRANT, by=d.world[role])
            assert isinstance(outcome, Refusal)
            assert outcome.why is Why.FORBIDDEN
        outcome = prepare_act(dossier=d.dossier, kind=Act.Kind.GRANT, by=d.world.leader)
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.FORBIDDEN


def test_only_what_is_proposed_or_a_refusal_is_prepared() -> None:
    with desk() as d:
        outcome = d.prepare(Act.Kind.INADMISSIBILITY)
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.WRONG_STATE
        ok(do(d.dossier, "send_back", d.signatory, reason="À revoir."))
        outcome = d.prepare()
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.WRONG_STATE


# -- ageing -------------------------------------------------------------------
def test_an_act_ages_overnight() -> None:
    with desk() as d:
        ok(d.prepare())
        assert is_current(d)
        with clock.at(clock.now() + timedelta(days=1)):
            assert not is_current(d)


def test_an_act_ages_with_its_call_its_leader_and_its_signatory_s_name() -> None:
    with desk() as d:
        ok(d.prepare())
        for model, field in ((d.world.call, "title"), (d.world.call, "budget_line"), (d.signatory, "last_name")):
            before = getattr(model, field)
            type(model).objects.filter(pk=model.pk).update(**{field: "Autre"})
            assert not is_current(d), field
            type(model).objects.filter(pk=model.pk).update(**{field: before})
        assert is_current(d)


def test_an_act_ages_with_its_delegation() -> None:
    with desk() as d:
        ok(d.prepare())
        held = d.delegation
        Delegation.objects.create(
            signatory=d.signatory,
            reference="Arrêté du 3 mars 2026",
            quality="Préfète de région",
            ceiling=held.ceiling * 2,
            starts_on=held.starts_on,
            ends_on=held.ends_on,
        )
        assert not is_current(d)


def test_another_signatory_prepares_in_their_own_name() -> None:
    with desk() as d:
        act = ok(d.prepare())
        other = person("sgar", Role.SIGNATORY)
        Delegation.objects.create(
            signatory=other,
            reference="Arrêté du 4 mai 2026",
            quality="Secrétaire général",
            ceiling=Decimal(50000),
            starts_on=d.delegation.starts_on,
            ends_on=d.delegation.ends_on,
        )
        assert codes(d.sign(act, by=other)) == ["act_current"]
        theirs = ok(prepare_act(dossier=d.dossier, kind=Act.Kind.GRANT, by=other))
        assert (theirs.number, inputs_of(theirs).signature.signatory.last_name) == (act.number, "Essai")
        assert codes(d.sign(prepared(theirs))) == ["act_current"]
        assert ok(d.sign(prepared(theirs), by=other)).state == "granted"


def test_a_dossier_that_moves_while_its_act_is_rendered_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real move, made at the moment when the rendering ends."""
    with desk() as d:
        render = actions._render

        def moved_meanwhile(dossier: Dossier, draft: object) -> object:
            rendered = render(dossier, draft)  # type: ignore[arg-type]
            ok(do(dossier, "send_back", d.signatory, reason="À revoir."))
            return rendered

        monkeypatch.setattr(actions, "_render", moved_meanwhile)
        outcome = d.prepare()
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.STALE
        assert not Act.objects.exists()


# -- the beneficiary's signature ----------------------------------------------
def test_an_agreement_awaits_its_beneficiary_s_signature() -> None:
    with desk(PUBLIC_BODY) as d:
        act = ok(d.prepare())
        task = WorkItem.objects.get(case_id=d.dossier.pk, kind="countersign", closed_at=None)
        assert (task.role, task.due_on) == (Role.TEAM_LEAD, d.dossier.due_on)
        assert codes(d.sign(act)) == ["convention_countersigned"]
        today = clock.today()
        signed = {"dossier": d.dossier, "on": today, "terms": act.terms_sha256}
        for role in (Role.TEAM, Role.SIGNATORY):
            outcome = record_countersignature(**signed, by=d.world[role])
            assert isinstance(outcome, Refusal)
            assert outcome.why is Why.FORBIDDEN
        late = record_countersignature(**{**signed, "on": today + timedelta(1)}, by=d.lead)
        early = record_countersignature(**{**signed, "on": today - timedelta(2000)}, by=d.lead)
        assert (codes(late), codes(early)) == (["countersigned_on"], ["countersigned_on"])
        stale = record_countersignature(**{**signed, "terms": "0" * 64}, by=d.lead)
        assert isinstance(stale, Refusal)
        assert stale.why is Why.STALE
        ok(record_countersignature(**signed, by=d.lead))
        assert not WorkItem.objects.filter(kind="countersign", closed_at=None).exists()
        assert ok(d.sign(prepared(act))).state == "granted"


def test_a_signature_holds_for_the_same_terms_on_another_day_and_lapses_with_other_terms() -> None:
    with desk(PUBLIC_BODY) as d:
        act = ok(d.prepare())
        ok(record_countersignature(dossier=d.dossier, on=clock.today(), terms=act.terms_sha256, by=d.lead))
        with clock.at(clock.now() + timedelta(days=1)):
            again = ok(d.prepare())
            assert (again.countersigned_on, again.pdf_sha256 == act.pdf_sha256) == (
                clock.today() - timedelta(1),
                False,
            )
            type(d.world.call).objects.update(title="Un autre intitulé")
            other = ok(d.prepare())
            assert other.countersigned_on is None
            assert WorkItem.objects.filter(kind="countersign", closed_at=None).count() == 1


def test_no_agreement_no_countersignature() -> None:
    with desk() as d:
        act = ok(d.prepare())
        outcome = record_countersignature(dossier=d.dossier, on=clock.today(), terms=act.terms_sha256, by=d.lead)
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.WRONG_STATE
        assert fresh(d.dossier).state == "signature"
