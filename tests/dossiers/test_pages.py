"""The dossier's page and those around it: who finds what, in words they may read."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from config.templatetags.jalon import day
from dossiers import actions
from dossiers.models import Assignment, Dossier, Interest, Opinion, Question
from tests import world
from tests.world import World, days_later, do, fresh, ok
from workflow import clock
from workflow.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def base(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/"


# -- who finds what ------------------------------------------------------------------
def test_a_stranger_is_sent_to_the_door_and_told_nothing(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    for path in ("", "formulaire/", "challenge/", "gestes/withdraw/"):
        for reference in (dossier.reference, "LO-2026-9999"):
            answer = client.get(f"/dossiers/{reference}/{path}")
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/compte/connexion/")


def test_a_first_draft_is_its_leader_s_alone(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR, Role.REFERENT):
        client.force_login(lab[role])
        assert client.get(base(dossier)).status_code == 404
    client.force_login(lab.leader)
    assert client.get(base(dossier)).status_code == 200


def test_others_read_the_deposited_version_while_the_leader_rewrites(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez le besoin."))
    answers = {**world.ANSWERS["need"], "irritant": "Un texte en cours d’écriture."}
    ok(actions.save_section(dossier=dossier, section="need", answers=answers, revision=1, by=lab.leader))
    client.force_login(lab[Role.TEAM])
    page = text(client.get(base(dossier)))
    assert "Deux visites sur trois." in page
    assert "Un texte en cours d’écriture." not in page
    client.force_login(lab.leader)
    page = text(client.get(base(dossier)))
    assert "Un texte en cours d’écriture." in page
    assert "Précisez le besoin." in page  # why it came back


# -- the ball --------------------------------------------------------------------------
def ball(client: Client, user: User, dossier: Dossier) -> Any:
    client.force_login(user)
    return client.get(base(dossier)).context["ball"]


def test_the_ball_goes_from_hand_to_hand(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    mine = ball(client, lab.leader, dossier)
    assert (mine.mine, mine.task, mine.due) == (True, "Compléter et déposer le dossier", lab.call.closes_on)

    ok(do(dossier, "submit", lab.leader))
    team = ball(client, lab[Role.TEAM], dossier)
    assert (team.mine, team.task) == (True, "Désigner les référents et suivre leurs avis")
    leader = ball(client, lab.leader, dossier)
    assert (leader.mine, leader.holder, leader.due) == (False, "référents de l’innovation", fresh(dossier).due_on)

    for referent in lab.referents:
        ok(actions.assign_referent(dossier=dossier, referent=referent, by=lab[Role.TEAM]))
    team = ball(client, lab[Role.TEAM], dossier)
    assert (team.mine, team.holder) == (False, "referent1 Essai et referent2 Essai")
    assert ball(client, lab.referents[0], dossier).mine

    ok(actions.ask_question(dossier=dossier, section="need", text="Pourquoi ?", by=lab.referents[0]))
    leader = ball(client, lab.leader, dossier)
    assert (leader.mine, leader.task) == (True, "Répondre aux questions des référents")


def test_the_journey_dates_the_deposit_not_the_draft(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    client.force_login(lab.leader)

    def deposit() -> tuple[str, object]:
        step = client.get(base(dossier)).context["journey"][0]
        return step.status, step.day

    assert deposit() == ("current", None)
    with clock.at(days_later(3)):
        ok(do(dossier, "submit", lab.leader))
    assert deposit() == ("done", fresh(dossier).deposited_at)
    with clock.at(days_later(4)):
        ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Préciser."))
    assert deposit() == ("current", None)


def test_the_main_gesture_comes_first_and_giving_up_last(client: Client, lab: World) -> None:
    client.force_login(lab.leader)
    verbs = client.get(base(world.draft(lab))).context["verbs"]
    assert [(can.label, can.primary, can.danger) for can in verbs] == [
        ("Déposer le dossier", True, False),
        ("Retirer le dossier", False, True),
    ]


def test_a_finished_dossier_waits_for_nobody(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "withdraw", lab.leader, reason="Projet abandonné."))
    client.force_login(lab.leader)
    answer = client.get(base(dossier))
    assert answer.context["ball"] is None
    assert "Plus rien n’est attendu" in text(answer)
    assert [step.status for step in answer.context["journey"]] == ["done", "done", "stopped"]


def test_only_verbs_that_a_page_carries_out_are_shown(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM_LEAD])
    shown = client.get(base(dossier)).context["verbs"]
    assert [(can.label, can.allowed) for can in shown] == [
        ("Désigner les référents et suivre leurs avis", True),
        ("Renvoyer au porteur pour compléments", True),
        ("Passer en revue sans attendre les avis", False),
        ("Proposer l’irrecevabilité", True),
        ("Suspendre l’instruction", True),
    ]
    for can in shown:
        assert client.get(can.url).status_code == 200
    client.force_login(lab[Role.AUDITOR])
    assert client.get(base(dossier)).context["verbs"] == []


def test_the_history_says_once_what_repeats(client: Client, lab: World) -> None:
    """Reminders, or two référents assigned at once: one line that says how often and from when to when."""
    dossier = world.draft(lab)
    with clock.at(days_later(-3)):
        ok(do(dossier, "submit", lab.leader))
        ok(actions.assign_referent(dossier=dossier, referent=lab.referents[0], by=lab[Role.TEAM]))
    ok(actions.assign_referent(dossier=dossier, referent=lab.referents[1], by=lab[Role.TEAM]))
    ok(actions.ask_question(dossier=dossier, section="need", text="Pourquoi ?", by=lab.referents[0]))
    ok(actions.ask_question(dossier=dossier, section="need", text="Comment ?", by=lab.referents[0]))
    client.force_login(lab[Role.TEAM])
    answer = client.get(base(dossier))
    told = [(entry.title, entry.times) for entry in answer.context["entries"]]
    assert told[:4] == [
        ("Question d’un référent", 1),
        ("Question d’un référent", 1),
        ("Référent désigné", 2),
        ("Dossier déposé", 1),
    ]
    assert ", 2 fois" in text(answer)
    assert f"du {day(days_later(-3))} au {day(clock.now())}" in text(answer)


# -- the challenge ----------------------------------------------------------------------
def test_the_team_assigns_the_least_busy_first(client: Client, lab: World) -> None:
    busy, free = lab.referents
    other = world.in_challenge(lab)
    ok(actions.assign_referent(dossier=other, referent=busy, by=lab[Role.TEAM]))
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    page = client.get(base(dossier) + "challenge/")
    assert [(c.person, c.load) for c in page.context["candidates"]] == [(free, 0), (busy, 1)]
    answer = client.post(base(dossier) + "challenge/designer/", {"referent": str(free.ref)})
    assert (answer.status_code, Assignment.objects.get(dossier=dossier).referent) == (302, free)
    again = client.post(base(dossier) + "challenge/designer/", {"referent": str(free.ref)})
    assert again.status_code == 422
    for nonsense in ("", "x", "00000000-0000-0000-0000-000000000000"):
        assert client.post(base(dossier) + "challenge/designer/", {"referent": nonsense}).status_code == 422


def test_questions_answers_and_opinions_go_through_the_page(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    here = base(dossier) + "challenge/"
    client.force_login(lab.referents[0])
    said = {"question-need-text": "Combien d’usagers ?", "question-need-blocking": "on"}
    asked = client.post(here + "demander/need/", said)
    assert asked["Location"] == here + "#need"
    question = Question.objects.get()
    assert (question.text, question.blocking, question.section) == ("Combien d’usagers ?", True, "need")

    client.force_login(lab.leader)
    page = client.get(here)
    assert [beside.section.code for beside in page.context["sections"]] == ["need"]
    empty = client.post(f"{here}questions/{question.pk}/", {f"answer-{question.pk}-text": " "})
    assert empty.status_code == 422
    client.post(f"{here}questions/{question.pk}/", {f"answer-{question.pk}-text": "Douze mille."})
    question.refresh_from_db()
    assert question.answer == "Douze mille."

    client.force_login(lab.referents[0])
    refused = client.post(here + "avis/", {"opinion-sense": "favourable", "opinion-text": ""})
    assert refused.status_code == 422
    kept = client.post(here + "avis/", {"opinion-sense": "", "opinion-text": "Un avis déjà écrit."})
    assert "Un avis déjà écrit." in text(kept)
    said = {"opinion-sense": "reserved", "opinion-text": "À suivre.", "on_version": "1"}
    assert client.post(here + "avis/", said).status_code == 302
    assert Opinion.objects.get().sense == "reserved"


def test_the_challenge_refuses_whoever_may_only_look(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    here = base(dossier) + "challenge/"
    question = ok(actions.ask_question(dossier=dossier, section="need", text="?", by=lab.referents[0]))
    assignment = Assignment.objects.get(referent=lab.referents[0])
    client.force_login(lab[Role.AUDITOR])
    for path, data in {
        "designer/": {"referent": str(lab.referents[1].ref)},
        f"relever/{assignment.pk}/": {f"relieve-{assignment.pk}-reason": "Non."},
        "demander/need/": {"question-need-text": "Pourquoi ?"},
        f"questions/{question.pk}/": {f"answer-{question.pk}-text": "Voilà."},
        "avis/": {"opinion-sense": "favourable", "opinion-text": "Bien."},
        "avis/confirmer/": {},
    }.items():
        assert client.post(here + path, data).status_code == 403, path
        assert client.get(here + path).status_code == 405, path
    assert not Opinion.objects.exists()


def test_what_belongs_to_another_dossier_is_not_found_here(client: Client, lab: World) -> None:
    first, second = world.assigned(lab), world.assigned(lab)
    question = ok(actions.ask_question(dossier=first, section="need", text="?", by=lab.referents[0]))
    assignment = Assignment.objects.get(dossier=first, referent=lab.referents[0])
    here = base(second) + "challenge/"
    client.force_login(lab[Role.TEAM])
    assert client.post(f"{here}relever/{assignment.pk}/", {}).status_code == 404
    client.force_login(lab.leader)
    assert client.post(f"{here}questions/{question.pk}/", {f"answer-{question.pk}-text": "!"}).status_code == 404


def test_a_stepped_aside_referent_goes_home(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    client.force_login(lab.referents[0])
    assert client.post(base(dossier) + "interet/", {"reason": " "}).status_code == 422
    answer = client.post(base(dossier) + "interet/", {"reason": "Ma sœur y travaille."})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Interest.objects.get().person == lab.referents[0]
    assert client.get(base(dossier)).status_code == 404


# -- lists ------------------------------------------------------------------------------
def references(answer: Any) -> list[str]:
    return [line.reference for line in answer.context["lines"]]


def test_each_list_holds_what_the_person_sees(client: Client, lab: World) -> None:
    draft, deposited = world.draft(lab), world.in_challenge(lab)
    found = {}
    for role in Role:
        if role is not Role.SYSTEM:
            client.force_login(lab[role])
            found[role.value] = references(client.get("/dossiers/"))
    both, one = [deposited.reference, draft.reference], [deposited.reference]
    nothing = {r: [] for r in ("referent", "copil_member", "copil_chair", "copil_secretary", "signatory", "admin")}
    assert found == {**nothing, "leader": both, "team": one, "team_lead": one, "auditor": one}


def test_the_team_narrows_by_state_call_and_words_without_accents(client: Client, lab: World) -> None:
    plain = world.in_challenge(lab)
    other = world.in_review(lab, project={"title": "Guichet mobile à l’école", "service": "Préfecture du Gers"})
    lab.call = world.open_call("AUTRE")
    elsewhere = world.in_challenge(lab, project={"title": "Atelier numérique"})
    client.force_login(lab[Role.TEAM])
    for query, wanted in {
        "": [elsewhere, other, plain],
        "?state=team_review": [other],
        "?state=challenge&call=AUTRE": [elsewhere],
        "?q=ecole": [other],
        "?q=ÉCOLE guichet": [other],
        "?q=gers prefecture": [other],
        f"?q={plain.reference.lower()}": [plain],
        "?q=limoux": [elsewhere, plain],
        "?q=rien": [],
        "?q=%25": [elsewhere, other, plain],
        "?state=nowhere": [elsewhere, other, plain],
        "?call=NOWHERE&after=zz": [elsewhere, other, plain],
        "?before=~&sort=zz": [elsewhere, other, plain],
        "?q=%00": [elsewhere, other, plain],
    }.items():
        answer = client.get("/dossiers/" + query)
        assert (answer.status_code, references(answer)) == (200, [d.reference for d in wanted]), query


@pytest.mark.breaks_invariants
def test_long_lists_go_page_by_page_with_their_filters(client: Client, lab: World) -> None:
    for n in range(27):
        Dossier.objects.create(
            reference=f"LO-2026-{n:04d}", call=lab.call, leader=lab.leader, title=f"Projet {n}", created_at=clock.now()
        )
    client.force_login(lab.leader)
    first = client.get("/dossiers/")
    assert len(first.context["lines"]) == 25
    assert first.context["page"].summary == "27 dossiers"
    second = client.get("/dossiers/" + first.context["page"].next_url)
    assert [len(second.context["lines"]), second.context["page"].next_url] == [2, ""]
    back = client.get("/dossiers/" + second.context["page"].previous_url)
    assert references(back) == references(first)


# -- calls and new dossiers ---------------------------------------------------------------
def test_what_is_left_of_an_envelope_is_told_to_those_who_may_know(client: Client, lab: World) -> None:
    for user in (AnonymousUser(), lab.leader, lab.referents[0], lab[Role.ADMIN]):
        if isinstance(user, User):
            client.force_login(user)
        page = text(client.get("/appels/"))
        assert lab.call.title in page
        assert "100\u202f000,00" not in page
    for role in (Role.TEAM, Role.COPIL_CHAIR, Role.SIGNATORY, Role.AUDITOR):
        client.force_login(lab[role])
        assert "100\u202f000,00" in text(client.get("/appels/"))


def test_a_dossier_starts_from_an_open_call_once(client: Client, lab: World) -> None:
    client.force_login(lab.leader)
    here = f"/appels/{lab.call.code}/nouveau/"
    key = str(client.get(here).context["key"])
    for _ in range(2):
        answer = client.post(here, {"key": key})
        assert answer.status_code == 302
    assert Dossier.objects.count() == 1
    assert answer["Location"] == f"/dossiers/{Dossier.objects.get().reference}/formulaire/project/"
    assert client.post(here, {"key": "zz"}).status_code == 422
    client.force_login(lab[Role.TEAM])
    assert client.post(here, {"key": key}).status_code == 409
    assert client.get("/appels/NOWHERE/nouveau/").status_code == 404


def test_a_closed_call_says_so(client: Client, lab: World) -> None:
    lab.call.closes_on = clock.today() - timedelta(1)
    lab.call.save()
    client.force_login(lab.leader)
    here = f"/appels/{lab.call.code}/nouveau/"
    assert 'name="key"' not in text(client.get(here))
    answer = client.post(here, {"key": "12345678-1234-5678-1234-567812345678"})
    assert answer.status_code == 422
    assert not Dossier.objects.exists()


# -- home ---------------------------------------------------------------------------------
def tasks(client: Client, user: User) -> list[tuple[str, str]]:
    client.force_login(user)
    return [(task.reference, task.title) for task in client.get("/").context["work"].tasks]


def test_each_person_finds_their_own_work_and_that_of_their_roles(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    expected = {
        Role.TEAM: [(dossier.reference, "Désigner les référents et suivre leurs avis")],
        Role.TEAM_LEAD: [(dossier.reference, "Désigner les référents et suivre leurs avis")],
        Role.REFERENT: [(dossier.reference, "Donner votre avis de référent")],
        Role.LEADER: [],
        Role.SIGNATORY: [],
        Role.COPIL_CHAIR: [],
        Role.AUDITOR: [],
        Role.ADMIN: [],
    }
    assert {role: tasks(client, lab[role]) for role in expected} == expected


def test_a_role_s_work_is_not_shown_to_who_leads_the_dossier(client: Client, lab: World) -> None:
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    world.in_challenge(lab)
    assert tasks(client, lab.leader) == []


def test_a_signatory_who_stepped_aside_is_not_asked(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "propose_inadmissible", lab[Role.TEAM_LEAD], reason="Hors périmètre.", exception=True))
    signatory = lab[Role.SIGNATORY]
    assert tasks(client, signatory) == [(dossier.reference, "Signer la décision, ou la renvoyer")]
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=signatory))
    assert tasks(client, signatory) == []


def test_the_most_urgent_comes_first_with_its_lateness_in_words(client: Client, lab: World) -> None:
    late = world.assigned(lab)
    soon = world.assigned(lab)
    Assignment.objects.update(due_on=clock.today())
    WorkItem.objects.filter(case_id=late.pk, kind="opinion").update(due_on=clock.today() - timedelta(2))
    WorkItem.objects.filter(case_id=soon.pk, kind="opinion").update(due_on=clock.today() + timedelta(1))
    assert [reference for reference, _title in tasks(client, lab.referents[0])] == [late.reference, soon.reference]
    page = text(client.get("/"))
    assert "en retard de 2 jours" in page
    assert "demain" in page


def test_sleeping_tasks_are_not_shown(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    until = clock.today() + timedelta(20)
    ok(do(dossier, "suspend", lab[Role.TEAM], reason="Porteur absent.", until=until))
    assert tasks(client, lab.referents[0]) == []
    assert tasks(client, lab[Role.TEAM]) == [(dossier.reference, "Reprendre l’instruction")]


def test_the_team_counts_the_dossiers_of_each_step(client: Client, lab: World) -> None:
    world.draft(lab), world.in_challenge(lab), world.in_challenge(lab), world.in_review(lab)
    client.force_login(lab[Role.TEAM])
    figures = client.get("/").context["figures"]
    assert [(f.label, f.value) for f in figures] == [("Challenge par les référents", 2), ("Revue d’équipe", 1)]
    for figure in figures:
        assert len(references(client.get(figure.url))) == figure.value
    client.force_login(lab.leader)
    assert client.get("/").context["figures"] == []


def test_who_looks_after_the_lab_finds_more_than_an_empty_list(client: Client, lab: World) -> None:
    world.in_challenge(lab)
    client.force_login(lab[Role.ADMIN])
    page = text(client.get("/"))
    for said in ("Administrer le site", "/appels/administration/", "/personnes/", "Aucun courriel abandonné"):
        assert said in page
    assert "Rien n’attend après vous" not in page
    client.force_login(lab[Role.AUDITOR])
    answer = client.get("/")
    assert [(f.label, f.value) for f in answer.context["figures"]] == [("Challenge par les référents", 1)]
    assert "Commencer un dossier" not in text(answer)  # the call itself is shown
    client.force_login(lab.leader)
    assert "Commencer un dossier" in text(client.get("/"))


def test_strangers_land_on_a_page_that_says_what_this_is(client: Client, lab: World) -> None:
    world.in_challenge(lab)
    page = text(client.get("/"))
    assert lab.call.title in page
    assert "/compte/inscription/" in page
    assert "Accueil commun" not in page
