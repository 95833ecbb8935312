"""Signing: the bytes that were shown, once, when every guard holds; and what the database keeps of it for ever."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import Delegation
from accounts.roles import Role
from decisions.actions import record_countersignature
from decisions.models import Act, ActFile
from dossiers.models import Call, Dossier, Interest
from followup.models import FollowUp
from notifications.models import Message
from tests.decisions.desk import ASSOCIATION, LOCAL, PUBLIC_BODY, desk, inadmissible_desk
from tests.decisions.test_preparing import codes, prepared
from tests.world import do, fresh, ok, tell
from workflow import clock, triggers
from workflow.gesture import Gesture, new_key
from workflow.invariants import violations
from workflow.models import LogEntry, LogText, WorkItem
from workflow.verdict import Done, Refusal, Why

pytestmark = pytest.mark.django_db

FACT = "Le même service existe déjà dans le département."


# -- every kind and every route --------------------------------------------------
def test_a_signed_grant_moves_everything_at_once() -> None:
    with desk() as d:
        act = ok(d.prepare())
        done = ok(d.sign(act, version=d.dossier.version))
        dossier, act, call = d.dossier, prepared(act), Call.objects.get(pk=d.world.call.pk)
        assert (done.state, dossier.state, dossier.leader_state) == ("granted", "granted", "granted")
        assert dossier.implicit_decision_on is None  # an express decision: silence refuses nothing any more
        assert (act.status, act.signed_at, act.supersedes) == ("in_force", dossier.decided_at, None)
        assert (dossier.granted, dossier.reserved) == (Decimal(18000), 0)
        assert (call.signed, call.reserved) == (Decimal(18000), 0)
        assert (dossier.next_report_on, dossier.due_on) == (act.report_due, act.report_due)
        assert FollowUp.objects.get(dossier=dossier).paid == 0
        task, money = WorkItem.objects.filter(case_id=dossier.pk, closed_at=None).order_by("pk")
        assert (task.kind, task.assignee) == ("report:1", d.world.leader)
        assert (money.kind, money.role) == ("payment:1", Role.TEAM_LEAD)


def test_the_log_binds_the_signature_to_its_bytes() -> None:
    with desk() as d:
        act = d.signed()
        entry = LogEntry.objects.get(case_id=act.dossier_id, event="sign_grant")
        said = json.loads(entry.payload)["data"]
        file = ActFile.objects.get(act=act, part="act")
        assert said["pdf_sha256"] == said["about"] == hashlib.sha256(bytes(file.content)).hexdigest()
        assert (said["act"], said["amount"], said["kind"]) == (act.number, "18000.00", "grant")


@pytest.mark.parametrize("beneficiary", [ASSOCIATION, LOCAL], ids=["association", "local"])
def test_other_beneficiaries_are_granted_by_order(beneficiary: dict[str, str]) -> None:
    with desk(beneficiary) as d:
        assert d.signed().dossier.state == "granted"


def test_an_agreement_is_signed_after_its_beneficiary() -> None:
    with desk(PUBLIC_BODY) as d:
        act = ok(d.prepare())
        ok(record_countersignature(dossier=d.dossier, on=clock.today(), terms=act.terms_sha256, by=d.lead))
        ok(d.sign(act))
        assert (prepared(act).status, prepared(act).countersigned_on) == ("in_force", clock.today())


def test_a_refusal_that_the_committee_adopted() -> None:
    with desk(outcome="refusal", reasons=FACT) as d:
        act = d.signed(Act.Kind.REFUSAL)
        dossier = d.dossier
        assert (dossier.state, dossier.granted, dossier.decided_at) == ("refused", 0, act.signed_at)
        reason = LogText.objects.get(entry__case_id=dossier.pk, entry__event="sign_refusal", name="reason")
        assert reason.text == FACT
        assert not WorkItem.objects.filter(case_id=dossier.pk, closed_at=None).exists()


def test_a_refusal_in_place_of_a_grant_gives_its_amount_back() -> None:
    with desk() as d:
        assert Call.objects.get().reserved == Decimal(18000)
        d.signed(Act.Kind.REFUSAL, reasons_fact=FACT)
        assert (d.dossier.state, d.dossier.reserved, Call.objects.get().reserved) == ("refused", 0, 0)


def test_an_inadmissibility() -> None:
    with inadmissible_desk() as d:
        d.signed(Act.Kind.INADMISSIBILITY)
        assert d.dossier.state == "inadmissible"


def test_a_refusal_in_place_of_an_inadmissibility() -> None:
    with inadmissible_desk() as d:
        d.signed(Act.Kind.REFUSAL, reasons_fact=FACT)
        assert d.dossier.state == "refused"


def test_a_refusal_for_lack_of_credits() -> None:
    """Adopted beyond the envelope, waiting until the call's end."""
    with desk(call={"envelope": Decimal("10000.00")}) as d:
        assert d.dossier.state == "waiting"
        with clock.at(clock.now() + timedelta(days=400)):
            ok(do(d.dossier, "expire", None))
            act = d.signed(Act.Kind.REFUSAL)
            assert act.reasons_fact.startswith("L’enveloppe de l’appel est épuisée")


# -- guards, one by one -----------------------------------------------------------
def test_nothing_prepared_nothing_signed() -> None:
    with desk() as d:
        outcome = do(d.dossier, "sign_grant", d.signatory)
        assert codes(outcome) == ["act_current"]
        assert outcome.unmet[0].sentence == "L’acte n’est pas encore préparé."  # type: ignore[union-attr]
        assert codes(do(d.dossier, "sign_refusal", d.signatory, reason="Non.")) == [
            "reasons_in_law_and_fact",
            "refusal_act_current",
        ]


def test_without_delegation_nothing_is_prepared_nor_signed() -> None:
    with desk() as d:
        act = ok(d.prepare())
        Delegation.objects.update(ends_on=clock.today() - timedelta(1))
        assert codes(d.sign(act)) == ["act_current", "delegation_in_force"]
        assert codes(d.prepare()) == ["delegation_in_force"]


def test_a_delegation_bounds_amounts_and_lets_refusals_through() -> None:
    with desk() as d:
        Delegation.objects.update(ceiling=Decimal("17999.99"))
        refused = d.prepare()
        assert codes(refused) == ["delegation_in_force"]
        assert "17\u202f999,99" in refused.unmet[0].sentence
        d.signed(Act.Kind.REFUSAL, reasons_fact=FACT)


def test_a_delegation_of_exactly_the_amount_covers_it() -> None:
    with desk() as d:
        Delegation.objects.update(ceiling=Decimal("18000.00"))
        d.signed()


def test_a_delegation_lowered_after_the_preparation_is_seen() -> None:
    with desk() as d:
        act = ok(d.prepare())
        Delegation.objects.update(ceiling=Decimal("100.00"))
        assert codes(d.sign(act)) == ["act_current", "delegation_in_force"]


def test_an_act_of_yesterday_is_not_signed_today() -> None:
    with desk() as d:
        act = ok(d.prepare())
        with clock.at(clock.now() + timedelta(days=1)):
            assert codes(d.sign(act)) == ["act_current"]
            ok(d.sign(ok(d.prepare())))


def test_reasons_rewritten_in_another_window_are_not_signed_unread() -> None:
    with desk(outcome="refusal", reasons=FACT) as d:
        read = ok(d.prepare(Act.Kind.REFUSAL))
        ok(d.prepare(Act.Kind.REFUSAL, reasons_fact="Tout autre chose."))
        assert codes(d.sign(read)) == ["refusal_act_current", "reason_given"]
        assert codes(do(d.dossier, "sign_refusal", d.signatory, reason="x", about=read.pdf_sha256)) == [
            "refusal_act_current"
        ]


def test_a_refusal_s_act_does_not_sign_a_grant() -> None:
    with desk() as d:
        act = ok(d.prepare(Act.Kind.REFUSAL, reasons_fact=FACT))
        assert codes(do(d.dossier, "sign_grant", d.signatory, about=act.pdf_sha256)) == ["act_current"]


def test_a_grant_s_act_does_not_sign_a_refusal() -> None:
    with desk() as d:
        act = ok(d.prepare())
        outcome = do(d.dossier, "sign_refusal", d.signatory, reason=FACT, about=act.pdf_sha256)
        assert codes(outcome) == ["reasons_in_law_and_fact", "refusal_act_current"]


def test_an_excerpt_not_validated_holds_the_grant() -> None:
    with desk(validated=False) as d:
        act = ok(d.prepare())
        assert codes(d.sign(act)) == ["excerpt_validated"]
        d.validate(d.dossier)
        ok(d.sign(act))


def test_an_envelope_lowered_since_the_vote_holds_the_grant() -> None:
    with desk() as d:
        act = ok(d.prepare())
        Call.objects.update(envelope=Decimal("17000.00"))
        assert codes(d.sign(act)) == ["within_envelope"]
        Call.objects.update(envelope=Decimal("18000.00"))
        ok(d.sign(act))


def test_every_unmet_guard_is_told_at_once() -> None:
    with desk(PUBLIC_BODY, validated=False) as d:
        act = ok(d.prepare())
        Call.objects.update(envelope=Decimal("17000.00"))
        Delegation.objects.update(ends_on=clock.today() - timedelta(1))
        assert sorted(codes(d.sign(act))) == [
            "act_current",
            "convention_countersigned",
            "delegation_in_force",
            "excerpt_validated",
            "within_envelope",
        ]
        Call.objects.update(envelope=Decimal("100000.00"))


def test_only_the_signatory_signs_and_never_their_own_dossier() -> None:
    with desk() as d:
        act = ok(d.prepare())
        for role in (Role.TEAM_LEAD, Role.COPIL_CHAIR, Role.AUDITOR, Role.ADMIN, Role.LEADER):
            outcome = d.sign(act, by=d.world[role])
            assert isinstance(outcome, Refusal)
            assert outcome.why is Why.FORBIDDEN
        Interest.objects.create(dossier=d.dossier, person=d.signatory, reason="Parent", declared_at=clock.now())
        outcome = d.sign(act)
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.FORBIDDEN


# -- twice --------------------------------------------------------------------------
def test_the_same_signature_sent_twice_signs_once() -> None:
    with desk() as d:
        act, key, version = ok(d.prepare()), new_key(), d.dossier.version
        first, second = d.sign(act, key=key, version=version), d.sign(act, key=key, version=version)
        assert (first, second) == (
            Done("sign_grant", "granted", version + 1),
            Done("sign_grant", "granted", version + 1, replayed=True),
        )
        assert LogEntry.objects.filter(case_id=act.dossier_id, event="sign_grant").count() == 1
        tell()
        assert Message.objects.filter(template="decision_notified").count() == 1


def test_a_second_signature_under_another_key_is_refused() -> None:
    with desk() as d:
        act = ok(d.prepare())
        ok(d.sign(act))
        outcome = d.sign(act)
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.WRONG_STATE


def test_signing_takes_few_statements(statements: object) -> None:
    with desk() as d:
        act, signatory = ok(d.prepare()), d.signatory
        with statements(at_most=27):  # type: ignore[operator]
            ok(d.sign(act, by=signatory))


# -- messages ------------------------------------------------------------------------
def test_the_leaders_are_told_where_to_read_the_decision_and_nothing_of_it() -> None:
    with desk(outcome="refusal", reasons=FACT) as d:
        d.signed(Act.Kind.REFUSAL)
        tell()
        message = Message.objects.get(template="decision_notified")
        assert (message.recipient, message.context["link"]) == (d.world.leader, d.dossier.get_absolute_url())
        assert FACT not in str(message.context)


def test_a_decision_sent_back_tells_the_leader_nothing() -> None:
    with desk() as d:
        act = ok(d.prepare())
        ok(do(d.dossier, "send_back", d.signatory, reason="Revoir le budget."))
        tell()
        assert not Message.objects.filter(template="decision_notified").exists()
        assert (prepared(act).status, Call.objects.get().reserved) == ("dropped", 0)


# -- after --------------------------------------------------------------------------------
def test_a_correction_replaces_the_act_and_the_old_one_holds_until_then() -> None:
    with desk() as d:
        old = d.signed()
        ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
        new = ok(d.prepare())
        assert (prepared(old).status, new.number != old.number) == ("in_force", True)
        outcome = d.prepare(Act.Kind.REFUSAL, reasons_fact=FACT)
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.WRONG_STATE
        ok(d.sign(new))
        old, new = prepared(old), prepared(new)
        assert (old.status, old.superseded_by, old.superseded_at) == ("superseded", new, new.signed_at)
        assert (d.dossier.state, d.dossier.granted, Call.objects.get().signed) == ("granted", 18000, 18000)


def test_a_correction_dropped_leaves_the_act_in_force() -> None:
    with desk() as d:
        old = d.signed()
        ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
        new = ok(d.prepare())
        ok(do(d.dossier, "drop_correction", d.signatory))
        assert (prepared(old).status, prepared(new).status, d.dossier.state) == ("in_force", "dropped", "granted")


def test_dropping_a_correction_is_shown_only_where_there_is_one(client: Client) -> None:
    with desk() as d:
        client.force_login(d.lead)
        label = "Garder l’acte en vigueur"
        assert label not in {can.label for can in client.get(d.dossier.get_absolute_url()).context["verbs"]}
        d.signed()
        ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
        assert label in {can.label for can in client.get(d.dossier.get_absolute_url()).context["verbs"]}


def test_a_leader_reads_the_day_of_the_decision_on_the_journey(client: Client) -> None:
    with desk() as d:
        d.signed()
        client.force_login(d.dossier.leader)
        steps = client.get(d.dossier.get_absolute_url()).context["journey"]
        assert [step.label for step in steps if step.status == "done" and step.day is None] == []


def test_a_reopened_refusal_takes_its_act_back() -> None:
    with desk(outcome="refusal", reasons=FACT) as d:
        act = d.signed(Act.Kind.REFUSAL)
        ok(do(d.dossier, "reopen", d.lead, reason="Recours gracieux du 3 mars.", exception=True))
        assert (prepared(act).status, d.dossier.decided_at) == ("superseded", None)


def test_a_grant_declined_goes_back_to_the_envelope() -> None:
    with desk() as d:
        act = d.signed()
        ok(do(d.dossier, "decline", d.world.leader, reason="Le projet est abandonné."))
        assert (d.dossier.granted, Call.objects.get().signed, prepared(act).status) == (0, 0, "in_force")


# -- what the database keeps --------------------------------------------------------------------
def refused_by_the_database(change: object) -> bool:
    try:
        with transaction.atomic():
            change()  # type: ignore[operator]
    except DatabaseError as error:
        return "signed act" in str(error)
    return False


def test_a_signed_act_cannot_be_changed() -> None:
    with desk() as d:
        act = d.signed()
        mine, files = Act.objects.filter(pk=act.pk), ActFile.objects.filter(act=act)
        changes = [
            lambda: mine.update(amount=Decimal(1)),
            lambda: mine.update(pdf_sha256="0" * 64),
            lambda: mine.update(countersigned_on=clock.today()),
            lambda: mine.update(status="dropped", signed_at=None),
            lambda: mine.update(status="superseded", superseded_at=clock.now(), number="1"),
            lambda: files.update(content=b"%PDF"),
            lambda: ActFile.objects.create(act=act, part="other", content=b"%PDF"),
            lambda: files._raw_delete(files.db),
            lambda: mine._raw_delete(mine.db),
        ]
        assert [refused_by_the_database(change) for change in changes] == [True] * len(changes)


def test_a_superseded_act_never_comes_back_in_force() -> None:
    with desk(outcome="refusal", reasons=FACT) as d:
        act = d.signed(Act.Kind.REFUSAL)
        ok(do(d.dossier, "reopen", d.lead, reason="Recours gracieux du 3 mars.", exception=True))
        mine = Act.objects.filter(pk=act.pk)
        assert refused_by_the_database(lambda: mine.update(status="in_force", superseded_at=None))
        assert refused_by_the_database(lambda: mine.update(superseded_at=clock.now()))


@pytest.mark.breaks_invariants
def test_one_byte_of_a_stored_document_is_seen() -> None:
    with desk() as d:
        act = d.signed()
        assert list(violations()) == []
        triggers.remove(connection)
        try:
            file = ActFile.objects.get(act=act, part="act")
            content = bytearray(file.content)
            content[1000] ^= 1
            ActFile.objects.filter(pk=file.pk).update(content=bytes(content))
            found = [one for one in violations() if one.startswith("acte")]
            assert found == [f"acte {act.number} : acte modifié (l’empreinte ne correspond plus)"]
            ActFile.objects.filter(pk=file.pk).delete()
            found = [one for one in violations() if one.startswith("acte")]
            assert found == [f"acte {act.number} : acte absent"]
        finally:
            triggers.install()


@pytest.mark.breaks_invariants
def test_an_amount_or_a_hash_rewritten_everywhere_but_in_the_log_is_seen() -> None:
    with desk() as d:
        act = d.signed()
        triggers.remove(connection)
        try:
            Act.objects.filter(pk=act.pk).update(amount=Decimal(17000))
            found = [one for one in violations() if "17000" in one or "journal" in one]
            assert found == [
                f"acte {act.number} : le journal ne dit pas sa signature, ou en dit autre chose",
                f"dossier {d.dossier.reference} : l’acte {act.number} accorde 17000.00, le dossier 18000.00",
            ]
        finally:
            triggers.install()


@pytest.mark.breaks_invariants
def test_a_decided_dossier_without_its_act_is_seen() -> None:
    with desk() as d:
        act = d.signed()
        with transaction.atomic():
            Act.objects.filter(pk=act.pk).update(status="superseded", superseded_at=clock.now())
            assert f"dossier {d.dossier.reference} : décidé (granted) sans acte en vigueur" in list(violations())


def test_the_gesture_s_key_names_one_signature_only() -> None:
    with desk({}, {}) as d:
        key = new_key()
        first, second = (ok(d.prepare(dossier=fresh(one))) for one in d.dossiers)
        ok(d.sign(first, key=key))
        ok(d.sign(second, key=key))  # keys are per dossier
        outcome = d.sign(first, key=key, by=d.signatory)
        assert ok(outcome).replayed
        assert Gesture("sign_grant", about=first.pdf_sha256) != Gesture("sign_grant", about=second.pdf_sha256)
        assert Dossier.objects.filter(state="granted").count() == 2
