"""The minutes of a session: every fact from what was recorded, prose from people, approved, then kept for good."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.invariants import approved_minutes_are_kept
from copil.minutes import papers
from copil.minutes.readers import Reach, as_read, reach_of
from copil.minutes.reading import minutes_of, minutes_said
from copil.minutes.said import read
from copil.models import AgendaItem, Minutes, Paper, PaperFile, Seat, Session, SessionEvent
from copil.roll import roll_of_session
from decisions.minutes.rendering import render_minutes
from dossiers.actions import attach, save_section
from dossiers.models import Dossier
from notifications.models import Message
from tests.copil import held
from tests.copil.committee import Committee, build, decided, on_agenda, sitting
from tests.copil.refusals import codes
from tests.decisions.pages import failures, normalised, outside, text_of
from tests.world import EARLY, do, fresh, ok
from workflow import clock, timers

pytestmark = pytest.mark.django_db
#: What a deferred dossier is deposited again with.
AMENDED: dict[str, dict[str, Any]] = {
    "project": {"title": "Accueil commun, phase 1", "service": "DDT de l’Aude"},
    "budget": {
        "expenses": [{"label": "Ateliers", "kind": "event", "amount": "12000.00"}],
        "resources": [{"source": "lab", "label": "", "amount": "12000.00"}],
    },
}
EXPECTED = Path(__file__).parent / "expected"


def drafted(committee: Committee) -> bytes:
    """The minutes laid out when the session has closed."""
    with clock.at(committee.session.closed_at):
        return render_minutes(minutes_said(committee.session, minutes_of(committee.session)))


def words(pdf: bytes) -> str:
    """The text of its pages, without what changes from one drawing to the next: hashes."""
    return re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", text_of(pdf))


def expected(name: str) -> str:
    return normalised((EXPECTED / f"minutes_{name}.txt").read_text(encoding="utf-8"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.pdf
def test_the_minutes_of_a_live_session_word_for_word() -> None:
    """Proxies, a substitute, recusals, a casting vote, a partial grant, reservations, a refusal, a secret ballot."""
    committee = held.live()
    held.written(committee)
    pdf = drafted(committee)
    assert failures(pdf) == outside(pdf) == []
    assert words(pdf) == expected("live")


@pytest.mark.pdf
def test_the_minutes_of_votes_held_online_word_for_word() -> None:
    assert words(drafted(held.online())) == expected("online")


@pytest.mark.pdf
def test_the_minutes_of_a_second_convocation_word_for_word() -> None:
    assert words(drafted(held.second())) == expected("second")


# -- written ---------------------------------------------------------------------------
def test_what_is_written_of_a_deferred_dossier_is_kept_though_it_left_the_agenda() -> None:
    committee = held.second()
    (item,) = committee.session.items.all()
    texts = {f"said-d{item.pk}": "Le budget est discuté.", f"dissent-d{item.pk}": held.DISSENT}
    kept = ok(actions.save_minutes(session=committee.session, texts=texts, by=committee.secretary))
    assert (item.left_at is not None, kept.texts) == (True, texts)


def test_minutes_tell_the_request_that_was_examined_though_the_dossier_was_deposited_again() -> None:
    committee = held.second()
    (item,) = committee.session.items.select_related("dossier")
    lab, dossier = committee.world, item.dossier
    with clock.at(committee.session.closed_at + timedelta(days=1)):
        ok(actions.validate_excerpt(item=item, by=committee.chair))
        before = minutes_said(committee.session, None)
        ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Le budget."))
        for section, said in AMENDED.items():
            now = fresh(dossier).sections.get(code=section)
            kept = {**now.data, **said}
            ok(save_section(dossier=dossier, section=section, answers=kept, revision=now.revision, by=lab.leader))
        ok(attach(dossier=fresh(dossier), upload=SimpleUploadedFile("devis.txt", b"12 000 euros"), by=lab.leader))
        ok(do(dossier, "resubmit", lab.leader))
        after = minutes_said(committee.session, None)
        assert (fresh(dossier).title, fresh(dossier).requested) == ("Accueil commun, phase 1", 12000)
        assert after == before
        (point,) = after.points
        former = minutes_said(committee.session.first, None)
        assert [one.outcome for one in former.points] == ["Reste à voter, faute de quorum"]
        assert (point.title, point.requested) == ("Accueil commun", "18\u202f000,00\u202f€")
        assert point.beneficiary == "Sous-préfecture de Limoux"
        # Examined a first time in the same session, it has two points, each with its own words.
        first = AgendaItem.objects.filter(dossier=dossier).exclude(pk=item.pk).get()
        called = committee.session.opened_at
        AgendaItem.objects.filter(pk=first.pk).update(session=committee.session, opened_at=called, left_at=called)
        texts = {f"said-d{first.pk}": "Une première fois.", f"said-d{item.pk}": "Une seconde."}
        minutes = ok(actions.save_minutes(session=committee.session, texts=texts, by=committee.secretary))
        said = [(point.discussion, point.outcome) for point in minutes_said(committee.session, minutes).points]
    assert said == [("Une première fois.", "Retiré de l’ordre du jour"), ("Une seconde.", "Ajournement")]


@pytest.fixture
def closed() -> Iterator[Committee]:
    """A session closed with all its minutes written, three hours after it began."""
    committee = held.live()
    held.written(committee)
    with clock.at(held.HELD + timedelta(hours=3)):
        yield committee


def save(committee: Committee, by: User | None = None, *, revision: int | None = None, **texts: str) -> Any:
    return actions.save_minutes(session=committee.session, texts=texts, by=by or committee.secretary, revision=revision)


def test_two_pages_that_write_the_minutes_lose_nothing(closed: Committee) -> None:
    before = Minutes.objects.get()
    kept = ok(save(closed, revision=before.revision, opening="Un mot."))
    assert (kept.revision, kept.texts["closing"]) == (before.revision + 1, "Prochaine séance en janvier.")
    assert ok(save(closed, revision=before.revision, opening="Un mot.\0")).revision == kept.revision
    late = save(closed, revision=before.revision, opening="Un autre.", closing="Prochaine séance en janvier.")
    assert (late.why.code, late.current["opening"], late.typed["opening"]) == ("stale", "Un mot.", "Un autre.")
    assert ok(save(closed, opening="", inconnu="<b>")).texts.keys() & {"opening", "inconnu"} == set()
    assert codes(save(closed, opening="x" * 10_001)) == ["text_too_long"]
    for by in (closed.chair, closed.members[1], closed.lead, closed.world.leader):
        assert codes(save(closed, by, opening="Non.")) == ["forbidden"]


def test_the_page_keeps_what_is_typed_and_says_what_is_wrong_with_it(closed: Committee) -> None:
    secretary, url = signed_in(closed.secretary), f"/copil/seances/{closed.session.number}/proces-verbal/"
    page = secretary.get(url).content.decode()
    assert "Accord partiel" in page
    assert held.DISSENT in page
    revision = str(Minutes.objects.get().revision)
    sent = {"revision": revision, "writer": str(closed.secretary.ref), "autosave": "1", "opening": "Bonjour."}
    assert secretary.post(url, sent).json()["revision"] == int(revision) + 1
    moved = secretary.post(url, {**sent, "opening": "Bonsoir."})
    assert (moved.status_code, moved.json()["why"]) == (409, "moved")
    again = secretary.post(url, {**sent, "base-opening": "Bonjour.", "opening": "Bonsoir."})
    assert again.status_code == 200
    long = secretary.post(url, {**sent, "revision": "99", "opening": "y" * 10_001})
    assert long.json()["problems"][0]["anchor"] == "id_opening"
    refused = secretary.post(url, {"revision": revision, "opening": "z" * 10_001})
    assert (refused.status_code, "z" * 10_001 in refused.content.decode()) == (422, True)
    follow = secretary.post(f"{url}suites/", {"what": "Relancer <b>", "who": "", "due_on": "demain"})
    assert (follow.status_code, "Relancer &lt;b&gt;" in follow.content.decode()) == (422, True)
    follow = secretary.post(f"{url}suites/", {"what": "Relancer", "who": "L’équipe", "due_on": "2026-12-20"})
    assert (follow.status_code, "le jour de la séance" in follow.content.decode()) == (422, True)


def test_who_reads_what_of_a_draft(closed: Committee) -> None:
    url = f"/copil/seances/{closed.session.number}/proces-verbal/"
    told = {
        who: "Accord partiel" in signed_in(user).get(url).content.decode()
        for who, user in (("chair", closed.chair), ("member", closed.members[1]), ("lead", closed.lead))
    }
    assert told == {"chair": True, "member": False, "lead": False}
    assert signed_in(closed.world.leader).get(url).status_code == 404


# -- submitted, approved ------------------------------------------------------------------
def test_minutes_are_submitted_once_every_excerpt_is_validated() -> None:
    committee = held.live()
    with clock.at(held.HELD + timedelta(hours=2)):
        refused = actions.submit_minutes(session=committee.session, by=committee.secretary)
        assert codes(refused) == ["excerpts_validated"]
        assert AgendaItem.objects.first().dossier.reference in refused.unmet[0].sentence
        assert codes(actions.submit_minutes(session=committee.session, by=committee.chair)) == ["forbidden"]


def submitted(committee: Committee) -> Paper:
    ok(actions.submit_minutes(session=committee.session, by=committee.secretary))
    return Paper.objects.get(kind="submitted")


def test_what_was_submitted_is_neither_written_nor_rendered_again(closed: Committee) -> None:
    paper = submitted(closed)
    assert submitted(closed) == paper
    assert codes(save(closed, opening="Trop tard.")) == ["wrong_state"]
    follow_up = Minutes.objects.get().follow_ups.get()
    assert codes(actions.drop_follow_up(follow_up=follow_up, by=closed.secretary)) == ["wrong_state"]
    told = Message.objects.filter(template="minutes_submitted")
    assert {message.recipient.pk for message in told} >= {member.pk for member in closed.members}
    Dossier.objects.update(title="Autre titre")
    said = read(paper.said)
    assert {point.title for point in said.points if point.reference} == {"Accueil commun"}
    for change in (
        lambda: Minutes.objects.update(texts={}, revision=99),
        lambda: Paper.objects.update(said="{}"),
        lambda: Paper.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
            change()


def test_minutes_taken_back_are_written_again_and_what_was_submitted_stays(closed: Committee) -> None:
    first = submitted(closed)
    back = {"session": closed.session, "reason": "Une voix est mal attribuée.", "by": closed.secretary}
    assert codes(actions.reopen_minutes(**{**back, "by": closed.chair})) == ["forbidden"]
    assert codes(actions.reopen_minutes(**{**back, "reason": " "})) == ["reason_given"]
    ok(actions.reopen_minutes(**back))
    ok(save(closed, opening="Corrigé."))
    ok(actions.submit_minutes(session=closed.session, by=closed.secretary))
    last = Paper.objects.latest("pk")
    assert (first.reference, last.reference) == ("PV-1-P1", "PV-1-P2")
    assert (read(first.said).opening, read(last.said).opening) == ("La présidence rappelle le calendrier.", "Corrigé.")


@pytest.mark.pdf
def test_the_chair_adopts_and_the_files_are_kept_by_the_tick_with_their_hashes(closed: Committee) -> None:
    adopting = {"session": closed.session, "by": closed.chair, "remarks": "Le siège 3 était à distance."}
    assert codes(actions.adopt_minutes(**adopting)) == ["minutes_submitted"]
    submitted(closed)
    assert codes(actions.adopt_minutes(**{**adopting, "by": closed.secretary})) == ["forbidden"]
    session = ok(actions.adopt_minutes(**adopting))
    assert (session.status, session.approved_in, Minutes.objects.get().adopted_by) == ("approved", None, closed.chair)
    assert codes(actions.reopen_minutes(session=session, reason="Non.", by=closed.secretary)) == ["wrong_state"]
    assert not timers.run().faults
    files = {(file.paper.kind, file.edition): file for file in PaperFile.objects.select_related("paper")}
    assert len(files) == 5
    journal = "\n".join(SessionEvent.objects.filter(event="paper_kept").values_list("data__about", flat=True))
    assert all(file.sha256 in journal for file in files.values())
    whole, reduced = (text_of(bytes(files["approved", edition].content)) for edition in ("whole", "reduced"))
    for text in (whole, reduced):
        assert "Adopté par la présidence, copil_chair Essai" in text
        assert "Le siège 3 était à distance." in text
        assert "3 pour, 1 contre, 1 abstention" in text
    for reserved in ("Consensus : 4,5", "Contre : Siège 5", held.DISSENT):
        assert reserved in whole
        assert reserved not in reduced
    assert "Une opinion est consignée" in reduced
    approved = Paper.objects.get(kind="approved")
    assert papers.file_of(approved, PaperFile.Edition.WHOLE) == files["approved", "whole"]
    with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
        PaperFile.objects.update(content=b"%PDF")
    assert list(approved_minutes_are_kept()) == []
    page = Client().get(f"/verifier/{approved.code}/").content.decode()
    assert "Procès-verbal approuvé" in page
    assert files["approved", "whole"].sha256 in page
    assert "Accueil commun" not in page
    by_file = Client().get("/verifier/", {"sha256": files["submitted", "reduced"].sha256}, follow=True)
    assert "édition sans les notes ni les votes nominatifs." in by_file.content.decode()
    assert f"La version approuvée est le document {approved.reference}." in by_file.content.decode()


def test_each_reader_has_the_edition_of_their_rights(closed: Committee) -> None:
    """Out of a dossier, no scores; leading it, nothing of it nor any file; the team reads no named vote."""
    session = closed.session
    roll = roll_of_session(session)
    editions = {
        who: reach_of(user, session, roll).edition
        for who, user in (
            ("member", closed.members[1]),
            ("recused", closed.members[2]),
            ("secretary", closed.secretary),
            ("lead", closed.lead),
            ("auditor", closed.world[Role.AUDITOR]),
        )
    }
    assert editions == {
        "member": "whole", "recused": "reduced", "secretary": "whole", "lead": "reduced", "auditor": "whole",
    }  # fmt: skip
    submitted(closed)
    item = AgendaItem.objects.select_related("dossier").order_by("position")[0]
    recused = signed_in(closed.members[2]).get(f"/copil/seances/{session.number}/proces-verbal/").content.decode()
    assert "Consensus : 4,5" not in recused
    assert "Consensus : 4 / 5" in normalised(recused)
    assert held.DISSENT in recused  # out of a dossier, they sit in the committee: an opinion is theirs to read
    lead = signed_in(closed.lead).get(f"/copil/seances/{session.number}/proces-verbal/").content.decode()
    assert (held.DISSENT in lead, "Une opinion est consignée" in lead) == (False, True)
    leader = closed.world.leader
    leader.holdings.create(role=Role.COPIL_MEMBER, starts_on=EARLY)
    Seat.objects.filter(pk=closed.seat(3).pk).update(person=leader)
    me = signed_in(leader)
    page = me.get(f"/copil/seances/{session.number}/proces-verbal/")
    assert page.status_code == 200
    assert item.dossier.reference not in page.content.decode()
    assert "9\u202f000" not in page.content.decode()
    assert page.context["said"].envelopes == ()  # what a call's envelope lost is what its dossiers were granted
    assert signed_in(closed.members[1]).get(page.request["PATH_INFO"]).context["said"].envelopes
    assert me.get(f"/copil/seances/{session.number}/documents/PV-1-P1.pdf").status_code == 403
    assert signed_in(closed.members[1]).get("/copil/seances/1/documents/inconnu.pdf").status_code == 404


def test_a_departure_names_only_dossiers_whose_scores_one_reads() -> None:
    committee = held.online()
    said = minutes_said(committee.session, None)
    best, second = said.points
    shut = Reach(hidden=frozenset(), without_scores=frozenset({best.reference}), names=True)
    for reach, over in ((replace(shut, without_scores=frozenset()), best.reference), (shut, "")):
        told = as_read(said, reach).points[1].departures
        assert [(one.passed_over, one.reason) for one in told] == [(over, held.PASSED)]
    assert second.departures[0].passed_over == best.reference


@pytest.mark.breaks_invariants
def test_who_leads_a_waiting_dossier_and_sits_does_not_learn_there_that_it_waits() -> None:
    """Passed over by a grant of the session, it stands on no agenda of its; its leader has the reduced edition."""
    committee = held.online()
    session, roll = committee.session, roll_of_session(committee.session)
    waiting, _granted = (point.reference for point in minutes_said(session, None).points)
    AgendaItem.objects.filter(dossier__reference=waiting).delete()
    Dossier.objects.filter(reference=waiting).update(leader=committee.members[3])
    said = minutes_said(session, None)
    told = {}
    for who in (1, 3):
        reach = reach_of(committee.members[who], session, roll)
        (point,) = as_read(said, reach).points
        told[who] = (reach.edition, point.departures[0].passed_over, point.departures[0].reason)
    assert told == {1: ("whole", waiting, held.PASSED), 3: ("reduced", "", held.PASSED)}


def test_an_excerpt_is_read_as_the_minutes_will_tell_it() -> None:
    committee = held.live()
    item = AgendaItem.objects.select_related("dossier").order_by("position")[0]
    with clock.at(held.HELD + timedelta(hours=2)):
        save(committee, **{f"said-d{item.pk}": held.SAID})
        page = signed_in(committee.chair).get(f"{item.get_absolute_url()}extrait/").content.decode()
    for said in (
        "Accord partiel",
        "3 pour, 1 contre, 1 abstention, 0 NPPV",
        "Siège 2, member2 Essai",
        "Le porteur s’y",
    ):
        assert said in page, said


def test_the_page_costs_the_same_however_long_the_agenda(closed: Committee, statements: Any) -> None:
    secretary = signed_in(closed.secretary)
    with statements(at_most=34):
        assert secretary.get(f"/copil/seances/{closed.session.number}/proces-verbal/").status_code == 200
    assert Session.objects.get().items.count() == 4


def test_the_page_costs_the_same_for_one_three_or_many_points_and_seats(statements: Any) -> None:
    costs = []
    for points, seats in ((1, 3), (3, 3), (6, 9)):
        with transaction.atomic():
            committee = build(seats)
            dossiers = [on_agenda(committee) for _ in range(points)]
            with sitting(committee, present=seats // 2 + 1):
                for dossier in dossiers:
                    decided(committee, dossier, "refusal", reasons="Hors sujet.")
                ok(actions.close_session(session=committee.session, by=committee.secretary))
                secretary = signed_in(committee.secretary)
                with statements(at_most=34) as asked:
                    page = secretary.get(f"{committee.session.get_absolute_url()}proces-verbal/")
                assert page.text.count("Hors sujet.") >= points
                costs.append(len(asked))
            transaction.set_rollback(True)
    assert len(set(costs)) == 1, costs


# -- the list of decisions ---------------------------------------------------------------
@pytest.mark.pdf
def test_the_list_of_decisions_is_there_with_the_last_excerpt() -> None:
    committee = held.live()
    items = list(AgendaItem.objects.order_by("position"))
    with clock.at(held.HELD + timedelta(hours=2)):
        for item in items:
            assert not Paper.objects.exists()
            ok(actions.validate_excerpt(item=item, by=committee.members[1] if item.presiding else committee.chair))
        paper = Paper.objects.get()
        pdf = bytes(papers.file_of(paper, PaperFile.Edition.WHOLE).content)
    assert failures(pdf) == outside(pdf) == []
    said = text_of(pdf)
    lines = (
        "1 Activité du Lab-O Examiné –",
        "2 Accueil commun {}1, {} Accord partiel 9 000,00 €",
        "3 Accueil commun {}2, {} Accord sous réserve Associer un second service. 18 000,00 €",
        "4 Accueil commun {}3, {} Refus –",
        "5 Accueil commun {}4, {} Accord 18 000,00 €",
        "6 Prochaine visite Adopté –",
    )
    for line in lines:
        assert normalised(line.format("LO-2026-000", "Sous-préfecture de Limoux")) in said, line
    for reserved in ("Consensus", "Contre", "Siège 5"):
        assert reserved not in said
    page = signed_in(committee.members[1]).get(f"/copil/seances/{committee.session.number}/")
    assert paper.get_absolute_url() in page.content.decode()
