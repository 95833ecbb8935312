"""Who is told of what happened: every event is decided upon, told once whatever befalls the tick, and hidden from whom
it must be.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from accounts.roles import Role
from copil import actions as copil
from decisions.models import Act
from dossiers import actions
from dossiers.actions.labels import set_follower
from dossiers.models import Dossier, Interest, Opinion
from dossiers.page.glance import events as worded
from notifications import kinds
from notifications.models import Message
from tests import world
from tests.copil import committee as committees
from tests.decisions.desk import desk, inadmissible_desk
from tests.processes import Making, at_once, killed_everywhere
from tests.world import do, fresh, ok, tell
from workflow import clock, log, tellers, telling, timers, workitems
from workflow.gesture import Actor

#: Messages that no entry of a dossier's log calls for: of a session, of a vote in the room, several in one.
OF_NO_ENTRY = {"digest", "rules_adopted", "minutes_submitted", "minutes_approved", "minutes_due", "minutes_late"}


# -- everything is decided upon ------------------------------------------------
def test_every_event_and_every_task_has_a_message_or_the_reason_why_it_has_none() -> None:
    verbs = {step.verb for _source, step in Dossier.PROCESS.edges()}
    assert verbs | set(worded) == set(tellers.events) | {"co_leader_invited"}  # an entry of the past alone
    assert {"opinion", "review", "vote", "countersign", "deadline_passed"} <= set(tellers.tasks)
    known = {kind.code for _room, kind in kinds.declared()}
    for name, said in {**tellers.events, **tellers.tasks}.items():
        assert bool(said.messages) != bool(said.why_not), name
        assert set(said.messages) <= known, name
    used = {code for said in tellers.events.values() for code in said.messages}
    assert known - used == OF_NO_ENTRY
    assert all(tellers.events[verb].messages for verb in verbs)


@pytest.mark.django_db
def test_what_nobody_decided_upon_can_neither_be_logged_nor_asked() -> None:
    dossier = world.draft(world.build())
    with pytest.raises(ValueError, match="who is told"):
        log.record(case=dossier, actor=Actor.system(), event="something_new")
    with pytest.raises(ValueError, match="is told"):
        workitems.open_item(case=dossier, kind="some_errand", label="Course", role=Role.TEAM)


# -- who is told of each move ---------------------------------------------------
class Heard:
    """What each person is told of one dossier, step by step, by first name."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier, self._seen = dossier, 0

    def __call__(self) -> set[str]:
        """Who was told since the last call, and by which message."""
        tell()
        new = Message.objects.filter(pk__gt=self._seen, context__dossier=str(fresh(self._dossier)))
        rows = list(new.order_by("pk").select_related("recipient"))
        self._seen = max([self._seen, *(row.pk for row in rows)])
        self.rows = rows
        return {f"{row.template}:{row.recipient.first_name}" for row in rows if row.recipient}


TEAM = {"happened:team", "happened:team_lead"}


@pytest.mark.django_db
def test_from_the_draft_to_the_review_each_move_finds_its_people() -> None:
    lab = world.build()
    friend, reader = world.person("friend"), world.person("reader")
    dossier = world.draft(lab)
    world.co_lead(dossier, friend, by=lab.leader)
    world.read_with(dossier, reader, by=lab.leader)
    heard = Heard(dossier)
    heard()
    lead, team, (first, second) = lab[Role.TEAM_LEAD], lab[Role.TEAM], lab.referents

    ok(do(dossier, "submit", lab.leader))
    assert heard() == {"submitted:leader", "submitted:friend", *TEAM}
    said = next(row.context for row in heard.rows if row.template == "happened")
    assert (said["by"], said["what"]) == ("leader Essai", "Dossier déposé")
    assert said["next"] == "À faire\u00a0: désigner les référents et suivre leurs avis."
    assert said["due"]

    for referent in lab.referents:
        ok(actions.assign_referent(dossier=dossier, referent=referent, by=team))
    assert heard() == {"assigned:referent1", "assigned:referent2"}
    ok(do(dossier, "return_to_leader", first, reason="Le devis."))
    assert heard() == {"returned:leader", "returned:friend", "happened:referent2", *TEAM}
    ok(do(dossier, "resubmit", lab.leader))
    assert heard() == {"submitted:leader", "submitted:friend", "happened:referent1", "happened:referent2", *TEAM}

    ok(set_follower(dossier=dossier, follower=team, by=lead))
    assert heard() == {"following:team"}
    ok(actions.give_opinion(dossier=dossier, sense=Opinion.Sense.FAVOURABLE, text="Utile.", by=first))
    assert heard() == {"happened:team"}  # who follows the dossier speaks for the team
    assert "Utile" not in str([row.context for row in heard.rows])
    ok(do(dossier, "suspend", lead, reason="Congés.", until=clock.today() + timedelta(20)))
    everyone = {"leader", "friend", "referent1", "referent2", "team"}
    assert heard() == {f"suspended:{name}" for name in everyone}
    ok(do(dossier, "resume", None))
    assert heard() == {f"resumed:{name}" for name in everyone}
    with clock.at(world.days_later(60)):
        ok(do(dossier, "escalate", lead, reason="Un avis manque."))
        assert heard() == {f"happened:{name}" for name in everyone}
        said = {row.recipient: row.context["next"] for row in heard.rows}
        assert (said[first], said[second]) == ("", "Votre avis n’est plus attendu.")
    ok(do(dossier, "propose_inadmissible", lead, reason="Hors champ.", exception=True))
    assert heard() == {"happened:signatory", "happened:team"}  # a hidden move: neither leaders nor readers
    ok(do(dossier, "send_back", lab[Role.SIGNATORY], reason="À revoir."))
    assert heard() == {"happened:team"}
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    assert heard() == {f"withdrawn:{name}" for name in everyone}


@pytest.mark.django_db
def test_before_the_committee_and_after_it_each_move_finds_its_people() -> None:
    with desk(validated=False) as d:
        heard, dossier = Heard(d.dossier), d.dossier
        told = heard()
        leader = {line for line in told if line.endswith(":leader")}
        assert leader == {"submitted:leader", "happened:leader", "on_agenda:leader"}
        own = [row for row in heard.rows if row.recipient == d.world.leader and row.template == "happened"]
        whats = [row.context["what"] for row in own]
        assert whats == ["Challenge terminé"]
        assert {"happened:signatory", "happened:copil_chair", "happened:copil_secretary"} <= told
        reviewers = {f"happened:reviewer{n}" for n in (1, 2, 3)}
        assert reviewers <= told

        d.validate(dossier)
        assert heard() == {"happened:signatory"}
        ok(do(dossier, "suspend", d.lead, reason="Expertise.", until=clock.today() + timedelta(9)))
        assert "suspended:signatory" in heard()  # who does not see it meanwhile
        link = next(row.context["link"] for row in heard.rows if row.recipient == d.signatory)
        assert link == "/"
        ok(do(dossier, "resume", d.lead))
        assert "resumed:signatory" in heard()
        ok(do(dossier, "send_back", d.signatory, reason="Revoir le budget."))
        assert heard() == {*TEAM, *reviewers}


@pytest.mark.django_db
def test_a_grant_signed_corrected_and_given_back() -> None:
    with desk() as d:
        heard = Heard(d.dossier)
        heard()
        act = ok(d.prepare())
        assert heard() == set()
        ok(d.sign(act))
        reviewers = {f"happened:reviewer{n}" for n in (1, 2, 3)}
        inside = {*TEAM, *reviewers, "happened:referent1", "happened:referent2"}
        assert heard() == {"decision_notified:leader", *inside}
        ok(do(d.dossier, "correct", d.lead, reason="Adresse."))
        assert heard() == {"happened:signatory"}
        ok(do(d.dossier, "drop_correction", d.signatory, reason="Inutile."))
        assert heard() == {"happened:team_lead"}
        ok(do(d.dossier, "decline", d.world.leader, reason="Autre financement."))
        assert heard() == {"happened:leader", *TEAM, *reviewers}


@pytest.mark.django_db
def test_a_refusal_reopened_and_an_inadmissibility_signed() -> None:
    with inadmissible_desk() as d:
        heard = Heard(d.dossier)
        told = heard()
        assert "happened:signatory" in told
        d.signed(Act.Kind.INADMISSIBILITY, reasons_fact="Le devis demandé manque.")
        assert "decision_notified:leader" in heard()
        ok(do(d.dossier, "reopen", d.lead, reason="Recours reçu dans le délai.", exception=True))
        assert {"happened:leader", "happened:team"} <= heard()


@pytest.mark.django_db
def test_the_waiting_list_is_told_to_the_coordination_and_its_release_to_who_signs() -> None:
    committee = committees.build(3, envelope="10000.00")
    dossier = committees.on_agenda(committee)
    heard = Heard(dossier)
    heard()
    with committees.sitting(committee):
        heard()
        committees.decided(committee, dossier, amount="18000.00")
        assert heard() == {"happened:team_lead", "happened:copil_chair"}
        dossier.call.envelope = 50000
        dossier.call.save()
        ok(do(dossier, "release", committee.lead))
        assert heard() == {"happened:signatory"}


@pytest.mark.django_db
def test_an_agenda_changed_after_the_convocation_is_told_to_who_sits() -> None:
    committee = committees.build(3)
    first, second = committees.on_agenda(committee), committees.ready(committee)
    heard = Heard(second)
    heard()
    ok(copil.convoke(session=committee.session, by=committee.lead))
    committee.again()
    version = second.version
    ok(copil.put_on_agenda(dossier=second, session=committee.session, by=committee.lead, key="k", version=version))
    seats = {"happened:copil_chair", "happened:copil_member", "happened:member2"}
    assert heard() == {"on_agenda:leader", "happened:copil_secretary", *seats}
    ok(do(second, "take_off_agenda", committee.lead, reason="Il manque une pièce."))
    team = {"happened:team", *(f"happened:reviewer{n}" for n in (1, 2, 3))}
    assert heard() == {"happened:leader", "happened:copil_secretary", *team, *seats}
    assert first.pk != second.pk


# -- links and missions ---------------------------------------------------------
@pytest.mark.django_db
def test_who_is_relieved_or_removed_is_told_so_and_who_leaves_is_not() -> None:
    lab = world.build()
    friend, reader, gone = world.person("friend"), world.person("reader"), world.person("gone")
    dossier = world.assigned(lab)
    for person in (friend, gone):
        world.co_lead(dossier, person, by=lab.leader)
    world.read_with(dossier, reader, by=lab.leader)
    heard = Heard(dossier)
    heard()
    first, second = dossier.assignments.order_by("pk")
    ok(actions.relieve_referent(assignment=first, reason="Absent.", by=lab[Role.TEAM]))
    ok(actions.relieve_referent(assignment=second, reason="Surchargé.", by=second.referent))
    assert heard() == {"mission_over:referent1", *TEAM}
    ok(actions.remove_co_leader(dossier=dossier, person=friend, by=lab.leader))
    ok(actions.remove_co_leader(dossier=dossier, person=gone, by=gone))
    ok(actions.remove_reader(dossier=dossier, person=reader, by=lab.leader))
    assert heard() == {"access_over:friend", "access_over:reader"}
    ok(actions.declare_interest(dossier=dossier, reason="Mon conjoint y travaille.", by=lab[Role.TEAM]))
    assert heard() == {"happened:team_lead"}
    assert "conjoint" not in str([row.context for row in heard.rows])


@pytest.mark.django_db
def test_who_may_no_longer_see_the_dossier_or_leads_it_is_told_nothing_from_inside() -> None:
    lab = world.build()
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    dossier = world.assigned(lab)
    Interest.objects.create(dossier=dossier, person=lab.referents[1], reason="Lien.", declared_at=clock.now())
    heard = Heard(dossier)
    heard()
    ok(do(dossier, "propose_inadmissible", lab[Role.TEAM_LEAD], reason="Hors champ.", exception=True))
    assert heard() == {"happened:signatory", "happened:referent1", "happened:team"}


# -- once, whatever happens -------------------------------------------------------
def telling_it(dossier: str) -> Making:
    yield
    return telling.tell(Dossier, UUID(dossier))


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_tell_once(children: dict[str, str]) -> None:
    dossier = world.assigned(world.build())
    assert sorted(at_once(children, *[(telling_it, dossier.pk)] * 4)) == [False, False, False, True]
    assert Message.objects.filter(template="submitted").count() == 1


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_tick_killed_anywhere_has_told_nothing_and_the_next_tells_all(children: dict[str, str]) -> None:
    dossier = world.in_challenge(world.build())
    deaths = killed_everywhere(children, telling_it, dossier.pk)
    assert deaths.killed > 3
    assert deaths.answer is True
    assert Message.objects.count() == 3
    assert fresh(dossier).told_seq == fresh(dossier).log_seq


@pytest.mark.django_db
def test_a_dossier_that_cannot_be_told_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = world.build()
    broken, sound = world.in_challenge(lab), world.in_challenge(lab)
    real = tellers.tellers["submit"]

    def fails(news: telling.News) -> Iterator[telling.Letter]:
        if news.case.pk == broken.pk:
            raise RuntimeError("en panne")
        yield from ()

    monkeypatch.setitem(tellers.tellers, "submit", [*real, fails])
    told, faults = timers.carry_out(telling.due())
    assert (told, [fault.name for fault in faults]) == (1, [f"news of case {broken.pk}"])
    assert set(Message.objects.values_list("context__dossier", flat=True)) == {str(sound)}
    monkeypatch.setitem(tellers.tellers, "submit", real)
    tell()
    assert Message.objects.filter(template="submitted").count() == 2


@pytest.mark.django_db
def test_what_was_told_is_found_by_an_index_and_is_not_told_again(statements: object) -> None:
    world.in_challenge(world.build())
    tell()
    before = Message.objects.count()
    with statements(at_most=1):  # type: ignore[operator]
        tell()
    assert Message.objects.count() == before
