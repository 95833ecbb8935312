"""A mission of control: given with its reason, it opens what it bears on, to read alone, until its last day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.refusal import Refused
from accounts.roles import Role
from audit import actions
from audit.models import Consultation, Mission
from audit.scope import Kind, Scope
from audit.visibility import in_force
from copil.models import Session
from decisions.models import Act
from dossiers.audited import calls_in_scope
from dossiers.models import Dossier
from dossiers.visibility import who_sees
from scoring.models import Review
from scoring.visibility import scores_q
from tests import world
from tests.accounts.people import IDENTITY, NEW_PASSWORDS, link_in
from tests.audit.test_export_pages import text
from tests.copil.committee import build, on_agenda
from tests.statements import counted
from tests.world import World, in_challenge
from workflow import clock

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
GIVE, MISSIONS, READ = "/controle/missions/donner/", "/controle/missions/", "/controle/consultations/"


def again(user: User) -> User:
    """The same person at their next request."""
    return User.objects.get(pk=user.pk)


def give(lab: World, user: User, scope: Scope, *, days: int = 10) -> Mission:
    today, by = clock.today(), lab[Role.ADMIN]
    return actions.give_mission(
        user=user, scope=scope, reason="Contrôle annuel.", starts_on=today, ends_on=today + timedelta(days), by=by
    )


def seen(user: User) -> set[str]:
    return set(Dossier.objects.visible_to(again(user)).values_list("reference", flat=True))


def test_a_mission_opens_what_it_bears_on_scores_and_sessions_included_until_its_last_day() -> None:
    committee = build(3)
    lab = committee.world
    judged = on_agenda(committee, 9, 9, 9)
    world.draft(lab)
    other_call = world.open_call("AUTRE")
    other = in_challenge(World(other_call, lab.leader, lab.people, lab.referents))
    today = clock.today()
    scopes = {
        Scope(Kind.CALLS, calls=(other_call,)): {other.reference},
        Scope(Kind.SESSIONS, sessions=(committee.session,)): {judged.reference},
        Scope(Kind.PERIOD, starts_on=today, ends_on=today): {judged.reference, other.reference},
        Scope(Kind.PERIOD, starts_on=world.EARLY, ends_on=today - timedelta(1)): set(),
        Scope(Kind.ALL): {judged.reference, other.reference},
    }
    for n, (scope, wanted) in enumerate(scopes.items()):
        someone = world.person(f"controle{n}")
        assert seen(someone) == set()
        mission = give(lab, someone, scope)
        assert seen(someone) == wanted, scope.sentence
        assert mission.scope == scope
        user = again(someone)
        reads = judged.reference in wanted
        assert Review.objects.filter(scores_q(user)).exists() == reads, scope.sentence
        assert Session.objects.visible_to(user).exists() == reads
        assert {call.code for call in calls_in_scope(user)} == {
            Kind.CALLS: {"AUTRE"}, Kind.ALL: {"AUTRE", lab.call.code},
        }.get(scope.kind, set())  # fmt: skip
        sights = {sight.person: sight.reasons for sight in who_sees(judged)}
        assert sights.get(someone, ()) == (("est en mission de contrôle",) if reads else ())
        with clock.at(clock.now() + timedelta(days=10)):
            assert seen(someone) == wanted, "the last day counts"
        with clock.at(clock.now() + timedelta(days=11)):
            assert seen(someone) == set()
    for change in (
        lambda: Mission.objects.update(reason="Autre."),
        lambda: Mission.calls.through.objects.all().delete(),
        lambda: Mission.sessions.through.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
            change()


def test_the_administration_gives_missions_and_nobody_else(client: Client) -> None:
    lab = world.build()
    someone, admin, today = world.person("visiteuse"), lab[Role.ADMIN], clock.today()
    client.force_login(admin)
    assert someone.email in text(client.get(GIVE, {"email": someone.email}))
    said: dict[str, Any] = {
        "email": someone.email, "reason": "Contrôle annuel.", "first_day": today, "last_day": today, "kind": "calls",
        "calls": [lab.call.code],
    }  # fmt: skip
    for wrong, why in (
        ({"email": admin.email}, "On ne se donne pas un rôle"),
        ({"reason": "   "}, "Ce champ est obligatoire"),
        ({"reason": "x" * 2001}, "2000 caractères au plus"),
        ({"last_day": "9999-12-31"}, "dans les cinq ans"),
        ({"calls": []}, "Cochez-en au moins un."),
        ({"kind": "sessions"}, "Cochez-en au moins un."),
        ({"kind": "period"}, "Indiquez ce jour."),
        ({"kind": "tout"}, "Sélectionnez un choix valide"),
        ({"last_day": today - timedelta(1)}, "La fin est avant le début."),
        ({"calls": ["INCONNU", "\0"]}, ""),
    ):
        answer = client.post(GIVE, said | wrong)
        assert 400 <= answer.status_code < 500, wrong
        assert why.replace("2000", "2\u202f000") in text(answer) or why in text(answer), (wrong, text(answer))
    assert not Mission.objects.exists()
    assert client.post(GIVE, said).status_code == 302
    page = text(client.get(MISSIONS))
    assert all(words in page for words in ("visiteuse Essai", "Contrôle annuel.", lab.call.code, "En cours"))
    assert "Motif non consigné" in page, "the lab's other auditor has a mere role"
    assert "Périmètre et motif de la mission" in text(client.get(f"/personnes/{someone.ref}/"))
    with counted(at_most=10):
        client.get(MISSIONS)
    with pytest.raises(Refused):
        give(World(lab.call, lab.leader, {**lab.people, Role.ADMIN: lab[Role.TEAM_LEAD]}), someone, Scope(Kind.ALL))


def test_who_has_no_account_is_invited_to_a_mission_that_begins_once_accepted(
    client: Client, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    lab, today = world.build(), clock.today()
    said: dict[str, Any] = {
        "email": "Juge@crc.example", "reason": "Contrôle de la chambre.", "first_day": today + timedelta(2),
        "last_day": today + timedelta(30), "kind": "calls", "calls": [lab.call.code],
    }  # fmt: skip
    client.force_login(lab[Role.ADMIN])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(GIVE, said).status_code == 302
    page = text(client.get(MISSIONS))
    assert all(words in page for words in ("pas encore acceptées", "juge@crc.example", "Contrôle de la chambre."))
    assert "Périmètre et motif de la mission" in text(client.get("/personnes/invitations/"))
    with counted(at_most=10):
        client.get(MISSIONS)
    mission = Mission.objects.get()
    stranger, link = Client(), link_in(mailoutbox[-1])
    invited = text(stranger.get(link))
    assert all(words in invited for words in ("Contrôle de la chambre.", lab.call.code, "À partir du"))
    assert stranger.post(link, {**IDENTITY, **NEW_PASSWORDS}).status_code == 302
    mission.refresh_from_db()
    holding = mission.holding
    assert holding is not None
    assert (holding.user.email, holding.starts_on) == ("juge@crc.example", today + timedelta(2))
    assert not in_force().exists(), "it has not begun"
    with clock.at(clock.now() + timedelta(days=2)):
        assert in_force().filter(pk=mission.pk).exists()
    assert "pas encore acceptées" not in text(client.get(MISSIONS))
    with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
        Mission.objects.update(holding=None)


def test_what_an_auditor_reads_is_noted_for_the_administration_and_the_team_and_nobody_else_s_is(
    client: Client,
) -> None:
    lab = world.build()
    dossier, other = in_challenge(lab), in_challenge(lab)
    auditor = lab[Role.AUDITOR]
    client.force_login(auditor)
    client.get("/dossiers/inconnu/")
    client.get("/")
    client.get("/compte/profil/")
    client.post(f"{dossier.get_absolute_url()}notes/", {"text": "Non."})
    assert not Consultation.objects.exists(), "neither what is not given nor what tells nothing"
    with counted() as asked:
        client.get(dossier.get_absolute_url())
    assert [sql.split(" (")[0] for sql in asked.sql if "audit_consultation" in sql] == [
        'INSERT INTO "audit_consultation"'
    ]
    client.get("/dossiers/", {"q": "limoux", "state": "", "theme": "<b>\0"})
    client.get(f"{other.get_absolute_url()}challenge/")
    found = list(Consultation.objects.order_by("pk").values_list("person", "page", "about", "query", "mission"))
    mission = auditor.holdings.get().pk
    assert found == [
        (auditor.pk, "dossiers:page", dossier.reference, "", mission),
        (auditor.pk, "dossiers:list", "", "q=limoux&theme=%3Cb%3E", mission),
        (auditor.pk, "dossiers:challenge", other.reference, "", mission),
    ]
    for change in (lambda: Consultation.objects.update(about=""), lambda: Consultation.objects.all().delete()):
        with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
            change()
    # On two missions, the one that bears on the dossier; on none in particular, none is said.
    call = world.open_call("AUTRE")
    wider = give(lab, auditor, Scope(Kind.CALLS, calls=(call,)))
    client.get(dossier.get_absolute_url())
    client.get("/decisions/")
    assert list(Consultation.objects.order_by("pk").values_list("mission", flat=True))[3:] == [mission, None]
    assert wider.holding_id != mission
    # Nobody else's reading is noted, not even of whoever oversees.
    for role in (Role.TEAM, Role.LEADER, Role.REFERENT, Role.ADMIN):
        someone = Client()
        someone.force_login(lab[role])
        someone.get(dossier.get_absolute_url())
    assert Consultation.objects.count() == 5
    for role, status in ((Role.TEAM, 200), (Role.ADMIN, 200), (Role.SIGNATORY, 404), (Role.LEADER, 404)):
        someone = Client()
        someone.force_login(lab[role])
        with counted(at_most=10):
            answer = someone.get(READ)
        assert answer.status_code == status
        if status == 200:
            page = text(answer)
            assert all(words in page for words in ("auditor Essai", dossier.reference, "q = limoux", "&lt;b&gt;"))
            narrowed = text(someone.get(READ, {"about": other.reference, "person": str(auditor.ref)}))
            assert (other.reference in narrowed, f"<td><div>{dossier.reference}" in narrowed) == (True, False)
            assert someone.get(READ, {"about": "\0", "person": "x", "starts_on": "demain"}).status_code == 200
    # The way there from the dossier's page, for whoever may know.
    way = f"{READ}?about={dossier.reference}"
    for role, shown in ((Role.TEAM, True), (Role.TEAM_LEAD, True), (Role.AUDITOR, True), (Role.LEADER, False),
                        (Role.REFERENT, False)):  # fmt: skip
        someone = Client()
        someone.force_login(lab[role])
        assert (way in text(someone.get(dossier.get_absolute_url()))) is shown, role
    stranger = world.person("autre", Role.AUDITOR)
    client.force_login(stranger)
    assert "Rien n’a été lu" in text(client.get(READ)), "one's own alone"


def test_a_long_list_of_consultations_goes_by_pages_that_cost_the_same(client: Client) -> None:
    lab = world.build()
    auditor, now = lab[Role.AUDITOR], clock.now()
    holding = auditor.holdings.get()
    client.force_login(lab[Role.ADMIN])
    for count in (1, 999):
        done = Consultation.objects.count()
        Consultation.objects.bulk_create(
            Consultation(at=now, person=auditor, mission=holding, page="dossiers:page", about=f"N-{done + n:04}")
            for n in range(count)
        )
        with counted(at_most=10):
            first = client.get(READ)
    following = first.context["page"].next_url
    names = [line.about for line in first.context["lines"]]
    while following:
        answer = client.get(f"{READ}{following}")
        names += [line.about for line in answer.context["lines"]]
        following = answer.context["page"].next_url
    assert len(names) == len(set(names)) == 1000
    back = client.get(f"{READ}{answer.context['page'].previous_url}")
    assert len(back.context["lines"]) == 50


def test_an_auditor_changes_nothing(client: Client) -> None:
    """The hand-written table says it of each address; here, that the tables they read are as they were."""
    lab = world.build()
    dossier = in_challenge(lab)
    client.force_login(lab[Role.AUDITOR])
    before = {model: list(model.objects.order_by("pk").values()) for model in (Dossier, Act)}
    for verb in ("escalate", "return_to_leader", "propose_inadmissible", "suspend", "withdraw"):
        got = client.post(f"{dossier.get_absolute_url()}{verb}/", {"reason": "Non.", "key": "k", "version": 1})
        assert got.status_code in {403, 404, 405}, (verb, got.status_code)
    assert {model: list(model.objects.order_by("pk").values()) for model in (Dossier, Act)} == before
