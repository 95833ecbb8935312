"""What the administration does to a call, by its verbs: who, what is refused, what follows, what is kept of it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from accounts.roles import Role
from dossiers import actions, envelope
from dossiers.actions import call_opening, calls
from dossiers.calls.consequences import of_closing, of_opening
from dossiers.calls.frozen import frozen
from dossiers.calls.keeping import CallMoved
from dossiers.calls.wording import Told
from dossiers.models import Call, CallChange, CallWording, Phase
from notifications.models import Message
from tests import world
from tests.processes import Making, at_once
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.models import WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db
CLOCKS = ("draft_days", "pieces_days", "challenge_days", "review_days", "signature_days", "invitation_days")
DESCRIBED = {
    "presentation": "Pour les agents publics.",
    "contact_name": "Lab-O",
    "contact_email": "lab@lab-o.example",
}


@pytest.fixture
def lab() -> World:
    return world.build()


def admin(lab: World) -> User:
    return lab[Role.ADMIN]


def now(call: Call) -> Call:
    return Call.objects.get(pk=call.pk)


def codes(outcome: Any) -> list[str]:
    assert isinstance(outcome, Refusal), outcome
    return [reason.code for reason in outcome.unmet]


def fund(lab: World, amount: str, *, by: User | None = None, **said: Any) -> Any:
    told = {"budget_line": "BOP 349", "reason": "Abondement.", "reference": "Notification n° 12", **said}
    call = now(lab.call)
    return calls.fund_call(
        call=call, envelope=Decimal(amount), revision=told.pop("revision", call.revision), by=by or admin(lab), **told
    )


def describe(call: Call, by: User, **said: Any) -> Any:
    told = {"title": call.title, **DESCRIBED, **said}
    return calls.describe_call(call=call, revision=now(call).revision, by=by, **told)


def date(lab: World, *, reason: str = "Report.", **days: int) -> Any:
    call = now(lab.call)
    dates = {name: getattr(call, name) for name in ("opens_on", "closes_on", "ends_on")}
    dates |= {name: clock.today() + timedelta(n) for name, n in days.items()}
    return call_opening.date_call(call=call, reason=reason, revision=call.revision, by=admin(lab), **dates)


def prepared(lab: World) -> Call:
    """A call in preparation, ready to open."""
    today = clock.today()
    call = ok(
        call_opening.create_call(
            code="neuf-2027",
            title="Appel neuf",
            opens_on=today,
            closes_on=today + timedelta(30),
            ends_on=today + timedelta(300),
            by=admin(lab),
        )
    )
    describe(call, admin(lab))
    lab.call = call
    ok(fund(lab, "50000.00"))
    return now(call)


def open_(call: Call, by: User, **said: Any) -> Any:
    told = {"closes_on": call.closes_on, "reason": "", "revision": call.revision, **said}
    return call_opening.open_call(call=call, by=by, **told)


def close(call: Call, by: User, reason: str = "Enveloppe épuisée.") -> Any:
    return call_opening.close_call(call=call, reason=reason, revision=now(call).revision, by=by)


# -- who ------------------------------------------------------------------------------
def gestures(lab: World, by: User) -> list[Any]:
    call, today = lab.call, clock.today()
    days = {"opens_on": today, "closes_on": today, "ends_on": today}
    kept = {"call": call, "revision": call.revision, "by": by}
    people = {"referents_wanted": 3, "reviewers_wanted": 3, "reviewers_wanted_small": 2}
    return [
        call_opening.create_call(code="X", title="X", by=by, **days),
        call_opening.clone_call(call=call, code="Y", title="Y", opens_on=today, by=by),
        call_opening.date_call(reason="", **days, **kept),
        open_(call, by),
        close(call, by),
        describe(call, by),
        fund(lab, "200000.00", by=by),
        calls.staff_call(**people, small_request=Decimal(1), challenger_may_review=True, **kept),
        calls.time_call(**dict.fromkeys(CLOCKS, 9), **kept),
        calls.word_call(section="need", said={"users": Told("A", "B")}, **kept),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.SYSTEM}])
def test_nobody_but_the_administration_changes_a_call(lab: World, role: Role) -> None:
    before = list(Call.objects.order_by("pk").values())
    assert {outcome.why for outcome in gestures(lab, lab[role])} == {Why.FORBIDDEN}
    assert list(Call.objects.order_by("pk").values()) == before
    assert not CallChange.objects.exists()


# -- the money -------------------------------------------------------------------------
def test_each_change_of_the_envelope_keeps_who_when_from_to_why_and_on_what(lab: World) -> None:
    ok(fund(lab, "250000.00"))
    change = CallChange.objects.get()
    assert change.moved == [["envelope", "100000.00", "250000.00"]]
    assert (change.by, change.reason, change.reference) == (admin(lab), "Abondement.", "Notification n° 12")
    assert now(lab.call).envelope == Decimal("250000.00")


def test_no_reason_no_reference_no_change(lab: World) -> None:
    assert codes(fund(lab, "250000.00", reason=" \x00 ", reference="")) == ["reason", "reference"]
    assert codes(fund(lab, "-1")) == codes(fund(lab, "100000000.01")) == ["envelope"]
    assert now(lab.call).envelope == Decimal("100000.00")


def test_the_envelope_never_goes_under_what_is_reserved_and_signed(lab: World) -> None:
    dossier = world.in_challenge(lab)
    envelope.reserve(dossier=dossier, amount=Decimal("18000.00"))
    dossier.save(update_fields=["reserved"])
    refusal = fund(lab, "17999.99")
    assert codes(refusal) == ["envelope"]
    assert "18\u202f000,00" in refusal.sentence
    assert now(lab.call).envelope == Decimal("100000.00")
    assert ok(fund(lab, "18000.00")).left == 0


def test_the_same_form_sent_twice_changes_once(lab: World) -> None:
    ok(fund(lab, "250000.00", revision=0))
    ok(fund(lab, "250000.00", revision=0))
    assert CallChange.objects.count() == now(lab.call).revision == 1


def test_who_comes_second_is_shown_what_the_first_one_changed(lab: World) -> None:
    ok(fund(lab, "250000.00", revision=0))
    refusal = fund(lab, "300000.00", revision=0)
    assert isinstance(refusal, CallMoved)
    assert (refusal.status, refusal.revision) == (409, 1)
    assert [change.moved[0][2] for change in refusal.since] == ["250000.00"]
    assert now(lab.call).envelope == Decimal("250000.00")


def funding(call: str, by: str, amount: str) -> Making:
    """One administrator of two gives the call an envelope, having seen what both saw."""
    kept, person = Call.objects.get(pk=call), User.objects.get(pk=by)
    yield
    outcome = calls.fund_call(
        call=kept, envelope=Decimal(amount), budget_line="BOP 349", reason="A", reference="B", revision=0, by=person
    )
    return outcome.why.code if isinstance(outcome, Refusal) else "done"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_one_is_asked_to_read_again(children: dict[str, str], postgresql: None) -> None:
    lab = world.build()
    told = [(funding, lab.call.pk, admin(lab).pk, amount) for amount in ("200000.00", "300000.00")]
    assert sorted(at_once(children, *told)) == ["done", "stale"]
    assert now(lab.call).revision == CallChange.objects.count() == 1


# -- the dates --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"closes_on": -31}, ["closes_on", "closes_on"]),  # before the opening, and past
        ({"closes_on": -1}, ["closes_on"]),
        ({"ends_on": 10}, ["ends_on"]),
        ({"ends_on": 5000}, ["ends_on"]),
        ({"ends_on": 100_000}, ["ends_on", "ends_on"]),
        ({"opens_on": -3}, ["opens_on"]),  # it has opened: history
    ],
)
def test_dates_that_do_not_hold_are_refused_field_by_field(lab: World, days: dict[str, int], wrong: list[str]) -> None:
    assert codes(date(lab, **days)) == wrong


def test_a_draft_s_deadline_follows_the_call_and_its_leader_is_told(lab: World) -> None:
    dossier = world.draft(lab)
    ok(date(lab, closes_on=90))
    last = clock.today() + timedelta(90)
    assert fresh(dossier).due_on == last
    assert WorkItem.objects.get(case_id=dossier.pk, closed_at=None).due_on == last
    mail = Message.objects.get(template="call_dates_changed")
    assert (mail.recipient, "inclus" in mail.context["words"]) == (lab.leader, True)


def test_once_dossiers_are_deposited_dates_change_for_a_written_reason_and_the_title_no_more(lab: World) -> None:
    world.in_challenge(lab)
    assert codes(date(lab, closes_on=90, reason=" ")) == ["reason"]
    assert set(frozen(lab.call)) == {"opens_on", "title"}
    assert codes(describe(lab.call, admin(lab), title="Autre nom")) == ["title"]
    ok(date(lab, closes_on=90))


# -- opening and closing --------------------------------------------------------------------
def test_a_call_in_preparation_receives_nothing_until_its_opening_is_decided(lab: World) -> None:
    call = prepared(lab)
    assert call.phase(clock.today()) is Phase.PREPARING
    assert codes(actions.open_draft(call=call, by=lab.leader)) == ["call_open"]
    ok(open_(call, admin(lab)))
    ok(open_(call, admin(lab)))  # the same form again
    ok(actions.open_draft(call=now(call), by=lab.leader))
    assert [c.what for c in call.changes.all()] == ["opened", "envelope", "description", "created"]


def test_a_call_opens_with_its_money_its_presentation_and_somebody_to_ask(lab: World) -> None:
    today = clock.today()
    call = ok(
        call_opening.create_call(
            code="VIDE", title="Vide", opens_on=today, closes_on=today, ends_on=today, by=admin(lab)
        )
    )
    assert codes(open_(call, admin(lab))) == ["envelope", "presentation", "contact_email"]


def test_a_closed_call_takes_no_first_deposit_but_what_was_sent_back_comes_again(lab: World) -> None:
    draft, returned = world.draft(lab), world.in_challenge(lab)
    ok(do(returned, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    assert [s.split(" ")[0] for s in of_closing(now(lab.call))] == ["Dès", "1", "1"]
    ok(close(lab.call, admin(lab)))
    ok(close(lab.call, admin(lab)))
    assert now(lab.call).phase(clock.today()) is Phase.CLOSED
    refusal = do(draft, "submit", lab.leader)
    assert codes(refusal) == ["call_open"]
    assert "clos depuis" in refusal.sentence  # type: ignore[union-attr] # a refusal, as asserted
    assert fresh(draft).due_on is None
    ok(do(returned, "resubmit", lab.leader))
    assert Message.objects.filter(template="call_dates_changed").count() == 1


def test_a_closed_call_opens_again_for_a_reason_and_drafts_have_their_deadline_back(lab: World) -> None:
    draft = world.draft(lab)
    describe(lab.call, admin(lab))
    ok(close(lab.call, admin(lab)))
    last = clock.today() + timedelta(7)
    call = now(lab.call)
    assert codes(open_(call, admin(lab), closes_on=last)) == ["reason"]
    assert codes(open_(call, admin(lab), closes_on=clock.today() - timedelta(1), reason="Panne.")) == ["closes_on"]
    assert any("brouillon" in sentence for sentence in of_opening(call))
    ok(open_(call, admin(lab), closes_on=last, reason="Panne du site."))
    assert fresh(draft).due_on == last
    ok(do(draft, "submit", lab.leader))


def test_there_is_nothing_to_close_in_a_call_that_is_not_open(lab: World) -> None:
    assert codes(close(prepared(lab), admin(lab))) == ["phase"]
    assert codes(close(lab.call, admin(lab), reason="")) == ["phase", "reason"]


# -- a call like another ------------------------------------------------------------------------
def test_a_clone_has_the_same_settings_shifted_dates_and_no_money(lab: World) -> None:
    model = lab.call
    ok(calls.word_call(call=model, section="need", said={"users": Told("Combien ?", "")}, revision=0, by=admin(lab)))
    opens_on = clock.today() + timedelta(100)
    told = {"call": model, "code": " essai-2 ", "title": "Deuxième", "opens_on": opens_on, "by": admin(lab)}
    clone = ok(call_opening.clone_call(**told))
    assert ok(call_opening.clone_call(**told)) == clone  # the same form again
    assert (clone.code, clone.envelope, clone.published) == ("ESSAI-2", 0, False)
    assert clone.closes_on - clone.opens_on == model.closes_on - model.opens_on
    assert [(w.question, w.help) for w in CallWording.objects.filter(call=clone)] == [("users", "Combien ?")]
    assert Call.objects.count() == 2


@pytest.mark.parametrize("code", ["", "é", "A B", "../X", "<B>", "-A", "A--B", "x" * 41, "a\x00/b"])
def test_a_code_that_could_not_stand_in_an_address_is_refused(lab: World, code: str) -> None:
    refusal = call_opening.clone_call(call=lab.call, code=code, title="T", opens_on=clock.today(), by=admin(lab))
    assert codes(refusal)[0] == "code"


def test_a_code_is_given_once(lab: World) -> None:
    refusal = call_opening.clone_call(call=lab.call, code="essai", title="T", opens_on=clock.today(), by=admin(lab))
    assert codes(refusal) == ["code"]


# -- figures and words ---------------------------------------------------------------------------
def test_absurd_figures_are_refused_each_by_its_name(lab: World) -> None:
    days = {
        "draft_days": 0,
        "pieces_days": 121,
        "challenge_days": 121,
        "review_days": -5,
        "signature_days": 10**9,
        "invitation_days": 0,
    }
    assert codes(calls.time_call(call=lab.call, revision=0, by=admin(lab), **days)) == list(days)
    refusal = calls.staff_call(
        call=lab.call,
        referents_wanted=2,
        reviewers_wanted=2,
        reviewers_wanted_small=3,
        small_request=Decimal(-1),
        challenger_may_review=False,
        revision=0,
        by=admin(lab),
    )
    assert codes(refusal) == ["reviewers_wanted_small", "small_request"]


def test_new_delays_are_for_the_steps_to_come(lab: World) -> None:
    dossier = world.in_challenge(lab)
    due_on = dossier.due_on
    days = dict.fromkeys(CLOCKS, 5) | {"challenge_days": 90, "pieces_days": 7}
    ok(calls.time_call(call=lab.call, revision=0, by=admin(lab), **days))
    assert fresh(dossier).due_on == due_on


def test_a_call_s_own_words_stand_until_they_are_emptied(lab: World) -> None:
    def say(help_: str, revision: int) -> Any:
        return calls.word_call(
            call=lab.call, section="need", said={"users": Told(help_, "")}, revision=revision, by=admin(lab)
        )

    ok(say("Combien\x00 ?", 0))
    assert CallWording.objects.get().help == "Combien ?"
    assert codes(say("x" * 601, 1)) == ["users_help"]
    ok(say("", 1))
    assert not CallWording.objects.exists()
    assert [c.moved for c in CallChange.objects.order_by("revision")] == [
        [["need.users.help", "", "Combien ?"]],
        [["need.users.help", "Combien ?", ""]],
    ]


# -- the history -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "harm",
    [
        lambda: CallChange.objects.update(reason="Rien de tel."),
        lambda: CallChange.objects.all().delete(),
    ],
)
def test_the_history_is_neither_rewritten_nor_taken_away(lab: World, harm: Callable[[], Any]) -> None:
    ok(fund(lab, "250000.00"))
    with pytest.raises((DatabaseError, ValidationError)), transaction.atomic():
        harm()
    assert CallChange.objects.get().reason == "Abondement."
    assert connection.in_atomic_block
