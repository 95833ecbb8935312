"""Role × state × verb: every cell asked of the engine, and what tells it from the others by HTTP. Written by hand
from the process's table, never derived from the code it checks: when the process changes, this table is changed by
hand too.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil.models import AgendaItem, HouseRules, Seat, Session
from dossiers.models import Assignment, Call, Dossier, Leadership, Section, Version
from tests.statements import counted
from tests.world import ANSWERS, SIRET, World, build
from workflow import clock
from workflow.gesture import Actor, Gesture, new_key
from workflow.perform import perform
from workflow.verdict import Refusal, Why

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_invariants]  # rows are put in a state without their log

STATES = (
    "draft", "returned", "challenge", "team_review", "copil", "waiting", "signature", "granted", "closed", "refused",
    "inadmissible", "withdrawn", "suspended",
)  # fmt: skip

PEOPLE = (
    "leader", "co_leader", "past_leader", "referent", "other_referent", "team", "team_lead", "copil_member",
    "copil_chair", "copil_secretary", "signatory", "auditor", "admin", "reader", "stranger",
)  # fmt: skip

#: What each person may do on the plain page of a verb, state by state.
MAY: dict[str, dict[str, str]] = {
    "leader": {
        "draft": "submit withdraw",
        "returned": "resubmit withdraw",
        "challenge": "withdraw",
        "team_review": "withdraw",
        "copil": "withdraw",
        "waiting": "withdraw",
        "signature": "withdraw",
        "granted": "decline",
        "suspended": "withdraw",
    },
    "referent": {"challenge": "return_to_leader"},
    "team": {
        "challenge": "return_to_leader escalate suspend",
        "team_review": "return_to_leader suspend",
        "copil": "suspend",
        "waiting": "suspend",
        "signature": "suspend",
        "granted": "suspend",
        "suspended": "resume",
    },
    "team_lead": {
        "returned": "close_unanswered",
        "challenge": "return_to_leader escalate propose_inadmissible suspend",
        "team_review": "return_to_leader propose_inadmissible suspend",
        "copil": "take_off_agenda keep_waiting suspend",
        "waiting": "release suspend",
        "signature": "drop_correction suspend",
        "granted": "correct cancel close suspend",
        "refused": "reopen",
        "inadmissible": "reopen",
        "suspended": "resume",
    },
    "signatory": {"signature": "send_back drop_correction"},
}
MAY["co_leader"] = MAY["leader"]

#: Verbs carried out on a page of their own, to which the plain page leads.
OWN: dict[tuple[str, str], str] = {
    ("team_lead", "team_review"): "put_on_agenda",
    ("team_lead", "waiting"): "offer_part",
    ("signatory", "signature"): "sign_grant sign_refusal sign_inadmissibility",
}

VERBS = (
    "submit resubmit close_unanswered return_to_leader conclude_challenge escalate propose_inadmissible put_on_agenda "
    "take_off_agenda keep_waiting adopt wait_list defer "
    "release offer_part expire sign_grant sign_refusal sign_inadmissibility send_back "
    "vote_again drop_correction correct decline cancel close reopen withdraw suspend resume"
).split()

AFTER_DEPOSIT = tuple(s for s in STATES if s != "draft")
#: The states in which each person sees the dossier at all; elsewhere it does not exist for them.
SEES: dict[str, tuple[str, ...]] = {
    "leader": STATES,
    "co_leader": STATES,
    "past_leader": AFTER_DEPOSIT,  # a member of the team who once led it: reads, judges nothing
    "referent": STATES,
    "other_referent": (),
    "team": AFTER_DEPOSIT,
    "team_lead": AFTER_DEPOSIT,
    "copil_member": AFTER_DEPOSIT,  # the test seats them in a session that has it on its agenda
    "copil_chair": AFTER_DEPOSIT,
    "copil_secretary": AFTER_DEPOSIT,
    "signatory": ("signature", "granted", "closed", "refused", "inadmissible"),
    "auditor": AFTER_DEPOSIT,
    "admin": (),
    "reader": STATES,  # invited by the leader
    "stranger": (),
}
#: A référent is assigned after the deposit only.
SEES["referent"] = AFTER_DEPOSIT


def lay(world: World, state: str) -> Dossier:
    """A dossier's row in that state with the links that each person of the table needs, without its history."""
    real = "draft" if state == "returned" else state
    now = clock.now()
    decided = real in {"granted", "closed", "refused", "inadmissible"}
    deposited = state != "draft"
    dossier = Dossier.objects.create(
        reference="LO-2026-0001", call=world.call, leader=world.leader, title="Accueil commun",
        summary="Un parcours partagé.", department="11", beneficiary_kind="state", beneficiary_name="Sous-préfecture",
        siret=SIRET, requested=Decimal(18000), total_cost=Decimal(20000), created_at=now, state=real,
        leader_state=real, returned_from="challenge" if state == "returned" else "",
        suspended_from="challenge" if state == "suspended" else "",
        suspended_until=clock.today() + timedelta(30) if state == "suspended" else None,
        deposited_at=now if deposited else None, submitted_version=int(deposited),
        proposal="grant" if real in {"waiting", "signature"} else "", proposed_amount=Decimal(18000),
        granted=Decimal(18000) if real == "granted" else 0, decided_at=now if decided else None,
    )  # fmt: skip
    if real == "granted":
        Call.objects.filter(pk=world.call.pk).update(signed=dossier.granted)
    for code, data in ANSWERS.items():
        Section.objects.create(dossier=dossier, code=code, data=data, saved_at=now, saved_by=world.leader)
    Leadership.objects.create(dossier=dossier, person=world.leader, since=now)
    if deposited:
        Version.objects.create(
            dossier=dossier, number=1, content=ANSWERS, sha256="0" * 64, submitted_at=now, submitted_by=world.leader
        )
        Assignment.objects.create(
            dossier=dossier, referent=world.referents[0], assigned_by=world[Role.TEAM], assigned_at=now,
            due_on=clock.today(),
        )  # fmt: skip
        _seat(world, dossier)
    return dossier


def _seat(world: World, dossier: Dossier) -> None:
    """A session that has had the dossier on its agenda, the chair and the member seated in it."""
    rules = HouseRules.objects.order_by("-version").first() or HouseRules.objects.create(
        version=1, adopted_on=clock.today()
    )
    session = Session.objects.create(number=1, rules=rules, held_at=clock.now() + timedelta(30))
    for n, (role, kind) in enumerate([(Role.COPIL_CHAIR, "chair"), (Role.COPIL_MEMBER, "member")], 1):
        Seat.objects.create(session=session, position=n, label=kind, kind=kind, person=world[role])
    left = None if dossier.state in {"copil", "waiting", "signature"} else clock.now()
    AgendaItem.objects.create(session=session, dossier=dossier, position=1, left_at=left)


def who(world: World, dossier: Dossier, name: str) -> User:
    """The person of that column, tied to the dossier as their name says."""
    from guardian.shortcuts import assign_perm

    from tests.world import person

    match name:
        case "co_leader":
            user = person("co_leader")
            assign_perm("dossiers.co_lead", user, dossier)
            return user
        case "reader":
            user = person("reader", Role.TEAM_LEAD)  # nothing else to that dossier while they read it
            assign_perm("dossiers.read", user, dossier)
            return user
        case "past_leader":
            user = person("past_leader", Role.TEAM_LEAD)
            Leadership.objects.create(dossier=dossier, person=user, since=clock.now(), until=clock.now())
            return user
        case "other_referent":
            return world.referents[1]
        case "stranger":
            return person("stranger")
    return world[Role(name)]


def may(name: str, state: str) -> list[str]:
    return MAY.get(name, {}).get(state, "").split()


def anywhere(name: str, verb: str) -> bool:
    """Whether that person may carry out the verb in some state: then a wrong state is a conflict, not a trespass."""
    cells = [*MAY.get(name, {}).values(), *(v for (n, _s), v in OWN.items() if n == name)]
    return any(verb in cell.split() for cell in cells)


def for_others(state: str, verb: str) -> bool:
    """Whether somebody may carry out the verb from that state: then who may not is trespassing there."""
    return any(verb in may(name, state) for name in PEOPLE)


def expected(name: str, state: str, verb: str) -> set[int]:
    """The statuses that a POST of that cell may answer."""
    if state not in SEES[name]:
        return {404}
    if verb in may(name, state):
        return {302, 422}  # done, or every unmet guard shown
    if verb in OWN.get((name, state), "").split():
        return {404}  # not here
    return {409} if anywhere(name, verb) and not for_others(state, verb) else {403}


def telling(name: str, state: str) -> list[str]:
    """What the person has there, and one verb of each answer that they get: a verb that is refused asks nothing of its
    own, whichever it is. These go through HTTP, GET and POST; every other one is asked of the engine itself.
    """
    theirs = [*may(name, state), *OWN.get((name, state), "").split()]
    one_of_each = {tuple(sorted(expected(name, state, verb))): verb for verb in VERBS if verb not in theirs}
    return [*theirs, *one_of_each.values()]


def _said(dossier: Dossier) -> dict[str, object]:
    until = str(clock.today() + timedelta(20))
    return {"key": new_key(), "version": dossier.version, "reason": "Un motif écrit.", "until": until}


def _done_by_the_engine(dossier: Dossier, user: User, verbs: set[str]) -> Iterator[str]:
    """Those of the verbs that the engine carries out for that person, or for which it writes, though it should not."""
    for verb in sorted(verbs):
        gesture = Gesture(verb, reason="Un motif écrit.", until=clock.today() + timedelta(20))
        with counted() as asked:
            outcome = perform(
                model=Dossier, pk=dossier.pk, actor=Actor(user), gesture=gesture, key=new_key(),
                expected_version=dossier.version,
            )  # fmt: skip
        if not isinstance(outcome, Refusal) or outcome.why not in {Why.FORBIDDEN, Why.WRONG_STATE}:
            yield f"{verb}: {outcome}"
        if written := [sql for sql in asked.sql if not sql.lstrip("(").startswith("SELECT")]:
            yield f"{verb}, refused, yet it wrote: {written}"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PEOPLE)
def test_every_cell_of_the_matrix(name: str, state: str) -> None:
    world = build()
    dossier = lay(world, state)
    client = Client()
    user = who(world, dossier, name)
    client.force_login(user)
    wrong = list(_done_by_the_engine(dossier, user, set(VERBS) - set(telling(name, state))))
    for verb in telling(name, state):
        url = f"/dossiers/{dossier.reference}/gestes/{verb}/"
        with transaction.atomic(), counted() as asked:
            posted = client.post(url, _said(dossier)).status_code
            transaction.set_rollback(True)
        wanted = expected(name, state, verb)
        if posted not in wanted:
            wrong.append(f"POST {verb}: {posted}, expected {sorted(wanted)}")
        if posted != 302 and (written := [sql for sql in asked.sql if not sql.lstrip("(").startswith("SELECT")]):
            wrong.append(f"POST {verb}: {posted}, yet it wrote: {written}")
        shown = client.get(url).status_code
        elsewhere = {302} if wanted == {404} and state in SEES[name] else set()  # led to the page that carries it out
        readable = {200} if verb in may(name, state) else wanted | elsewhere
        if shown not in readable:
            wrong.append(f"GET {verb}: {shown}, expected {sorted(readable)}")
    assert not wrong, "\n".join(wrong)


def test_the_table_knows_every_verb_of_the_process() -> None:
    from workflow.states import DOSSIER

    assert set(VERBS) == {step.verb for _source, step in DOSSIER.edges()}


def test_an_unknown_verb_does_not_exist() -> None:
    world = build()
    dossier = lay(world, "challenge")
    client = Client()
    client.force_login(world[Role.TEAM])
    assert client.post(f"/dossiers/{dossier.reference}/gestes/approve/").status_code == 404


def test_a_stranger_to_the_site_is_sent_to_sign_in() -> None:
    world = build()
    dossier = lay(world, "challenge")
    answer = Client().post(f"/dossiers/{dossier.reference}/gestes/escalate/", {"key": "k", "version": 0})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/")
