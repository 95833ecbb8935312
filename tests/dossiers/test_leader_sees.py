"""Until the act is signed, nothing a leader reads tells what the committee made of the dossier."""

import html
import re
from datetime import timedelta
from difflib import unified_diff
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions as copil
from copil.models import AgendaItem
from decisions.models import Act
from dossiers import actions
from dossiers.models import Dossier
from notifications.models import Message
from tests import world
from tests.copil import committee as committees
from tests.copil.committee import Committee
from tests.decisions.desk import desk, grouped_desk, inadmissible_desk
from tests.world import do, fresh, ok
from workflow import clock

pytestmark = pytest.mark.django_db

#: Words that tell an outcome, a score, a rank or a vote.
TELLING = (
    "liste complémentaire", "adopté", "pour :", "contre :", "score", "consensus", "classement", "rang", "ajourn",
    "fr-badge--yellow-tournesol", "waiting", "proposal",
)  # fmt: skip


def pages(client: Client, dossier: Dossier, user: User) -> dict[str, str]:
    """Everything the leader may open about the dossier, with what differs from one dossier to another taken out."""
    client.force_login(user)
    base = f"/dossiers/{dossier.reference}/"
    paths = [
        "", "formulaire/", "challenge/", "porteurs/", "versions/", "echanges/", "complements/", "reprendre/",
        "gestes/withdraw/", "gestes/submit/", "gestes/sign_grant/", "gestes/decline/",
    ]  # fmt: skip
    return {path: neutral(client.get(base + path).content.decode(), dossier) for path in paths}


def neutral(page: str, dossier: Dossier) -> str:
    page = html.unescape(page).replace(dossier.reference, "LO")
    page = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"', "", page)
    return re.sub(r"\d{1,2}\u00a0h\u00a0\d{2}|T\d\d:\d\d:\d\d[^\"]*|question-\d+", "", page)


def line_of(client: Client, dossier: Dossier, user: User, query: str = "") -> Any:
    client.force_login(user)
    return next(
        line for line in client.get(f"/dossiers/{query}").context["lines"] if line.reference == dossier.reference
    )


@pytest.fixture
def committee() -> Committee:
    return committees.build(3, envelope="30000.00")


def test_a_grant_a_refusal_and_a_waiting_list_look_the_same(client: Client, committee: Committee) -> None:
    granted, refused, waits = (committees.on_agenda(committee) for _ in range(3))
    leader = committee.world.leader
    with committees.sitting(committee):
        committees.decided(committee, granted, amount="18000.00")
        committees.decided(committee, refused, "refusal", reasons="Le besoin n’est pas établi.")
        committees.decided(committee, waits, amount="18000.00")
        assert [fresh(d).state for d in (granted, refused, waits)] == ["signature", "signature", "waiting"]
        seen = [pages(client, d, leader) for d in (granted, refused, waits)]
        assert seen[0] == seen[1] == seen[2]
        for page in seen[0].values():
            for word in TELLING:
                assert word not in page.lower(), word
        lines = [line_of(client, d, leader) for d in (granted, refused, waits)]
        assert {(line.step, line.due) for line in lines} == {(lines[0].step, None)}
        assert lines[0].step.label == "Décision en cours"
        client.force_login(leader)
        home = client.get("/").content.decode().lower()
        assert not [word for word in TELLING if word in home]


def test_a_deferral_is_not_told_before_the_minutes_are(client: Client, committee: Committee) -> None:
    deferred, on_agenda = committees.on_agenda(committee), committees.on_agenda(committee)
    leader = committee.world.leader
    with committees.sitting(committee):
        by = clock.today() + timedelta(30)
        committees.decided(committee, deferred, "deferral", reasons="Précisez le budget.", complete_by=by)
        assert fresh(deferred).state == "team_review"
        page, other = (pages(client, d, leader) for d in (deferred, on_agenda))
        client.force_login(leader)
        shown = client.get(f"/dossiers/{deferred.reference}/").context
        assert (shown["step"].label, shown["ball"].holder, shown["ball"].due) == ("Au COPIL", "COPIL", None)
        assert "Précisez le budget" not in page[""]
        assert page[""] == other[""]
        assert line_of(client, deferred, leader, "?mine=1").step.label == "Au COPIL"


def test_no_mail_tells_the_leader_before_the_signature(committee: Committee) -> None:
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        committees.decided(committee, dossier, amount="18000.00")
    world.tell()
    told = Message.objects.filter(recipient=committee.world.leader).order_by("pk")
    assert {message.template for message in told} <= {"submitted", "on_agenda", "question_asked", "happened"}
    assert {m.context["what"] for m in told.filter(template="happened")} == {"Challenge terminé"}


def test_a_leader_of_the_team_finds_nothing_by_filtering_either(client: Client, committee: Committee) -> None:
    lab = committee.world
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        lab.call.envelope = 1000  # the grant no longer fits
        lab.call.save()
        committees.decided(committee, dossier, amount="18000.00")
        assert fresh(dossier).state == "waiting"
        client.force_login(lab.leader)
        found = {
            state: [line.reference for line in client.get(f"/dossiers/?mine=1&state={state}").context["lines"]]
            for state in ("waiting", "signature", "copil", "team_review")
        }
        assert found == {"waiting": [], "signature": [dossier.reference], "copil": [], "team_review": []}
        assert client.get("/").context["figures"] == []
        for query in ("?all=1", "?state=waiting", "?state=signature", "?sort=step", "?holder=team_lead", "?sort=-due"):
            assert client.get(f"/dossiers/{query}").context["lines"] == []
        orders = {
            code for code, _label in client.get("/dossiers/?mine=1&q=accueil").context["form"].fields["sort"].choices
        }
        assert not {"step", "-step", "due", "-due", "deposit", "-deposit"} & orders


def test_the_leader_reads_questions_but_neither_opinions_nor_who_was_asked(client: Client) -> None:
    lab = world.build()
    dossier = world.assigned(lab)
    ok(actions.give_opinion(dossier=dossier, sense="unfavourable", text="Je n’y crois pas.", by=lab.referents[0]))
    ok(actions.declare_interest(dossier=dossier, reason="Un cousin.", by=lab.referents[1]))
    for page in pages(client, dossier, lab.leader).values():
        for word in ("Je n’y crois pas", "Défavorable", "referent1", "referent2", "Un cousin", "intérêt déclaré"):
            assert word not in page, word


def test_a_suspension_does_not_tell_where_it_comes_back(client: Client, committee: Committee) -> None:
    lab = committee.world
    first, second = committees.on_agenda(committee), committees.on_agenda(committee)
    with committees.sitting(committee):
        committees.decided(committee, first, amount="18000.00")
        committees.decided(committee, second, amount="18000.00")
        assert [fresh(d).state for d in (first, second)] == ["signature", "waiting"]
        until = clock.today() + timedelta(30)
        for dossier in (first, second):
            ok(do(dossier, "suspend", lab[Role.TEAM], reason="Le porteur change de service.", until=until))
        assert pages(client, first, lab.leader) == pages(client, second, lab.leader)
        for dossier in (first, second):
            ok(do(dossier, "resume", lab[Role.TEAM]))
        assert pages(client, first, lab.leader) == pages(client, second, lab.leader)


def test_the_end_of_a_suspension_does_not_tell_what_was_kept_silent(client: Client) -> None:
    with inadmissible_desk() as found:
        leader, team = found.world.leader, found.world[Role.TEAM]
        ok(do(found.dossier, "send_back", found.signatory, reason="Le motif n’est pas établi."))
        assert "Décision en cours" in pages(client, found.dossier, leader)[""]
        until = clock.today() + timedelta(9)
        ok(do(found.dossier, "suspend", team, reason="Le porteur change de service.", until=until))
        assert found.dossier.leader_state == "suspended"
        ok(do(found.dossier, "resume", team))
        assert (found.dossier.state, found.dossier.leader_state) == ("team_review", "signature")


def test_a_deferral_told_during_a_suspension_is_read_after_it(client: Client, committee: Committee) -> None:
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        by = clock.today() + timedelta(30)
        committees.decided(committee, dossier, "deferral", reasons="Précisez le budget.", complete_by=by)
        until = clock.today() + timedelta(9)
        ok(do(dossier, "suspend", committee.world[Role.TEAM], reason="Congés.", until=until))
        item = AgendaItem.objects.get(dossier=dossier)
        ok(copil.validate_excerpt(item=item, by=committee.chair))
        assert fresh(dossier).leader_state == "suspended"
        ok(do(dossier, "resume", committee.world[Role.TEAM]))
        assert fresh(dossier).leader_state == "team_review"


def test_a_signed_decision_is_read_nowhere_before_it_is_told(client: Client) -> None:
    """On the pages and in lists, searches, counts, files, mails and refusals, by a leader who is of the team too."""
    with grouped_desk() as found:
        unsigned, granted, refused, deferred = found.dossiers
        lab, leader = found.world, found.world.leader
        acts = [found.signed(Act.Kind.GRANT, granted), found.signed(Act.Kind.REFUSAL, refused)]
        assert [fresh(d).state for d in found.dossiers] == ["signature", "granted", "refused", "team_review"]
        world.tell()
        assert not Message.objects.filter(template__in=["decision_notified", "deferred"]).exists()
        lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
        seen = [pages(client, d, leader) for d in (unsigned, granted, refused)]
        for path in seen[0]:
            for each in seen[1:]:
                assert list(unified_diff(seen[0][path].splitlines(), each[path].splitlines())) == [], path
        assert "Retirer le dossier" in seen[1][""]
        lines = [line_of(client, d, leader, "?mine=1") for d in (unsigned, granted, refused)]
        assert {(line.step.label, line.due, line.silence) for line in lines} == {
            ("Décision en cours", None, lines[0].silence)
        }
        assert line_of(client, deferred, leader, "?mine=1").step.label == "Au COPIL"
        found_in = {
            state: len(client.get(f"/dossiers/?mine=1&state={state}").context["lines"])
            for state in ("signature", "granted", "refused", "team_review", "copil")
        }
        assert found_in == {"signature": 3, "granted": 0, "refused": 0, "team_review": 0, "copil": 1}
        register = client.get("/decisions/?q=LABO")
        assert list(register.context["acts"]) == []
        home = html.unescape(client.get("/").content.decode())
        assert "compte rendu final" not in home
        assert not [act for act in acts if act.number in home]
        for act in acts:
            for part in ("acte", "lettre"):
                assert client.get(f"/decisions/actes/{act.number}/{part}.pdf").status_code == 404
            assert client.get(f"/verifier/{act.code}/").status_code == 200  # who holds the code holds the act
        for verb in ("decline", "withdraw"):
            for dossier in (granted, refused):
                said = {"reason": "Je renonce.", "key": "k", "version": fresh(dossier).version}
                answer = client.post(f"/dossiers/{dossier.reference}/gestes/{verb}/", said)
                assert (answer.status_code, fresh(dossier).leader_state) == (409, "signature")
                assert "accord" not in answer.content.decode().lower()
        reader = world.person("reader")
        world.read_with(granted, reader, by=leader)
        client.force_login(reader)
        assert acts[0].number not in client.get(f"/dossiers/{granted.reference}/").content.decode()
        assert client.get(f"/decisions/actes/{acts[0].number}/acte.pdf").status_code == 404


def test_once_signed_the_leader_reads_the_outcome(client: Client) -> None:
    with desk() as found:
        found.signed()
        client.force_login(found.world.leader)
        shown = client.get(f"/dossiers/{found.dossier.reference}/")
        assert shown.context["step"].label == "Accordé, en suivi"
        assert "18\u202f000,00" in html.unescape(shown.content.decode())
