"""The excerpt of the minutes, and what the rooms above read of a decision."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.roles import Role
from copil import actions
from copil.reading import decision_of
from notifications.models import Message
from tests.copil.committee import build, called, decided, on_agenda, proposed, sitting
from tests.copil.refusals import codes
from tests.decisions.pages import failures, outside, text_of
from tests.world import do, fresh, ok
from workflow import clock
from workflow.models import LogEntry, WorkItem

pytestmark = pytest.mark.django_db


def test_the_excerpt_is_validated_once_by_who_presided() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        item = called(committee, dossier)
        assert codes(actions.validate_excerpt(item=item, by=committee.chair)) == ["wrong_state"]
        decided(committee, dossier)
        assert WorkItem.objects.get(kind="validate_excerpt", closed_at=None).assignee == committee.chair
        for by in (committee.members[1], committee.secretary, committee.lead, committee.world.leader):
            assert codes(actions.validate_excerpt(item=item, by=by)) == ["forbidden"]
        first = ok(actions.validate_excerpt(item=item, by=committee.chair))
        second = ok(actions.validate_excerpt(item=item, by=committee.chair))
    assert (second.excerpt_validated_at, second.excerpt_validated_by) == (first.excerpt_validated_at, committee.chair)
    assert LogEntry.objects.filter(event="excerpt_validated").count() == 1
    assert not WorkItem.objects.filter(kind="validate_excerpt", closed_at=None).exists()


def test_the_engine_asks_for_the_excerpt_before_a_grant_is_signed() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    signatory = committee.world[Role.SIGNATORY]
    with sitting(committee):
        decided(committee, dossier)
        assert "excerpt_validated" in codes(do(dossier, "sign_grant", signatory))
        ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
        assert "excerpt_validated" not in codes(do(dossier, "sign_grant", signatory))


def test_an_adjournment_is_told_to_the_leader_with_the_excerpt_and_not_before(client: Client) -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        until = clock.today() + timedelta(days=30)
        far = {"reasons": "Un budget.", "complete_by": date(9999, 12, 31)}
        item = called(committee, dossier)
        refused = actions.propose(item=item, outcome="deferral", by=committee.chair, **far)
        assert codes(refused) == ["completion_date"]
        decided(committee, dossier, "deferral", reasons="Un budget détaillé.", complete_by=until)
        said = "À compléter d’ici le "
        for reader, address in (
            (committee.members[1], item.get_absolute_url()),
            (committee.world[Role.TEAM], dossier.get_absolute_url()),
        ):
            client.force_login(reader)
            page = client.get(address).content.decode()
            assert (said in page, "Un budget détaillé." in page) == (True, True)
        client.force_login(committee.world.leader)
        assert said not in client.get(dossier.get_absolute_url()).content.decode()
        before = fresh(dossier)
        assert (before.state, before.leader_state) == ("team_review", "copil")
        assert not Message.objects.filter(template="deferred").exists()
        ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
        answer = client.get(dossier.get_absolute_url())
        assert (said in answer.text, answer.text.count("Un budget détaillé.") > 0) == (True, True)
        review = next(step for step in answer.context["journey"] if step.status == "current")
        assert (review.label, review.day) == ("Revue d’équipe", clock.now())  # not the day of its first review
        assert answer.context["ball"].since == clock.now()
    assert fresh(dossier).leader_state == "team_review"
    told = Message.objects.get(template="deferred")
    assert (told.recipient, told.context["reason"]) == (committee.world.leader, "Un budget détaillé.")
    assert not any(word in str(told.context) for word in ("pour", "contre", "vote"))


def test_a_deferral_overtaken_by_a_return_is_not_told_twice() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier)
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
        ok(do(dossier, "return_to_leader", committee.world[Role.TEAM], reason="Complétez le budget."))
        ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
    assert fresh(dossier).leader_state == "draft"
    assert not Message.objects.filter(template="deferred").exists()


def test_the_decision_is_read_as_one_value() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    assert decision_of(dossier) is None
    with sitting(committee):
        decided(committee, dossier, "partial", amount="9000", reasons="Le reste sera autofinancé.")
        ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
    read = decision_of(dossier)
    assert read is not None
    assert (read.session, read.held_on, read.outcome, read.label) == (
        1,
        committee.session.held_on,
        "partial",
        "accord partiel",
    )
    assert (read.amount, read.reasons, read.is_grant) == (Decimal(9000), "Le reste sera autofinancé.", True)
    assert read.votes == "3 pour, 0 contre, 0 abstention, 0 NPPV"
    assert (read.excerpt_validated_by, read.excerpt_validated_at) == (
        committee.chair.full_name,
        committee.session.held_at,
    )


def test_the_decision_is_a_paper_once_its_excerpt_is_validated() -> None:
    """It tells what was decided and counted: neither who chose what, nor scores, nor the debate."""
    committee = build(3)
    dossier = on_agenda(committee)
    file = f"/copil/seances/1/points/{dossier.reference}/extrait.pdf"
    signatory, lab = Client(), committee.world
    signatory.force_login(lab[Role.SIGNATORY])
    with sitting(committee):
        decided(committee, dossier, "partial", amount="9000", reasons="Le reste sera autofinancé.")
        texts = {f"said-d{committee.item(dossier).pk}": "Un débat à huis clos."}
        ok(actions.save_minutes(session=committee.again(), texts=texts, by=committee.secretary))
        assert signatory.get(file).status_code == 404
        ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
    assert file in signatory.get(dossier.get_absolute_url()).content.decode()
    pdf = signatory.get(file).content
    assert failures(pdf) == outside(pdf) == []
    with clock.at(clock.now() + timedelta(days=40)):
        assert signatory.get(file).content == pdf
    said = text_of(pdf)
    for words in (
        "Extrait du relevé de décisions", dossier.reference, "Accord partiel : 9 000,00 €", "3 pour",
        "Le reste sera autofinancé.", f"Extrait validé par {committee.chair.full_name}", "page 1 sur 1",
    ):  # fmt: skip
        assert words in said, words
    assert [word for word in ("huis clos", "Siège 1", "Consensus", "9 / 10") if word in said] == []
    ok(do(dossier, "send_back", lab[Role.SIGNATORY], reason="Assiette à revoir"))
    team = Client()
    team.force_login(lab[Role.TEAM])
    assert "remis en cause depuis" in text_of(team.get(file).content)
    for other, number in ((lab.leader, 1), (lab.referents[0], 1), (lab[Role.TEAM], 2)):
        team.force_login(other)
        assert team.get(file.replace("/1/", f"/{number}/")).status_code == 404


def test_a_decision_sent_back_is_no_longer_read() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        decided(committee, dossier)
        ok(do(dossier, "send_back", committee.world[Role.SIGNATORY], reason="Assiette à revoir"))
    assert decision_of(fresh(dossier)) is None


def test_a_deferral_is_no_decision_to_sign() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        decided(committee, dossier, "deferral", reasons="Un budget.", complete_by=clock.today() + timedelta(days=9))
    assert decision_of(fresh(dossier)) is None
