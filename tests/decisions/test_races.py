"""Real processes at one signature, or at the last euros of an envelope: one result, nothing half-done."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from copil import actions as copil
from copil.models import Ballot, Vote
from decisions import actions
from decisions.models import Act
from dossiers.models import Call
from notifications.models import Message
from tests.decisions.desk import Desk, desk
from tests.decisions.test_preparing import prepared
from tests.processes import Making, at_once, killed_everywhere
from tests.world import fresh, ok, tell
from workflow import clock
from workflow.gesture import new_key
from workflow.models import LogEntry, WorkItem
from workflow.verdict import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def _found(act: str, person: str) -> tuple[Act, User]:
    return Act.objects.select_related("dossier").get(pk=act), User.objects.get(pk=person)


def _told(answer: object) -> list[str]:
    if isinstance(answer, Refusal):
        return [answer.why.code, *(unmet.code for unmet in answer.unmet)]
    return ["again" if getattr(answer, "replayed", False) else "done"]


def signing(act: str, person: str, key: str) -> Making:
    found, by = _found(act, person)
    yield
    return _told(actions.sign(dossier=found.dossier, kind=found.kind, seal=found.pdf_sha256, by=by, key=key))


def preparing(act: str, person: str) -> Making:
    found, by = _found(act, person)
    yield
    return _told(actions.prepare_act(dossier=found.dossier, kind=Act.Kind(found.kind), by=by))


def waiting(*beneficiaries: dict[str, str]) -> tuple[Desk, list[Act]]:
    """Acts prepared today for dossiers that the committee decided on; the other processes have no other clock."""
    with clock.at(clock.now() - timedelta(days=20)), desk(*beneficiaries) as d:
        return d, [ok(d.prepare(dossier=one)) for one in d.dossiers]


def signatures(act: Act) -> int:
    return LogEntry.objects.filter(case_id=act.dossier_id, event="sign_grant").count()


def test_eight_signatures_of_one_act_leave_one(children: dict[str, str], postgresql: None) -> None:
    d, (act,) = waiting()
    key = new_key()
    same = [(signing, act.pk, d.signatory.pk, key)] * 4
    others = [(signing, act.pk, d.signatory.pk, new_key()) for _ in range(4)]
    answers = at_once(children, *same, *others)
    assert answers.count(["done"]) == 1
    assert all(answer[0] in {"done", "again", "wrong_state"} for answer in answers)
    assert (signatures(act), prepared(act).status) == (1, "in_force")
    tell()
    assert Message.objects.filter(template="decision_notified").count() == 1
    assert Call.objects.get().signed == Decimal(18000)


def test_two_signatures_on_the_last_euros_never_pass_the_envelope(children: dict[str, str]) -> None:
    d, acts = waiting({}, {})
    Call.objects.update(envelope=Decimal("20000.00"), reserved=Decimal(0))
    type(d.dossier).objects.update(reserved=Decimal(0))  # as if the envelope had been lowered and nothing held
    answers = at_once(children, *[(signing, act.pk, d.signatory.pk, new_key()) for act in acts])
    assert sorted(answers) == [["done"], ["unmet", "within_envelope"]]
    assert sorted(fresh(act.dossier).state for act in acts) == ["granted", "signature"]
    assert Call.objects.get().signed == Decimal(18000)


def test_a_signature_against_a_new_preparation(children: dict[str, str], postgresql: None) -> None:
    """Either the act signed is the one that was read, or nothing is signed."""
    d, (act,) = waiting()
    Call.objects.update(title="Un autre intitulé")  # so that the new preparation says something else
    asked = [(signing, act.pk, d.signatory.pk, new_key()), (preparing, act.pk, d.signatory.pk)]
    signed, again = at_once(children, *asked)
    assert signed == ["unmet", "act_current"]
    assert (again, prepared(act).status) == (["done"], "prepared")


def finding(act: str, person: str, member: str) -> Making:
    found, by = _found(act, person)
    tied = User.objects.get(pk=member)
    yield
    return _told(copil.record_late_interest(dossier=found.dossier, person=tied, reason="Un frère.", by=by))


def test_an_interest_found_against_the_signature(children: dict[str, str]) -> None:
    """Either it was signed first, and the coordination is asked; or the vote is held again, and nothing is signed."""
    d, (act,) = waiting()
    chair, lead = d.committee.members[0], d.lead
    Vote.objects.filter(seat__person=d.committee.members[1]).update(choice="contre")
    ballot = Ballot.objects.get()
    for vote in ballot.case["ballots"]:  # two against one: the chair's seat decides
        vote["choice"] = "contre" if vote["seat"] == str(d.committee.seat(1).pk) else vote["choice"]
    ballot.result["counts"] |= {"pour": 2, "contre": 1}
    ballot.save()
    signed, found = at_once(
        children, (signing, act.pk, d.signatory.pk, new_key()), (finding, act.pk, lead.pk, chair.pk)
    )
    assert found == ["done"]
    flagged = WorkItem.objects.filter(kind="late_interest", closed_at=None).exists()
    if signed == ["done"]:
        assert (d.dossier.state, flagged, signatures(act)) == ("granted", True, 1)
    else:
        assert signed[0] in {"wrong_state", "unmet", "stale"}
        assert (d.dossier.state, flagged, signatures(act), Call.objects.get().reserved) == ("team_review", False, 0, 0)
        assert Ballot.objects.get().superseded_at is not None


@pytest.mark.long
def test_a_process_killed_anywhere_in_a_signature_leaves_the_act_prepared(children: dict[str, str]) -> None:
    d, (act,) = waiting()
    deaths = killed_everywhere(children, signing, act.pk, d.signatory.pk, "once")
    assert deaths.killed > 10
    assert deaths.answer == ["done"]  # the same key served every process killed before
    assert (signatures(act), prepared(act).status, d.dossier.state) == (1, "in_force", "granted")
    tell()
    assert Message.objects.filter(template="decision_notified").count() == 1
    assert Call.objects.get().signed == Decimal(18000)
