"""Sharing dossiers out: who is proposed and why, changed by hand, confirmed once."""

import html
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.availability import declare_absence, follow
from accounts.models import Service, User
from accounts.roles import Role
from dossiers import actions
from dossiers.challenge.sharing import sharing
from dossiers.models import Assignment, Dossier
from tests import world
from tests.world import World, ok
from workflow import clock

pytestmark = pytest.mark.django_db
Count = Callable[..., AbstractContextManager[object]]
HERE = "/referents/attribution/"


@pytest.fixture
def lab() -> World:
    """Eight référents more, who follow nothing."""
    lab = world.build()
    lab.referents += [world.person(f"autre{n}", Role.REFERENT) for n in range(8)]
    return lab


def proposed(lab: World, dossier: Dossier) -> list[User | None]:
    (found,) = sharing(lab[Role.TEAM], reference=dossier.reference).dossiers
    return [place.person for place in found.places]


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_who_follows_the_department_and_the_theme_is_proposed_with_the_reason(lab: World) -> None:
    world.in_challenge(lab)
    near, themed = lab.referents[7], lab.referents[5]
    follow(person=near, departments=["11"], themes=["reception"], by=near)
    follow(person=themed, departments=[], themes=["reception"], by=themed)
    (found,) = sharing(lab[Role.TEAM]).dossiers
    assert [p.person for p in found.places if p.person] == [themed, near]
    reasons = {p.person: p.reasons for p in found.places if p.person}
    assert reasons[near] == (
        "Suit le département Aude (11), suit le thème « Accueil et parcours des usagers », aucun avis en cours."
    )


def test_neither_leader_nor_interest_nor_own_service_nor_absent_nor_former_is_proposed(lab: World) -> None:
    service = Service.objects.named("Sous-préfecture de Limoux", department="11")
    colleague, tied, away, former, *others = lab.referents
    colleague.service = service
    colleague.save()
    lab.leader.holdings.create(role=Role.REFERENT, starts_on=world.EARLY)
    dossier = world.in_challenge(lab)
    for who in (tied, former):
        ok(actions.assign_referent(dossier=dossier, referent=who, by=lab[Role.TEAM]))
    ok(actions.declare_interest(dossier=dossier, reason="Une sœur y travaille.", by=tied))
    gone = Assignment.objects.get(referent=former)
    ok(actions.relieve_referent(assignment=gone, reason="En congé.", by=lab[Role.TEAM]))
    today = clock.today()
    declare_absence(person=away, starts_on=today, ends_on=today + timedelta(30), by=away)
    lab.call.referents_wanted = 9
    lab.call.save()
    assert set(proposed(lab, dossier)) == {*others, None}
    (found,) = sharing(lab[Role.TEAM]).dossiers
    assert found.gap == (
        "Il manque 3 référents. Personne d’autre n’est disponible : 1 porte ou a porté le dossier, "
        "1 a un lien d’intérêt, 1 est du service porteur, 1 en a été déchargé, 1 est absent."
    )
    names = [option.label for option in found.options]
    assert not any("referent2" in name or "leader" in name for name in names)  # tied, and the leader: never
    assert sum("absent" in n or "service porteur" in n or "déchargé" in n for n in names) == 3


def test_several_dossiers_are_shared_evenly(lab: World) -> None:
    for _ in range(5):
        world.in_challenge(lab)
    found = sharing(lab[Role.TEAM])
    people = [place.person for shared in found.dossiers for place in shared.places if place.person]
    assert len(people) == len(set(people)) == 10


def test_only_dossiers_short_of_referents_wait(lab: World) -> None:
    world.assigned(lab)
    waiting = world.in_challenge(lab)
    world.in_review(lab)
    assert [shared.dossier for shared in sharing(lab[Role.TEAM]).dossiers] == [waiting]


def send(client: Client, dossier: Dossier, *people: User | None, **more: str) -> Any:
    places = {f"{dossier.reference}-place{n}": str(p.ref) if p else "" for n, p in enumerate(people, start=1)}
    return client.post(HERE, {**places, **more})


def test_one_confirmation_assigns_what_was_proposed_or_chosen_instead(client: Client, lab: World) -> None:
    first, second = world.in_challenge(lab), world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    assert "Aucun avis en cours" not in text(client.get("/referents/"))
    assert text(client.get(HERE)).count("aucun avis en cours") > 4
    instead = lab.referents[9]
    places = {f"{second.reference}-place1": str(instead.ref), f"{second.reference}-place2": ""}
    answer = send(client, first, *lab.referents[:2], **places)
    assert (answer.status_code, answer["Location"]) == (302, "/referents/")
    assert set(Assignment.objects.filter(dossier=first).values_list("referent", flat=True)) == {
        person.pk for person in lab.referents[:2]
    }
    assert Assignment.objects.get(dossier=second).referent == instead
    # Sent again, what was done is not done twice.
    assert send(client, first, *lab.referents[:2]).status_code == 302
    assert Assignment.objects.filter(dossier=first).count() == 2


def test_a_choice_that_cannot_be_is_refused_and_nothing_is_written(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    twice = send(client, dossier, lab.referents[0], lab.referents[0])
    assert (twice.status_code, "choisie deux fois" in text(twice)) == (422, True)
    assert send(client, dossier, lab.leader).status_code == 422
    for nonsense in ("x", "\x00", "<b>", "a" * 5000, "-1"):
        answer = client.post(HERE, {f"{dossier.reference}-place1": nonsense})
        assert answer.status_code == 422
        assert "<b>" not in answer.content.decode()
    assert not Assignment.objects.exists()


def test_one_dossier_alone_and_back_to_it(client: Client, lab: World) -> None:
    dossier, _other = world.in_challenge(lab), world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    here = f"{HERE}?dossier={dossier.reference}"
    assert f"{dossier.reference}-place1" in text(client.get(here))
    assert _other.reference not in text(client.get(here))
    answer = client.post(here, {f"{dossier.reference}-place1": str(lab.referents[0].ref)})
    assert answer["Location"] == f"/dossiers/{dossier.reference}/challenge/"
    assert "Aucun dossier n’attend" in text(client.get(f"{HERE}?dossier=LO-0000-0000"))
    assert client.get(HERE, {"dossier": "\x00<b>" * 40}).status_code == 200


def test_whoever_leads_a_dossier_does_not_share_it_out(client: Client, lab: World) -> None:
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    world.in_challenge(lab)
    client.force_login(lab.leader)
    assert client.get(HERE).context["places"] == []


def test_the_page_asks_as_much_whatever_the_number_of_referents_and_dossiers(
    client: Client, lab: World, statements: Count
) -> None:
    world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    with statements(at_most=10) as few:
        client.get(HERE)
    for n in range(30):
        who = world.person(f"encore{n}", Role.REFERENT)
        follow(person=who, departments=["11"], themes=["people"], by=who)
    for _ in range(4):
        world.in_challenge(lab)
    with statements(at_most=10) as many:
        client.get(HERE)
    assert len(few) == len(many)  # type: ignore[arg-type]
