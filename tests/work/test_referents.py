"""Référents on their phones and the team at its desk: from the sharing out to the opinion, and an absence said."""

from datetime import timedelta

import pytest

from accounts.availability import follow
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Assignment, Opinion, Question
from tests import world
from tests.browser import Live
from tests.dossiers.test_in_the_browser import window_of
from tests.work.hands import looked_at
from tests.world import ok
from workflow import clock

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_a_dossier_is_shared_out_accepted_passed_on_questioned_and_judged(live: Live) -> None:
    lab = world.build()
    first, second = lab.referents
    third = world.person("troisieme", Role.REFERENT)
    follow(person=first, departments=["11"], themes=["reception"], by=first)
    dossier = world.in_challenge(lab)

    team = window_of(live, lab[Role.TEAM])
    team.goto("/referents/")
    looked_at(team)
    team.click("text=Attribuer les dossiers en attente")
    looked_at(team)
    team.select_option("[name$=place2]", str(second.ref))
    team.click("text=Désigner ces référents")
    team.wait_for_url("**/referents/")
    assert "2 référents sont désignés" in team.inner_text("main")

    page = window_of(live, second, width=390)
    page.goto(f"/dossiers/{dossier.reference}/challenge/")
    page.click("text=Accepter ce dossier")
    page.wait_for_selector("text=Accepter ce dossier", state="detached")
    page.click("summary:has-text('Passer le dossier')")
    page.select_option("[name=hand-over-to]", str(third.ref))
    page.fill("[name=hand-over-reason]", "Je pars en congé.")
    looked_at(page)
    page.click("text=Proposer le dossier")
    page.wait_for_selector("text=Passation proposée à troisieme Essai")

    other = window_of(live, third, width=390)
    other.goto("/")
    other.click("text=Dire si vous reprenez le challenge")
    looked_at(other)
    other.click("text=Accepter ce dossier")
    other.wait_for_url("**/challenge/")
    other.click("#need summary")
    other.fill("#need textarea", "Combien d’usagers ?")
    other.click("#need label:has-text('Question bloquante')")
    other.click("#need button")
    other.wait_for_selector("text=Votre question est envoyée")
    other.click("label:has-text('Favorable avec réserves')")
    other.fill("[name=opinion-text]", "À préciser.")
    looked_at(other)
    other.click("text=Donner mon avis")
    other.wait_for_selector("text=Votre avis est enregistré")
    assert Question.objects.get().blocking
    assert Opinion.objects.get().assignment.referent == third

    leader = window_of(live, lab.leader, width=390)
    leader.goto(f"/dossiers/{dossier.reference}/challenge/")
    assert "Répondre à une question, qui retient le challenge" in leader.inner_text("main")
    looked_at(leader)


def test_with_the_keyboard_alone_an_absence_is_said_and_the_team_reads_it(live: Live) -> None:
    lab = world.build()
    dossier = world.assigned(lab)
    first = lab.referents[0]
    page = window_of(live, first, width=390)
    page.goto("/compte/profil/referent/")
    page.focus("[name=themes][value=people]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=La fiche est à jour")
    looked_at(page)
    today, last = clock.today(), clock.today() + timedelta(30)
    page.fill("[name=starts_on]", today.isoformat())
    page.fill("[name=ends_on]", last.isoformat())
    page.press("[name=ends_on]", "Enter")
    page.wait_for_selector("text=est notée")
    looked_at(page)

    ok(
        actions.relieve_referent(
            assignment=Assignment.objects.get(referent=lab.referents[1]), reason="Non.", by=lab.referents[1]
        )
    )
    team = window_of(live, lab[Role.TEAM])
    team.goto(f"/dossiers/{dossier.reference}/challenge/")
    assert "Absent à l’échéance" in team.inner_text("main") or "ABSENT À L’ÉCHÉANCE" in team.inner_text("main")
    looked_at(team)
