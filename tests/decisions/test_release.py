"""Signed decisions told together: nothing before, everything once, whoever asks and however often."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts.roles import Role
from copil import actions as copil
from decisions.models import Act
from decisions.release.board import Stage, release_of
from decisions.release.notifying import notify
from dossiers.actions import provide_piece
from dossiers.actions.doing import lock
from dossiers.models import CompletionRequest, Dossier, MissingPiece
from dossiers.receipt.completion import follow
from notifications.models import Message
from tests import world
from tests.decisions.desk import Desk, desk, grouped_desk
from tests.decisions.test_decision_pages import as_, text
from tests.world import do, fresh, ok
from workflow import clock
from workflow.invariants import violations
from workflow.models import LogEntry, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


def url(d: Desk) -> str:
    return f"/copil/seances/{d.committee.session.number}/notifications/"


def stages(d: Desk) -> list[str]:
    return [line.stage.value for line in release_of(d.committee.session, d.committee.secretary)]


def piece_awaited(d: Desk, dossier: Dossier) -> MissingPiece:
    """What the team asked of its leader before the committee, and did not get yet."""
    with transaction.atomic():
        request = CompletionRequest.objects.create(
            dossier=dossier, number=1, asked_at=clock.now(), asked_by=d.lead, due_on=clock.today() + timedelta(10)
        )
        piece = MissingPiece.objects.create(request=request, label="Le devis du prestataire")
        follow(lock(dossier))
    return piece


def tasks(kind: str) -> int:
    return WorkItem.objects.filter(kind=kind, closed_at=None).count()


def test_a_session_tells_its_signed_decisions_with_one_gesture_and_never_twice(statements: Any) -> None:
    with grouped_desk() as d:
        unsigned, granted, refused, _deferred = d.dossiers
        client = as_(d.committee.secretary)
        assert stages(d) == ["signature", "signature", "signature", "ready"]
        pieces = [piece_awaited(d, dossier) for dossier in (granted, refused)]
        d.signed(Act.Kind.GRANT, granted)
        d.signed(Act.Kind.REFUSAL, refused)
        # Nothing that a leader was asked for ends at a signature that they do not know of; given, it is taken.
        assert tasks("provide_pieces") == 2
        ok(provide_piece(piece=pieces[1], by=d.world.leader, answer="Le voici."))
        assert (tasks("provide_pieces"), tasks("check_pieces")) == (1, 0)
        assert (stages(d), tasks("tell_decision"), tasks("tell_deferral")) == (
            ["signature", "ready", "ready", "ready"], 2, 1,
        )  # fmt: skip
        assert list(violations()) == []
        with statements(at_most=12):
            page = client.get(url(d))
        ready = page.context["ready"]
        assert [line.told_to for line in ready] == [(d.world.leader,)] * 3
        assert all(word in text(page) for word in (d.world.leader.email, "Notifier les décisions de la séance"))
        assert client.post(url(d), {}).status_code == 422
        stale = [ready[0].seal, f"{refused.reference} 2020-LABO-0001"]
        assert (client.post(url(d), {"chosen": stale}).status_code, stages(d)[1]) == (409, "ready")

        assert client.post(url(d), {"only": ready[0].seal, "chosen": [one.seal for one in ready]}).status_code == 302
        assert stages(d) == ["signature", "told", "ready", "ready"]  # the urgent one alone
        seals = [one.seal for one in ready]
        for _ in range(2):
            assert client.post(url(d), {"chosen": seals}).status_code == 302
        assert stages(d) == ["signature", "told", "told", "told"]
        assert [fresh(one).leader_state for one in d.dossiers] == ["signature", "granted", "refused", "team_review"]
        assert (tasks("tell_decision"), tasks("tell_deferral"), tasks("report:1")) == (0, 0, 1)
        assert tasks("provide_pieces") == 0
        world.tell()
        told = Message.objects.filter(recipient=d.world.leader, template__in=["decision_notified", "deferred"])
        assert sorted(told.values_list("template", flat=True)) == ["decision_notified", "decision_notified", "deferred"]
        assert LogEntry.objects.filter(event="decision_notified").count() == 2
        assert fresh(granted).implicit_decision_on is None
        assert fresh(unsigned).implicit_decision_on is not None
        assert list(violations()) == []


def test_only_who_runs_the_session_tells_and_nothing_that_stands_otherwise() -> None:
    with grouped_desk() as d:
        unsigned, granted, _refused, deferred = d.dossiers
        prepared = ok(d.prepare(Act.Kind.GRANT, unsigned))
        act = d.signed(Act.Kind.GRANT, granted)

        def why(outcome: Any) -> Why:
            assert isinstance(outcome, Refusal)
            return outcome.why

        for who in (d.world[Role.TEAM], d.signatory, d.committee.chair, d.world.leader):
            assert why(notify(act=act, by=who)) is Why.FORBIDDEN
            assert why(copil.tell_deferral(item=d.committee.item(deferred), by=who)) is Why.FORBIDDEN
        assert why(notify(act=prepared, by=d.lead)) is Why.WRONG_STATE
        assert why(copil.tell_deferral(item=d.committee.item(granted), by=d.lead)) is Why.WRONG_STATE
        assert why(do(granted, "cancel", d.lead, reason="Trop tard.")) is Why.UNMET
        until = clock.today() + timedelta(9)
        ok(do(granted, "suspend", d.world[Role.TEAM], reason="Congés.", until=until))
        assert why(notify(act=act, by=d.lead)) is Why.WRONG_STATE
        assert Stage.ASLEEP.value in stages(d)
        ok(do(granted, "resume", d.world[Role.TEAM]))
        # A correction replaces what nobody was told of, and is told as it is signed.
        ok(do(granted, "correct", d.lead, reason="Une erreur."))
        assert (tasks("tell_decision"), why(notify(act=act, by=d.lead))) == (0, Why.WRONG_STATE)
        ok(do(granted, "drop_correction", d.lead, reason="Il n’y en a pas."))
        assert tasks("tell_decision") == 1
        ok(notify(act=act, by=d.lead))
        told = Act.objects.get(pk=act.pk)
        assert (fresh(granted).leader_state, told.notified_at is not None) == ("granted", True)
        for later in (None, clock.now() + timedelta(1)):  # the database keeps the moment
            with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
                Act.objects.filter(pk=act.pk).update(notified_at=later)


def test_a_session_by_default_tells_each_decision_as_it_is_signed() -> None:
    with desk() as d:
        act = d.signed()
        assert (act.notified_at, d.dossier.leader_state) == (act.signed_at, "granted")
        client = as_(d.lead)
        assert client.post(f"{url(d)}reglage/", {"grouped": "yes"}).status_code == 302
        assert client.post(f"{url(d)}reglage/", {"grouped": "peut-être"}).status_code == 422
        assert d.committee.again().told_together
        assert client.get(f"/decisions/{d.dossier.reference}/notifier/").headers["Location"] == url(d)


def test_reopening_a_refusal_that_nobody_was_told_of_tells_nothing() -> None:
    with grouped_desk() as d:
        refused = d.dossiers[2]
        act = d.signed(Act.Kind.REFUSAL, refused)
        ok(do(refused, "reopen", d.lead, reason="Le motif est erroné.", exception=True))
        assert (fresh(refused).state, fresh(refused).leader_state) == ("team_review", "signature")
        assert isinstance(notify(act=act, by=d.lead), Refusal)
        world.tell()
        assert not Message.objects.filter(recipient=d.world.leader, context__what="Instruction rouverte").exists()
        assert list(violations()) == []


def test_an_interest_found_once_it_is_signed_is_the_coordination_s_to_weigh() -> None:
    """Flagged once for all; a refusal too; corrected, reopened, or kept with a reason."""
    with grouped_desk() as d:
        unsigned, granted, refused, _deferred = d.dossiers
        d.signed(Act.Kind.GRANT, granted)
        d.signed(Act.Kind.REFUSAL, refused)

        def found(dossier: Any, rank: int) -> None:
            person = d.committee.members[rank]
            ok(copil.record_late_interest(dossier=dossier, person=person, reason="Un frère.", by=d.lead))

        for rank in (1, 2):
            found(granted, rank)
        found(refused, 1)
        assert [fresh(one).state for one in (granted, refused)] == ["granted", "refused"]
        assert tasks("late_interest") == 2
        client = as_(d.lead)
        late = f"/copil/dossiers/{granted.reference}/lien-tardif/"
        assert "Maintenir la décision" in text(client.get(late))
        assert client.post(f"{late}maintenir/", {"reason": ""}).status_code == 422
        assert client.post(f"{late}maintenir/", {"reason": "Le vote était unanime."}).status_code == 302
        ok(do(refused, "reopen", d.lead, reason="Un lien d’intérêt a été découvert.", exception=True))
        assert tasks("late_interest") == 0
        said = {"person": d.committee.members[2].ref, "reason": "Un frère."}
        assert client.post(f"/copil/dossiers/{unsigned.reference}/lien-tardif/", said).status_code == 302
        assert fresh(unsigned).state == "signature"  # unanimous: it stands
        assert list(violations()) == []
