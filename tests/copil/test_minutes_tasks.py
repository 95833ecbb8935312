"""What minutes still ask of people, with dates: on home pages, reminded, told to the coordination once late."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from accounts.roles import Role
from copil import actions
from copil.actions.items import EXCERPT
from copil.minutes.reminders import minutes_due
from dossiers.desk.worklist import worklist
from notifications.models import Message
from tests.copil import held
from tests.copil.committee import Committee
from tests.world import do, ok
from workflow import clock, timers
from workflow.models import WorkItem

pytestmark = pytest.mark.django_db
WRITE, APPROVE = "Écrire le procès-verbal et le soumettre", "Faire approuver le procès-verbal"
#: Ten working days after the close, the holidays between left out.
DUE = date(2027, 1, 6)


def morning(day: date) -> AbstractContextManager[datetime]:
    return clock.at(datetime.combine(day, time(9), UTC))


def tick(day: date) -> int:
    """How many steps a tick takes that day; a second one takes none."""
    with morning(day):
        done, faults = timers.carry_out(minutes_due())
        assert (timers.carry_out(minutes_due()), faults) == ((0, ()), ())
    return done


def told(template: str) -> list[tuple[str, str, str]]:
    mails = Message.objects.filter(template=template).order_by("pk")
    return [(mail.recipient.email, mail.context["task"], mail.context.get("when", "")) for mail in mails]


def at_home(committee: Committee, role: Role) -> list[tuple[str, date | None]]:
    return [(task.title, task.due) for task in worklist(committee.world[role]).tasks if "procès" in task.title]


def test_minutes_are_awaited_from_the_close_to_their_approval() -> None:
    committee = held.live()
    held.written(committee)
    secretary, lead = committee.secretary, committee.lead
    assert at_home(committee, Role.COPIL_SECRETARY) == [(WRITE, DUE)]
    assert at_home(committee, Role.TEAM_LEAD) == at_home(committee, Role.COPIL_MEMBER) == []
    assert [tick(DUE - timedelta(days=left)) for left in (8, 7, 3, 2, 1, 0)] == [0, 1, 0, 1, 0, 1]
    assert tick(DUE + timedelta(days=1)) == 1
    assert told("minutes_due") == [
        (secretary.email, WRITE, when) for when in ("dans 7 jours", "dans 2 jours", "aujourd’hui")
    ]
    assert told("minutes_late") == [(lead.email, WRITE, "")]
    with morning(DUE + timedelta(days=1)):
        assert at_home(committee, Role.TEAM_LEAD) == [(f"Délai dépassé : {WRITE}", DUE)]
        me = Client()
        me.force_login(lead)
        page = me.get("/").content.decode()
        assert f"/copil/seances/{committee.session.number}/proces-verbal/" in page
        ok(actions.submit_minutes(session=committee.session, by=secretary))
        assert at_home(committee, Role.TEAM_LEAD) == []
        # Approved at the next session: without a date until one is planned.
        assert at_home(committee, Role.COPIL_SECRETARY) == [(APPROVE, None)]
        ok(actions.plan_session(held_at=clock.now() + timedelta(days=30), place="", by=lead))
        following = DUE + timedelta(days=31)
        assert at_home(committee, Role.COPIL_SECRETARY) == [(APPROVE, following)]
        ok(actions.reopen_minutes(session=committee.session, reason="Une voix.", by=secretary))
        assert at_home(committee, Role.COPIL_SECRETARY) == [(WRITE, date(2027, 1, 21))]
        ok(actions.submit_minutes(session=committee.session, by=secretary))
    assert tick(following - timedelta(days=7)) == 1
    assert told("minutes_due")[-1] == (secretary.email, APPROVE, "dans 7 jours")
    with morning(following):
        ok(actions.adopt_minutes(session=committee.session, by=committee.chair))
        assert at_home(committee, Role.COPIL_SECRETARY) == []
    assert tick(following + timedelta(days=9)) == 0


def test_an_excerpt_is_awaited_by_a_day_wherever_its_dossier_goes() -> None:
    """Deferred, it goes back to its leader: the chair still has the excerpt to validate."""
    committee = held.second()
    (item,) = committee.session.items.select_related("dossier")
    open_one = WorkItem.objects.get(kind=EXCERPT, closed_at=None)
    assert (open_one.assignee, open_one.due_on) == (committee.chair, date(2027, 1, 7))
    with clock.at(committee.session.closed_at):
        ok(do(item.dossier, "return_to_leader", committee.world[Role.TEAM], reason="Le budget."))
        assert [task.title for task in worklist(committee.chair).tasks] == ["Valider l’extrait du procès-verbal"]
        ok(actions.validate_excerpt(item=item, by=committee.chair))
        assert worklist(committee.chair).tasks == ()
