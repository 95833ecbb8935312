"""Missing pieces: asked by the team, given by the leader, checked or asked again; the legal clock stops meanwhile."""

import html
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from copil import actions as copil
from decisions.receipts.inputs import receipt_inputs
from dossiers import actions
from dossiers.actions import Asked
from dossiers.files import scanning
from dossiers.files.antivirus import Finding
from dossiers.models import Attachment, Call, CompletionRequest, Dossier, MissingPiece, Verdict
from dossiers.receipt.completion import CHECK, PROVIDE
from dossiers.receipt.legal_clock import told
from notifications.models import Message
from tests import world
from tests.copil import committee as committees
from tests.dossiers.documents import PDF, upload
from tests.world import World, do, fresh, ok
from workflow import calendar, clock, timers
from workflow.gesture import new_key
from workflow.models import LogEntry, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db

ASSOCIATION = {
    "kind": "association",
    "name": "Les Amis du parc",
    "representative_quality": "Présidente",
    "representative_first_name": "Nadia",
    "representative_last_name": "Essai",
    "pledge_on": "2026-09-01",
    "cerfa": "earlier",
}
QUOTE, ROUTES = Asked("Le devis du prestataire"), Asked("Le détail des ateliers", "budget")


def normalised(page: str) -> str:
    return " ".join(html.unescape(page).split())


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def dossier(lab: World) -> Dossier:
    return world.in_challenge(lab, beneficiary=ASSOCIATION)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def ask(lab: World, dossier: Dossier, *pieces: Asked, days: int = 20, message: str = "") -> CompletionRequest:
    due_on = clock.today() + timedelta(days)
    found: CompletionRequest = ok(
        actions.ask_for_pieces(
            dossier=dossier, pieces=pieces or (QUOTE, ROUTES), due_on=due_on, message=message, by=lab[Role.TEAM]
        )
    )
    return found


def give(lab: World, piece: MissingPiece, answer: str = "Voici.", *files: Any) -> MissingPiece:
    found: MissingPiece = ok(actions.provide_piece(piece=piece, answer=answer, uploads=files, by=lab.leader))
    return found


def codes(outcome: object) -> list[str]:
    assert isinstance(outcome, Refusal), outcome
    return [unmet.code for unmet in outcome.unmet]


def task(dossier: Dossier, kind: str) -> WorkItem | None:
    return WorkItem.objects.filter(case_id=dossier.pk, kind=kind, closed_at=None).first()


# -- asking ------------------------------------------------------------------------------
def test_the_leader_is_told_has_a_task_and_the_dossier_stays_where_it_is(lab: World, dossier: Dossier) -> None:
    request = ask(lab, dossier, message="Merci.")
    now = fresh(dossier)
    assert (now.state, now.version, now.pieces_asked, now.pieces_due_on) == ("challenge", 1, 1, request.due_on)
    todo = task(dossier, PROVIDE)
    assert todo is not None
    assert (todo.assignee, todo.due_on) == (lab.leader, request.due_on)
    mail = Message.objects.get(template="pieces_asked")
    assert mail.recipient == lab.leader
    assert mail.context["pieces"] == "- Le devis du prestataire\n- Le détail des ateliers"


def test_by_default_the_leader_has_the_days_that_the_call_gives_for_pieces(
    client: Client, lab: World, dossier: Dossier
) -> None:
    Call.objects.update(pieces_days=7)
    lab.call.refresh_from_db()
    client.force_login(lab[Role.TEAM])
    form = client.get(f"/dossiers/{dossier.reference}/complements/").context["ask_form"]
    assert form["due_on"].value() == calendar.add(clock.today(), 7)
    asked = ok(actions.ask_for_pieces(dossier=dossier, pieces=[QUOTE], due_on=None, by=lab[Role.TEAM]))
    assert asked.due_on == calendar.add(clock.today(), lab.call.pieces_days)


def test_an_association_s_cerfa_form_is_joined_or_was_given_this_year(client: Client, lab: World) -> None:
    """Whatever else is deposited already stays as it is: the form is asked of what is still to be deposited."""
    silent, joined, earlier = (
        world.draft(lab, beneficiary={**ASSOCIATION, "cerfa": said}) for said in ("", "joined", "earlier")
    )
    assert "« Formulaire CERFA n° 12156 »" in normalised(do(silent, "submit", lab.leader).unmet[0].sentence)
    client.force_login(lab.leader)
    files = f"{joined.get_absolute_url()}formulaire/pieces/"
    for page in (files, f"{joined.get_absolute_url()}formulaire/beneficiary/"):
        assert f'href="{files}"' in client.get(page).text
    assert "Joignez le formulaire CERFA n° 12156" in normalised(client.get(files).text)
    refused = do(joined, "submit", lab.leader)
    assert "Le formulaire CERFA n° 12156, à joindre" in normalised(refused.unmet[0].sentence)
    client.post(files, {"files": upload("devis.pdf"), "purpose": "autre"})
    assert 'id="id_cerfa"' in client.get(files).text, "another file is not the form"
    assert client.post(files, {"files": upload("cerfa.pdf", PDF + b"%"), "purpose": "cerfa"}).status_code == 302
    page = normalised(client.get(files).text)
    assert ("vous avez dit" in page, page.count("Formulaire CERFA n° 12156")) == (False, 1)
    assert list(joined.attachments.values_list("name", "purpose")) == [("devis.pdf", ""), ("cerfa.pdf", "cerfa")]
    for dossier in (joined, earlier):
        ok(do(fresh(dossier), "submit", lab.leader))


@pytest.mark.parametrize("role", [Role.LEADER, Role.REFERENT, Role.AUDITOR, Role.ADMIN, Role.SIGNATORY])
def test_only_the_team_asks(lab: World, role: Role) -> None:
    dossier = world.assigned(lab)
    outcome = actions.ask_for_pieces(dossier=dossier, pieces=[QUOTE], due_on=None, by=lab[role])
    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.FORBIDDEN


@pytest.mark.parametrize(
    ("pieces", "days", "code"),
    [
        ([], 20, "piece_named"),
        ([Asked(" \u202e\n")], 20, "piece_named"),
        ([Asked("x" * 201)], 20, "piece_named"),
        ([Asked("Devis", "nulle-part")], 20, "section_known"),
        ([Asked("Devis")] * 21, 20, "pieces_few_enough"),
        ([QUOTE], 0, "due_to_come"),
        ([QUOTE], -3, "due_to_come"),
        ([QUOTE], 181, "due_to_come"),
    ],
)
def test_what_makes_no_request(lab: World, dossier: Dossier, pieces: list[Asked], days: int, code: str) -> None:
    due_on = clock.today() + timedelta(days)
    assert codes(actions.ask_for_pieces(dossier=dossier, pieces=pieces, due_on=due_on, by=lab[Role.TEAM])) == [code]
    assert not CompletionRequest.objects.exists()


def test_the_same_request_sent_twice_is_made_once(lab: World, dossier: Dossier) -> None:
    assert ask(lab, dossier).pk == ask(lab, dossier).pk
    assert ask(lab, dossier, QUOTE).number == 2


def test_it_is_asked_while_the_file_is_examined_only(lab: World) -> None:
    draft = world.draft(lab)
    outcome = actions.ask_for_pieces(dossier=draft, pieces=[QUOTE], due_on=None, by=lab[Role.TEAM])
    assert isinstance(outcome, Refusal)
    assert outcome.why in {Why.FORBIDDEN, Why.WRONG_STATE}


# -- giving ------------------------------------------------------------------------------
def test_an_answer_or_a_file_or_both_complete_the_request(lab: World, dossier: Dossier) -> None:
    quote, routes = ask(lab, dossier).pieces.all()
    give(lab, routes, "Huit ateliers de 2 500 €.")
    assert fresh(dossier).pieces_due_on is not None
    give(lab, quote, "", upload("devis.pdf"), upload("devis-2.pdf"))
    now = fresh(dossier)
    assert (now.pieces_due_on, now.state, now.submitted_version) == (None, "challenge", 1)
    assert CompletionRequest.objects.get().completed_at is not None
    assert [file.added_in for file in quote.files.all()] == [None, None]
    assert task(dossier, PROVIDE) is None
    check = task(dossier, CHECK)
    assert check is not None
    assert check.role == Role.TEAM
    assert Message.objects.get(template="pieces_in").recipient == lab[Role.TEAM]


def test_what_is_given_can_be_corrected_until_the_request_is_complete(lab: World, dossier: Dossier) -> None:
    quote, routes = ask(lab, dossier).pieces.all()
    give(lab, routes, "Six ateliers.")
    assert give(lab, routes, "Huit ateliers.").answer == "Huit ateliers."
    give(lab, quote)
    late = actions.provide_piece(piece=routes, answer="Neuf.", by=lab.leader)
    assert isinstance(late, Refusal)
    assert late.why is Why.WRONG_STATE
    assert give(lab, quote).pk == quote.pk  # the same form sent twice


def test_nothing_is_not_something_and_nobody_else_gives_it(lab: World, dossier: Dossier) -> None:
    piece = ask(lab, dossier, QUOTE).pieces.get()
    assert codes(actions.provide_piece(piece=piece, answer=" \u202e ", by=lab.leader)) == ["piece_given"]
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN):
        outcome = actions.provide_piece(piece=piece, answer="Voici.", by=lab[role])
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.FORBIDDEN
    refused = actions.provide_piece(piece=piece, uploads=[upload("x.pdf", b"MZ" + bytes(90))], by=lab.leader)
    assert codes(refused) == ["file_kind"]
    assert not Attachment.objects.exists()


def test_it_can_be_given_whatever_the_state_until_the_decision(lab: World, dossier: Dossier) -> None:
    piece = ask(lab, dossier, QUOTE).pieces.get()
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez aussi le calendrier."))
    assert task(dossier, PROVIDE) is not None
    give(lab, piece)
    other = ask(lab, _resubmitted(lab, dossier), ROUTES).pieces.get()
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    assert task(dossier, PROVIDE) is None
    refused = actions.provide_piece(piece=other, answer="Trop tard.", by=lab.leader)
    assert isinstance(refused, Refusal)
    assert refused.why is Why.WRONG_STATE


def _resubmitted(lab: World, dossier: Dossier) -> Dossier:
    ok(do(dossier, "resubmit", lab.leader))
    return fresh(dossier)


# -- checking ----------------------------------------------------------------------------
def test_right_closes_the_task_and_wrong_asks_again_with_why(lab: World, dossier: Dossier) -> None:
    request = ask(lab, dossier)
    quote, routes = request.pieces.all()
    give(lab, quote), give(lab, routes)
    again = ok(
        actions.check_pieces(
            request=request,
            outcomes={quote.pk: "accepted", routes.pk: "again"},
            reasons={routes.pk: "Le nombre d’ateliers manque."},
            by=lab[Role.TEAM],
        )
    )
    assert again.number == 2
    (piece,) = again.pieces.all()
    assert (piece.label, piece.section, piece.reason) == (
        "Le détail des ateliers", "budget", "Le nombre d’ateliers manque.",
    )  # fmt: skip
    assert task(dossier, CHECK) is None
    assert task(dossier, PROVIDE) is not None
    assert fresh(dossier).pieces_due_on == again.due_on


def test_asking_again_says_why_and_only_what_came_can_be_right(lab: World, dossier: Dossier) -> None:
    request = ask(lab, dossier)
    quote, routes = request.pieces.all()
    give(lab, quote)

    def check(outcomes: dict[int, str], by: Role = Role.TEAM) -> Any:
        return actions.check_pieces(request=request, outcomes=outcomes, by=lab[by])

    assert codes(check({quote.pk: "again"})) == ["reason_given"]
    assert codes(check({})) == ["piece_judged"]
    assert codes(check({quote.pk: "peut-être"})) == ["piece_judged"]
    for wrong in ({routes.pk: "accepted"}, {quote.pk: "waived"}):
        outcome = check(wrong)
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.STALE
    outcome = check({quote.pk: "accepted"}, Role.LEADER)
    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.FORBIDDEN
    assert not MissingPiece.objects.exclude(outcome="").exists()


def test_nothing_is_asked_again_while_the_leader_does_not_know_where_the_dossier_stands() -> None:
    """An adjournment is theirs to read with the excerpt, not by a request for pieces."""
    committee = committees.build(3)
    dossier, leader, team = committees.ready(committee), committee.world.leader, committee.world[Role.TEAM]
    request = ok(actions.ask_for_pieces(dossier=dossier, pieces=[QUOTE], due_on=None, by=team))
    piece = request.pieces.get()
    ok(actions.provide_piece(piece=piece, answer="Voici.", by=leader))
    ok(copil.put_on_agenda(dossier=dossier, session=committee.session, by=committee.lead, key=new_key()))
    with committees.sitting(committee):
        committees.decided(
            committee, dossier, "deferral", reasons="Un budget.", complete_by=clock.today() + timedelta(days=30)
        )
        again = {"request": request, "outcomes": {piece.pk: "again"}, "reasons": {piece.pk: "Illisible."}, "by": team}
        assert codes(actions.check_pieces(**again)) == ["leader_told"]
        assert Message.objects.filter(template="pieces_asked").count() == 1
        ok(copil.validate_excerpt(item=committee.item(dossier), by=committee.chair))
        ok(actions.check_pieces(**again))


def test_doing_without_the_last_piece_completes_the_request(lab: World, dossier: Dossier) -> None:
    request = ask(lab, dossier, QUOTE)
    piece = request.pieces.get()
    ok(actions.check_pieces(request=request, outcomes={piece.pk: "waived"}, by=lab[Role.TEAM]))
    assert fresh(dossier).pieces_due_on is None
    assert task(dossier, PROVIDE) is None


# -- the legal clock ---------------------------------------------------------------------
def test_the_delay_of_silence_stops_for_the_days_given_and_no_longer(lab: World, dossier: Dossier) -> None:
    bare = fresh(dossier).implicit_decision_on
    assert bare is not None
    piece = ask(lab, dossier, QUOTE, days=20).pieces.get()
    assert fresh(dossier).implicit_decision_on == bare + timedelta(21)
    with clock.at(world.days_later(5)):
        give(lab, piece)
        assert fresh(dossier).implicit_decision_on == bare + timedelta(5)


def test_pieces_that_come_late_stopped_it_until_their_day_only(lab: World, dossier: Dossier) -> None:
    bare = fresh(dossier).implicit_decision_on
    assert bare is not None
    piece = ask(lab, dossier, QUOTE, days=10).pieces.get()
    with clock.at(world.days_later(30)):
        give(lab, piece)
    assert fresh(dossier).implicit_decision_on == bare + timedelta(11)


def test_what_is_asked_once_silence_has_refused_is_said_to_stop_nothing(
    client: Client, lab: World, dossier: Dossier
) -> None:
    day = fresh(dossier).implicit_decision_on
    assert day is not None
    with clock.at(world.days_later((day - clock.today()).days + 1)):
        ask(lab, dossier)
        assert fresh(dossier).implicit_decision_on == day
        assert Message.objects.get(template="pieces_asked").context["silence"] == ""
        assert told(fresh(dossier)).stopped_until is None
        assert not receipt_inputs(fresh(dossier), number=1, code="7KQ4-M2XT-9DRA").put_off
        client.force_login(lab[Role.TEAM])
        assert client.get(f"/dossiers/{dossier.reference}/complements/").context["stops_clock"] is False


def test_silence_that_means_nothing_is_stopped_by_nothing(lab: World) -> None:
    dossier = world.in_challenge(lab)  # a service of the State
    ask(lab, dossier)
    assert fresh(dossier).implicit_decision_on is None
    assert Message.objects.get(template="pieces_asked").context["silence"] == ""


def test_the_leader_is_reminded_then_the_coordination_told(lab: World, dossier: Dossier) -> None:
    ask(lab, dossier, days=10)
    for days in (4, 8, 10, 11):
        with clock.at(world.days_later(days)):
            timers.run()
    reminders = Message.objects.filter(template="reminder", recipient=lab.leader)
    assert [m.context["task"] for m in reminders] == ["Fournir les pièces demandées"] * 3
    assert Message.objects.filter(template="deadline_passed", recipient=lab[Role.TEAM_LEAD]).exists()


# -- what follows from it ------------------------------------------------------------------
def test_inadmissible_only_once_what_was_missing_was_asked_and_the_day_has_passed(lab: World, dossier: Dossier) -> None:
    def propose() -> Any:
        return do(dossier, "propose_inadmissible", lab[Role.TEAM_LEAD], reason="Le devis manque.")

    assert codes(propose()) == ["completion_asked_or_incurable"]
    request = ask(lab, dossier, QUOTE, days=10)
    within = propose()
    assert codes(within) == ["completion_asked_or_incurable"]
    assert within.unmet[0].by == request.due_on
    with clock.at(world.days_later(11)):
        ok(propose())


def test_a_return_to_the_leader_is_no_request_for_pieces(lab: World, dossier: Dossier) -> None:
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Réécrivez."))
    ok(do(dossier, "resubmit", lab.leader))
    outcome = do(dossier, "propose_inadmissible", lab[Role.TEAM_LEAD], reason="Trop court.")
    assert codes(outcome) == ["completion_asked_or_incurable"]


def test_everything_is_on_the_chain(lab: World, dossier: Dossier) -> None:
    request = ask(lab, dossier, QUOTE)
    piece = request.pieces.get()
    give(lab, piece)
    ok(actions.check_pieces(request=request, outcomes={piece.pk: "accepted"}, by=lab[Role.TEAM]))
    events = LogEntry.objects.filter(case_id=dossier.pk).order_by("seq").values_list("event", flat=True)
    assert list(events)[-4:] == ["pieces_asked", "piece_provided", "pieces_in", "pieces_checked"]


# -- pages ---------------------------------------------------------------------------------
def url(dossier: Dossier, *more: object) -> str:
    return "/".join(["/dossiers", dossier.reference, "complements", *map(str, more), ""])


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def lines(*labels: str, **more: str) -> dict[str, str]:
    due = str(clock.today() + timedelta(20))
    found = {"line-TOTAL_FORMS": "3", "line-INITIAL_FORMS": "0", "ask-due_on": due, "ask-message": "", **more}
    for n, label in enumerate(labels):
        found |= {f"line-{n}-label": label, f"line-{n}-section": ""}
    return found


def test_the_team_asks_the_leader_gives_the_team_checks(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab[Role.TEAM])
    assert "Demander une pièce manquante" in text(client.get(dossier.get_absolute_url()))
    answer = client.post(url(dossier), lines("Le devis", **{"line-1-label": "Le plan", "line-1-section": "budget"}))
    assert answer.status_code == 302
    quote, plan = MissingPiece.objects.order_by("pk")
    client.force_login(lab.leader)
    page = text(client.get(dossier.get_absolute_url()))
    assert page.index("Dossier incomplet") < page.index("Ce qui s’est passé")
    assert f"{url(dossier)}#piece-{quote.pk}" in page
    given = client.post(
        url(dossier, "fournir", quote.pk), {f"piece-{quote.pk}-joined": [upload("a.pdf"), upload("b.pdf")]}
    )
    assert given.status_code == 302
    client.post(url(dossier, "fournir", plan.pk), {f"piece-{plan.pk}-answer": "Huit ateliers."})
    for attachment in Attachment.objects.all():
        scanning.record(attachment, Finding(Verdict.CLEAN, ""))
    client.force_login(lab[Role.TEAM])
    page = text(client.get(url(dossier)))
    assert "Huit ateliers." in page
    for attachment in Attachment.objects.all():
        handed = client.get(f"/dossiers/{dossier.reference}/pieces/{attachment.pk}/")
        assert handed.status_code == 200
        assert b"".join(handed.streaming_content)  # type: ignore[attr-defined]
    request = CompletionRequest.objects.get()
    said = {f"check-{request.pk}-outcome-{p.pk}": "accepted" for p in (quote, plan)}
    assert client.post(url(dossier, "verifier", request.pk), said).status_code == 302
    assert not MissingPiece.objects.exclude(outcome="accepted").exists()


def test_what_was_typed_is_kept_when_it_is_refused(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab[Role.TEAM])
    past = str(clock.today() - timedelta(1))
    answer = client.post(url(dossier), lines("Le <b>devis</b>\0", **{"ask-due_on": past, "ask-message": "Merci"}))
    assert answer.status_code == 422
    assert "Merci" in text(answer)
    more = client.post(url(dossier), lines("Le devis", more="1", **{"ask-message": "Merci"}))
    assert (more.status_code, "Merci" in text(more), "Le devis" in text(more)) == (200, True, True)
    assert text(more).count("-section") > text(answer).count("-section")
    for absurd in ("", "x", "-1", "99999999999"):
        said = {**lines("Le devis"), "line-TOTAL_FORMS": absurd}
        assert client.post(url(dossier), said).status_code == 422
        assert client.post(url(dossier), {**said, "more": "1"}).status_code == 200
    assert not CompletionRequest.objects.exists()
    client.force_login(lab.leader)
    piece = ask(lab, dossier, QUOTE).pieces.get()
    long = "x" * 4001
    answer = client.post(url(dossier, "fournir", piece.pk), {f"piece-{piece.pk}-answer": long})
    assert (answer.status_code, long in text(answer)) == (422, True)
    assert client.post(url(dossier, "fournir", piece.pk), {}).status_code == 422


def test_who_gets_what(client: Client, lab: World, dossier: Dossier) -> None:
    for referent in lab.referents:
        ok(actions.assign_referent(dossier=dossier, referent=referent, by=lab[Role.TEAM]))
    request = ask(lab, dossier, QUOTE)
    piece = request.pieces.get()
    readers = {Role.TEAM: 422, Role.TEAM_LEAD: 422, Role.REFERENT: 403, Role.AUDITOR: 403, Role.LEADER: 403}
    for role, asked in readers.items():
        client.force_login(lab[role])
        assert client.get(url(dossier)).status_code == 200
        assert client.post(url(dossier), lines()).status_code == asked
        assert (
            client.post(url(dossier, "fournir", piece.pk), {f"piece-{piece.pk}-answer": "a" * 5000}).status_code == 422
        )
        given = client.post(url(dossier, "fournir", piece.pk), {f"piece-{piece.pk}-answer": ""})
        assert given.status_code == (422 if role is Role.LEADER else 403)
        said = {f"check-{request.pk}-outcome-{piece.pk}": ""}
        checked = client.post(url(dossier, "verifier", request.pk), said)
        assert checked.status_code == (422 if role in {Role.TEAM, Role.TEAM_LEAD} else 403)
    for role in (Role.ADMIN, Role.SIGNATORY, Role.COPIL_MEMBER):
        client.force_login(lab[role])
        for method in (client.get, client.post):
            assert method(url(dossier)).status_code == 404
        assert client.post(url(dossier, "fournir", piece.pk)).status_code == 404
        assert client.post(url(dossier, "verifier", request.pk)).status_code == 404


def test_another_dossier_s_pieces_are_not_found_here(client: Client, lab: World, dossier: Dossier) -> None:
    other = ask(lab, world.in_challenge(lab), QUOTE)
    client.force_login(lab.leader)
    assert client.post(url(dossier, "fournir", other.pieces.get().pk)).status_code == 404
    client.force_login(lab[Role.TEAM])
    assert client.post(url(dossier, "verifier", other.pk)).status_code == 404


def test_the_returned_form_says_it_beside_the_section(client: Client, lab: World, dossier: Dossier) -> None:
    ask(lab, dossier)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    client.force_login(lab.leader)
    assert "Le détail des ateliers" in text(client.get(f"/dossiers/{dossier.reference}/formulaire/budget/"))
    assert "Le détail des ateliers" not in text(client.get(f"/dossiers/{dossier.reference}/formulaire/need/"))
    assert "Le devis du prestataire" in text(client.get(f"/dossiers/{dossier.reference}/formulaire/pieces/"))


def test_a_dossier_with_many_pieces_asks_no_more_of_the_database(
    client: Client, lab: World, dossier: Dossier, statements: Any
) -> None:
    ask(lab, dossier, *[Asked(f"Pièce {n}", "budget") for n in range(20)])
    for role in (Role.LEADER, Role.TEAM_LEAD, Role.AUDITOR):
        client.force_login(lab[role])
        with statements(at_most=20):
            client.get(dossier.get_absolute_url())
        with statements(at_most=10):
            client.get(url(dossier))


def test_the_page_says_when_the_delay_of_silence_is_suspended(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    assert "Délai suspendu" not in text(client.get(dossier.get_absolute_url()))
    ask(lab, dossier, QUOTE)
    assert "Délai suspendu" in text(client.get(dossier.get_absolute_url()))
    give(lab, MissingPiece.objects.get())
    assert "Délai suspendu" not in text(client.get(dossier.get_absolute_url()))


def test_the_page_says_that_silence_means_nothing_for_a_service_of_the_state(client: Client, lab: World) -> None:
    client.force_login(lab.leader)
    assert "Aucun refus implicite" in text(client.get(world.in_challenge(lab).get_absolute_url()))
