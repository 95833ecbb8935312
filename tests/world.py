"""A small lab for the tests, built only through the verbs that people use.

Every person has one role; `World` opens a call and walks dossiers to the state a test wants.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Delegation, RoleHolding, Service, User
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Call, Dossier, Opinion
from tests.scenes import scene
from workflow import clock, telling, timers
from workflow.gesture import Actor, Gesture, new_key
from workflow.perform import perform
from workflow.verdict import Done, Refusal

EARLY = date(2020, 1, 1)
SIRET = "13002526500013"  # a public body's real key, for its checksum alone

#: What a complete form says; a test replaces what it is about.
ANSWERS: dict[str, dict[str, Any]] = {
    "project": {
        "title": "Accueil commun",
        "service": "Sous-préfecture de Limoux",
        "department": "11",
        "theme": "reception",
        "summary": "Parcours usager partagé entre la sous-préfecture et France services.",
    },
    "need": {"irritant": "Deux visites sur trois.", "evidence": "Comptage d’un mois.", "users": "1 200 usagers."},
    "method": {"approach": "Ateliers avec les usagers.", "novelty": "Premier prototype commun.", "risks": ""},
    "partners": {
        "partners": [{"name": "France services", "role": "Accueil", "commitment": "agreed"}],
        "steering": "",
    },
    "calendar": {"deliverables": "Un prototype", "starts_on": "2027-01-04", "ends_on": "2027-12-17"},
    "budget": {
        "expenses": [{"label": "Ateliers", "kind": "event", "amount": "20000.00"}],
        "resources": [
            {"source": "lab", "label": "", "amount": "18000.00"},
            {"source": "own", "label": "Fonds propres", "amount": "2000.00"},
        ],
    },
    "indicator": {
        "indicator": "Visites inutiles",
        "unit": "%",
        "baseline": "33",
        "target": "10",
        "measured_how": "Comptage trimestriel.",
    },
    "reuse": {"reuse": "Toute sous-préfecture.", "shared": "Un guide."},
    "interests": {"has_interest": "no", "interest": ""},
    "beneficiary": {
        "kind": "state",
        "name": "Sous-préfecture de Limoux",
        "siret": SIRET,
        "address": "1 rue de la République, 11300 Limoux",
    },
}


@dataclass
class World:
    """A call with its envelope, and one person a role (several référents and reviewers)."""

    call: Call
    leader: User
    people: dict[Role, User]
    referents: list[User] = field(default_factory=list)

    def __getitem__(self, role: Role) -> User:
        return self.leader if role is Role.LEADER else self.people[role]


@scene
def person(name: str, *roles: Role, service: Service | None = None, **dates: Any) -> User:
    """A person with those roles since long ago; the address is made of the name."""
    user = User.objects.create_user(
        email=f"{name}@lab-o.example",
        password="un mot de passe assez long",
        first_name=name,
        last_name="Essai",
        service=service,
    )
    for role in roles:
        ends = date(2099, 1, 1) if role is Role.AUDITOR else None
        RoleHolding.objects.create(user=user, role=role, starts_on=EARLY, ends_on=ends, **dates)
    return user


def open_call(code: str = "ESSAI", *, envelope: str = "100000.00", **fields: Any) -> Call:
    """A call open today."""
    today = clock.today()
    return Call.objects.create(
        code=code,
        title=f"Appel {code}",
        opens_on=today - timedelta(30),
        closes_on=today + timedelta(60),
        ends_on=today + timedelta(300),
        envelope=Decimal(envelope),
        budget_line="BOP 349",
        **fields,
    )


@scene
def build() -> World:
    """The lab, with nothing in it yet."""
    single = [r for r in Role if r not in {Role.LEADER, Role.SYSTEM, Role.REFERENT}]
    people = {role: person(role.value, role) for role in single}
    referents = [person(f"referent{n}", Role.REFERENT) for n in (1, 2)]
    people[Role.REFERENT] = referents[0]
    Delegation.objects.create(
        signatory=people[Role.SIGNATORY],
        reference="Arrêté du 2 janvier 2026",
        quality="Préfet de région",
        ceiling=Decimal("100000.00"),
        starts_on=EARLY,
        ends_on=date(2099, 1, 1),
    )
    return World(open_call(), person("leader"), people, referents)


def ok(outcome: Any) -> Any:
    """What a verb answered, which must not be a refusal."""
    assert not isinstance(outcome, Refusal), outcome
    return outcome


def do(dossier: Dossier, verb: str, by: User | None, **said: Any) -> Done | Refusal:
    """One gesture through the only door; `by=None` is the automate."""
    actor = Actor(by) if by else Actor.system()
    return perform(model=Dossier, pk=dossier.pk, actor=actor, gesture=Gesture(verb, **said), key=new_key())


def fresh(dossier: Dossier) -> Dossier:
    """The dossier as the database has it now."""
    return Dossier.objects.get(pk=dossier.pk)


@scene
def draft(world: World, **answers: dict[str, Any]) -> Dossier:
    """A complete draft; `answers` replaces answers section by section."""
    dossier = ok(actions.open_draft(call=world.call, by=world.leader))
    for code, given in ANSWERS.items():
        ok(
            actions.save_section(
                dossier=dossier, section=code, answers={**given, **answers.get(code, {})}, revision=0, by=world.leader
            )
        )
    return fresh(dossier)


@scene
def in_challenge(world: World, **answers: dict[str, Any]) -> Dossier:
    dossier = draft(world, **answers)
    ok(do(dossier, "submit", world.leader))
    return fresh(dossier)


@scene
def assigned(world: World, **answers: dict[str, Any]) -> Dossier:
    dossier = in_challenge(world, **answers)
    for referent in world.referents:
        ok(actions.assign_referent(dossier=dossier, referent=referent, by=world[Role.TEAM]))
    return fresh(dossier)


@scene
def in_review(world: World, **answers: dict[str, Any]) -> Dossier:
    dossier = assigned(world, **answers)
    for referent in world.referents:
        ok(
            actions.give_opinion(
                dossier=dossier, sense=Opinion.Sense.FAVOURABLE, text="Utile et bien mené.", by=referent
            )
        )
    return fresh(dossier)


def days_later(days: int) -> datetime:
    """The instant so many days from now, for `clock.at`."""
    return clock.now() + timedelta(days=days)


def co_lead(dossier: Dossier, person: User, *, by: User) -> None:
    """Invited by the leader at their address, the person accepts."""
    invitation = ok(actions.invite_co_leader(dossier=dossier, email=person.email, by=by))
    ok(actions.accept_invitation(invitation=invitation, by=person))


def read_with(dossier: Dossier, person: User, *, by: User) -> None:
    """Invited by the leader to read the dossier, the person accepts."""
    invitation = ok(actions.invite_reader(dossier=dossier, email=person.email, by=by))
    ok(actions.accept_invitation(invitation=invitation, by=person))


def tell() -> None:
    """What the tick does of the log: whoever is to be told of what happened is written to."""
    _told, faults = timers.carry_out(telling.due())
    assert faults == ()
