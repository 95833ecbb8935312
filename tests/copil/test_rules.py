"""The house rules: versions, what each says and whence, and which version a session is held under."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.models import HouseRules, Session
from copil.roll import roll_of_session
from copil.rules.explained import explained
from notifications.models import Message
from tests import world
from tests.copil.committee import build, on_agenda, sitting
from tests.copil.refusals import codes
from tests.world import World, ok
from workflow import clock

pytestmark = pytest.mark.django_db
#: What the default rules say, as a draft of the next version.
DEFAULT: dict[str, Any] = {"quorum": (1, 2), "majority": "cast", "casting_vote": True, "clear_days": 5}
FORM = {
    "shown": "1",
    "clear_days": "8",
    "quorum": "2/3",
    "majority": "present",
    "adopted_on": "2026-01-15",
    "reference": "Procès-verbal n° 3",
    "reason": "Les membres ont demandé plus de temps.",
}


def adopt(by: User, *, shown: int = 1, reason: str = "Plus de temps.", ahead: int = 0, **settled: Any) -> Any:
    day = clock.today() + timedelta(days=ahead)
    draft = actions.RulesDraft(**{**DEFAULT, **settled})
    return actions.adopt_rules(draft=draft, shown=shown, adopted_on=day, reason=reason, by=by)


@pytest.fixture
def lab() -> World:
    """A lab whose default rules have been entered by the planning of a session."""
    found = world.build()
    ok(actions.plan_session(held_at=clock.now() + timedelta(days=30), by=found[Role.TEAM_LEAD]))
    return found


# -- adopting -------------------------------------------------------------------
def test_a_version_is_added_and_its_members_are_told_what_it_changes(lab: World) -> None:
    admin = lab[Role.ADMIN]
    new = ok(adopt(admin, clear_days=8, quorum=(4, 6)))
    assert (new.version, new.quorum_numerator, new.quorum_denominator, new.adopted_by) == (2, 2, 3, admin)
    assert ok(adopt(admin, clear_days=8, quorum=(4, 6))) == new  # the form sent twice
    told = Message.objects.filter(template="rules_adopted")
    assert {m.recipient for m in told} == {lab[Role.COPIL_MEMBER], lab[Role.COPIL_CHAIR], lab[Role.COPIL_SECRETARY]}
    changes = told[0].context["changes"].splitlines()
    assert [line.split("\u00a0:")[0] for line in changes] == ["- Convocation", "- Quorum"]
    assert "les deux tiers" in changes[1]


def test_what_a_version_may_not_be(lab: World) -> None:
    admin = lab[Role.ADMIN]
    for role in set(Role) - {Role.ADMIN, Role.SYSTEM}:
        assert codes(adopt(lab[role], clear_days=8)) == ["forbidden"]
    assert codes(adopt(admin)) == ["rules_differ"]
    assert codes(adopt(admin, shown=7, clear_days=8)) == ["stale"]
    assert codes(adopt(admin, quorum=(3, 2))) == codes(adopt(admin, quorum=(0, 1))) == ["quorum"]
    faults = adopt(admin, quorum=(1, 101), majority="king", clear_days=61, reason=" \0", ahead=1)
    assert codes(faults) == ["quorum", "majority", "clear_days", "reason", "adopted_on"]
    assert codes(adopt(admin, clear_days=8, reason="x" * 4001)) == ["reason"]
    assert HouseRules.objects.count() == 1


def test_a_version_is_never_rewritten_and_a_convoked_session_keeps_its_own() -> None:
    committee = build(3)
    on_agenda(committee)
    admin, later = committee.world[Role.ADMIN], clock.now() + timedelta(days=40)
    planned = ok(actions.plan_session(held_at=later, by=committee.lead))
    ok(actions.convoke(session=committee.session, by=committee.lead))
    new = ok(adopt(admin, quorum=(1, 1), casting_vote=False))
    planned.refresh_from_db()
    assert (planned.rules, committee.again().rules.version) == (new, 1)
    assert roll_of_session(committee.again()).quorum.required == 2
    assert roll_of_session(planned).quorum.required == 3
    for change in (
        lambda: HouseRules.objects.filter(version=1).update(clear_days=1),
        lambda: HouseRules.objects.create(version=3, adopted_on=clock.today()).delete(),
        lambda: Session.objects.filter(pk=committee.session.pk).update(rules=new),
    ):
        with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
            change()


def test_a_version_adopted_during_a_session_does_not_touch_its_votes() -> None:
    committee = build(3)
    on_agenda(committee)
    with sitting(committee, present=2):
        ok(adopt(committee.world[Role.ADMIN], quorum=(1, 1)))
        assert roll_of_session(committee.again()).quorum.met


# -- what they say ----------------------------------------------------------------
def test_each_rule_is_a_sentence_with_its_source() -> None:
    rules = explained(HouseRules(version=1, adopted_on=clock.today()))
    assert len(rules) == len({rule.code for rule in rules}) == 16
    assert all(rule.sentence.endswith(".") and rule.source for rule in rules)
    assert [rule.code for rule in rules if rule.settled] == ["convocation", "quorum", "majority", "tie"]
    assert not any(rule.departs for rule in rules)


def test_what_departs_from_the_code_is_the_houses_own() -> None:
    own = HouseRules(
        version=2, adopted_on=clock.today(), quorum_numerator=3, quorum_denominator=5, majority="seats",
        casting_vote=False, clear_days=8,
    )  # fmt: skip
    departing = {rule.code: rule for rule in explained(own) if rule.departs}
    assert set(departing) == {"convocation", "quorum", "majority", "tie"}
    assert {rule.source for rule in departing.values()} == {"règlement intérieur"}
    assert "3/5" in departing["quorum"].sentence
    assert "8 jours francs" in departing["convocation"].sentence


# -- the pages ---------------------------------------------------------------------
def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_members_and_secretary_read_them_the_administration_writes_others_find_nothing(lab: World) -> None:
    ok(adopt(lab[Role.ADMIN], clear_days=8))
    readers = {Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR}
    home, form = "/copil/reglement/", "/copil/reglement/nouvelle-version/"
    for role in set(Role) - {Role.SYSTEM}:
        client = Client()
        client.force_login(lab[role])
        found = [client.get(url).status_code for url in (home, f"{home}versions/1/", form)]
        sent = client.post(form, FORM).status_code
        wanted = ([200, 200, 403], 403) if role in readers else ([404, 404, 404], 404)
        assert (found, sent) == (([200, 200, 200], 409) if role is Role.ADMIN else wanted), role
    assert Client().get(home).status_code == 302


def test_the_administration_adopts_a_version_by_the_page(lab: World, client: Client, statements: Any) -> None:
    client.force_login(lab[Role.ADMIN])
    form = "/copil/reglement/nouvelle-version/"
    assert 'value="1/2"' in text(client.get(form))
    for wrong in ({"quorum": "<b>"}, {"clear_days": "-1"}, {"majority": "king"}, {"reason": ""}, {"quorum": "9/2"}):
        answer = client.post(form, {**FORM, **wrong})
        assert answer.status_code == 422
        assert "Procès-verbal n° 3" in text(answer)
    page = text(client.post(form, FORM, follow=True))
    assert "Version 2, en vigueur" in page
    assert "les deux tiers" in page
    assert "s’écarte du CRPA" in page
    assert client.get("/copil/reglement/versions/9/").status_code == 404
    with statements(at_most=5):
        former = text(client.get("/copil/reglement/versions/1/"))
    assert "Version 1, remplacée depuis" in former
    assert "valeurs par défaut" in former
