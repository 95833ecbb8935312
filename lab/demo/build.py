"""The whole demo lab, in one transaction: there, or not there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from copil.models import Session
from dossiers.actions import take_up
from dossiers.models import Call
from lab.demo import (
    amendments,
    appeals,
    calls,
    committee,
    company,
    completion,
    control,
    exchanges,
    followup,
    missions,
    news,
    order,
    outcomes,
    reports,
    reviewers,
    rubric,
    scrutiny,
    second_version,
    wording,
)
from lab.demo.fates import PAST, PAST_DAYS, PRESENT, PRESENT_DAYS, SAMPLES, Days, Fate
from lab.demo.people import Cast, cast, write_sheets
from lab.demo.story import Life, begin, conclude, done, walk_to_review, walk_to_reviews
from lab.projects import Project, read_projects
from workflow import clock

DATA = Path(__file__).resolve().parent.parent / "data"
#: What is told of the samples instead of a source: they have none, and no licence to cite.
INVENTED = ("Dossier inventé pour la démonstration, à l’échelle du Lab-O : ni demande ni personne réelles.", "")
#: Walked to the reviews of the team at least, without having been voted on yet.
REVIEWED = frozenset({Fate.REVIEW, Fate.AGAIN, Fate.SCORED, Fate.PLANNED, Fate.LIVE})
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """Projects of a file to walk to their fates, in one call."""

    file: tuple[str, str]
    projects: tuple[Project, ...]
    fates: tuple[Fate, ...]


def exists() -> bool:
    """Whether the demo lab is already in this database."""
    return Call.objects.filter(code__in=calls.CODES).exists()


def build(tell: Tell) -> None:
    """Makes the lab; `tell` hears of each stage. Nothing is left when it fails."""
    today = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    real, samples = _file("public-innovation-projects.json"), _file("lab-o-samples.json")
    projects, file = real
    with transaction.atomic():
        tell("personnes et appels")
        with clock.at(today + timedelta(days=PAST_DAYS.opens)):
            people = cast(today.date())
            control.entrust(people, today.date())
            past = calls.past(people.admin, PAST_DAYS, today)
        with clock.at(today + timedelta(days=PRESENT_DAYS.opens - 20)):
            present = calls.present(past, people.admin, PRESENT_DAYS, today)
        with clock.at(today + timedelta(days=PRESENT_DAYS.opens + 10)):
            present = calls.funded_again(present, people.admin)
        present = rubric.write_again(present, people.admin, on=today + timedelta(days=PRESENT_DAYS.opens + 12))
        write_sheets(people)
        committee.compose(people, on=today + timedelta(days=PAST_DAYS.opens))
        tell("appel passé : dépôts, avis, évaluations")
        old = _walk([Part(file, projects[: len(PAST)], PAST)], past, people, today, PAST_DAYS)
        first = _past_sessions(old, people, today, tell)
        committee.settle_rules(people, on=today + timedelta(days=PAST_DAYS.session + 20))
        tell("appel présent : dépôts, avis, évaluations")
        parts = [Part(file, projects[len(PAST) :], PRESENT), Part(INVENTED, samples[0], SAMPLES)]
        new = _walk(parts, present, people, today, PRESENT_DAYS)
        _present_sessions(new, people, today, tell, former=first)
        news.read_the_past()
        missions.tell(new, people)
        company.tell(new, people)
        completion.tell(new, people)
        exchanges.tell(new, people)
        order.tell(new, people)
        reviewers.tell(new)
        scrutiny.tell(old, new, people)
        followup.tell(old, people)
        reports.tell(old, new, people)
        appeals.tell(old, people)
        amendments.tell(old, people)
        outcomes.tell(new, people)
        wording.write_again(people, today=today)
        news.aim_later(new)
        _taken_up(old, present)
        control.tell(past, people)


def _file(name: str) -> tuple[tuple[Project, ...], tuple[str, str]]:
    read = read_projects((DATA / name).read_bytes())
    return tuple(line.project for line in read.lines if line.project), (read.source, read.licence)


def _walk(parts: list[Part], call: Call, people: Cast, today: datetime, days: Days) -> list[Life]:
    """Every dossier from its draft to its consensus, or to where its fate stops it before."""
    lives = []
    rows = [(part.file, *row) for part in parts for row in zip(part.projects, part.fates, strict=True)]
    for n, (file, project, fate) in enumerate(rows):
        leader = people.leaders[n % len(people.leaders)]
        life = begin(
            project=project, fate=fate, call=call, people=people, leader=leader, file=file, today=today,
            day=days.deposit - 10 + n % 7,
        )  # fmt: skip
        late = fate in {Fate.DEPOSITED, Fate.CHALLENGE, Fate.QUESTIONED, Fate.RETURNED, Fate.REVIEW, Fate.SUSPENDED}
        deposit = -14 + n % 5 if late else -18 if fate is Fate.AGAIN else days.deposit + n % 7
        walk_to_review(life, deposit)
        if fate in REVIEWED or fate.voted:
            _review(life, deposit + 7)
        lives.append(life)
    return lives


def _review(life: Life, day: int) -> None:
    """The reviews, a second version where there is one, the consensus where it has come so far."""
    reviews = walk_to_reviews(life, day)
    if life.fate in {Fate.AGAIN, Fate.PLANNED}:
        second_version.write(life, day + 4)
    if life.fate is Fate.PLANNED:
        second_version.confirm(life, day + 6)
    if life.fate not in {Fate.REVIEW, Fate.AGAIN}:
        conclude(life, reviews, day + 7 if life.fate is Fate.PLANNED else day + 5)


def _taken_up(lives: list[Life], call: Call) -> None:
    """A dossier withdrawn from the past call begins again in the present one."""
    life = next(life for life in lives if life.fate is Fate.WITHDRAWN)
    with life.on(-1):
        done(take_up(dossier=life.dossier, call=call, by=life.dossier.leader))


def _past_sessions(lives: list[Life], people: Cast, today: datetime, tell: Tell) -> Session:
    voted = [life for life in lives if life.fate.voted]
    tell(f"séance du COPIL passée : {len(voted)} dossiers votés")
    held_at = today + timedelta(days=PAST_DAYS.session)
    session = committee.plan(people=people, held_at=held_at, planned_on=held_at - timedelta(days=30))
    _tighten(voted, people, on=held_at - timedelta(days=15))
    committee.convoke(session, voted, people, on=held_at - timedelta(days=10))
    with clock.at(held_at - timedelta(days=9)):
        committee.tell_together(session, people)
    committee.hold(session, voted, people)
    committee.minute(session, people, on=held_at + timedelta(days=2))
    waits = [life for life in voted if life.fate is Fate.WAITING]
    tell("procès-verbal établi, actes à signer")
    signed = [life for life in lives if life.fate.voted or life.fate is Fate.INADMISSIBLE if life not in waits]
    for n, life in enumerate(signed, start=1):
        committee.sign(life, PAST_DAYS.session + 4)
        if n % 10 == 0 or n == len(signed):
            tell(f"actes signés : {n} sur {len(signed)}")
    committee.release(session, people, on=held_at + timedelta(days=6))
    for life in lives:
        if life.fate is Fate.DECLINED:
            with life.on(PAST_DAYS.session + 40):
                life.do("decline", life.dossier.leader, reason="Un autre financement couvre désormais le projet.")
    for life in waits:  # what they give back is enough for it
        with life.on(PAST_DAYS.session + 45):
            life.do("release", people.team_lead)
        committee.sign(life, PAST_DAYS.session + 48)
    committee.release(session, people, on=held_at + timedelta(days=49))
    return session


def _tighten(voted: list[Life], people: Cast, *, on: datetime) -> None:
    """An envelope that holds all the grants to come but the last, of which it holds a half."""
    total, last = Decimal(0), Decimal(0)
    for life in voted:
        asked = life.refresh().requested
        if life.fate is Fate.WAITING:
            last = asked
        elif life.fate is Fate.PARTIAL:
            total += (asked * Decimal("0.8")).quantize(Decimal(1))
        elif life.fate is not Fate.REFUSAL:
            total += asked
    with clock.at(on):
        call = Call.objects.get(pk=voted[0].dossier.call_id)
        calls.tightened(call, people.admin, total + (last / 2).quantize(Decimal(1)))


def _present_sessions(lives: list[Life], people: Cast, today: datetime, tell: Tell, *, former: Session) -> None:
    """One session held last week, one open today with a vote going on and another online, one to come."""
    voted = [life for life in lives if life.fate.voted]
    tell(f"séance de la semaine passée : {len(voted)} dossiers votés")
    held_at = today + timedelta(days=PRESENT_DAYS.session)
    last = committee.plan(people=people, held_at=held_at, planned_on=held_at - timedelta(days=30))
    committee.add_points(last, people, minutes_of=former, on=held_at - timedelta(days=12))
    committee.convoke(last, voted, people, on=held_at - timedelta(days=10))
    with clock.at(held_at - timedelta(days=9)):
        committee.tell_together(last, people)
    committee.hold(last, voted, people)
    committee.minute(last, people, on=held_at + timedelta(days=1))
    for life in lives:
        if life.fate in {Fate.GRANT, Fate.PARTIAL, Fate.INADMISSIBLE}:
            committee.sign(life, PRESENT_DAYS.session + 5)
    committee.release(last, people, on=held_at + timedelta(days=6), only=1)  # the urgent one; the rest is for visitors
    tell("séance du jour : un vote en cours")
    live = [life for life in lives if life.fate is Fate.LIVE]
    now = committee.plan(people=people, held_at=today - timedelta(minutes=30), planned_on=today - timedelta(days=20))
    committee.convoke(now, live, people, on=today - timedelta(days=8))
    committee.declare_interests(live, people, on=today - timedelta(days=2))
    with clock.at(today - timedelta(minutes=20)):
        seats = committee.open_with(now, people)
        first = now.items.select_related("dossier").order_by("position")[0]
        life = next(life for life in live if life.dossier.pk == first.dossier_id)
        committee.call_and_propose(first, people, seats, life)
        rest = [life for life in live if life.dossier.pk != first.dossier_id and "interest" not in life.project.case]
        online = now.items.select_related("dossier").get(dossier=rest[0].dossier)
    with clock.at(today - timedelta(hours=8, minutes=50)):  # open to whoever visits, at any hour
        committee.propose_online(online, people, seats, rest[0])
    tell("séance à venir")
    coming = [life for life in lives if life.fate is Fate.PLANNED]
    later = committee.plan(people=people, held_at=today + timedelta(days=18), planned_on=today - timedelta(days=3))
    committee.convoke(later, coming, people, on=today - timedelta(days=2))
    committee.present(later, people, on=today - timedelta(days=2))
    committee.add_points(later, people, minutes_of=last, on=today - timedelta(days=2))
    committee.postpone(later, people, to=today + timedelta(days=21), on=today - timedelta(days=1))
    committee.answer(later, on=today - timedelta(hours=6))
    committee.ask(later, people, on=today - timedelta(hours=5))
    committee.call_off(people, held_at=today + timedelta(days=49), on=today - timedelta(days=1))
    ready = [life for life in lives if life.fate is Fate.SCORED][-1:]
    committee.postpone_undated(ready, people, held_at=today + timedelta(days=14), on=today - timedelta(days=1))
    # What is still being challenged can make these.
    for days in (77, 112):
        committee.plan(people=people, held_at=today + timedelta(days=days), planned_on=today - timedelta(days=1))
