"""One dossier's life before the committee, told through the verbs that people use, each under the clock of its day."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from copil.actions import put_on_agenda
from copil.models import Session
from dossiers import actions as dossier_verbs
from dossiers.models import Call, Dossier, Opinion
from lab.demo.fates import Fate
from lab.demo.papers import papers
from lab.demo.people import Cast
from lab.imports import write_draft
from lab.projects import Project
from scoring import actions as scoring_verbs
from scoring.models import Review
from scoring.rubrics import rubric_for
from scoring.sheet import Answer, ConsensusSheet, Sheet
from workflow import clock
from workflow.gesture import Actor, Gesture
from workflow.perform import perform
from workflow.verdict import Refusal

OPINIONS = (
    "Le problème est bien posé et la méthode associe les usagers dès le départ.",
    "Projet utile ; je suggère de rencontrer les services qui ont déjà essayé.",
    "Le calendrier me paraît serré, mais l’équipe est engagée.",
    "La reprise par d’autres services mérite d’être préparée plus tôt.",
)
QUESTIONS = (
    "Combien d’usagers seront associés aux ateliers, et comment les choisissez-vous ?",
    "Qui entretiendra le prototype après l’essai ?",
    "Avez-vous mesuré la situation de départ ?",
)
ANSWER = "Nous l’avons précisé avec nos partenaires : douze usagers, choisis à l’accueil, et un relais par service."
RATIONALES = (
    "L’irritant est documenté et l’effet attendu est mesurable.",
    "Les partenaires ont un rôle défini et la reprise est décrite.",
    "La méthode associe les usagers et prévoit plusieurs itérations.",
)
WHOLE = "Projet solide, à la portée de l’équipe qui le présente."


#: Where a project comes from, and under which licence.
Source = tuple[str, str]


#: Half points that a fate deserves, out of ten. Who will wait for credits comes last in the order of the votes.
SCORES = {Fate.REFUSAL: (2, 4), Fate.WAITING: (5, 5), Fate.DEFERRAL: (5, 7)}


#: Where a dossier may have files that no antivirus has seen yet.
WITH_PAPERS = frozenset({Fate.DRAFT, Fate.RETURNED, Fate.CHALLENGE})


class StoryError(RuntimeError):
    """A verb refused what the demo asked for: the demo, or the engine, is wrong."""


def done(outcome: Any) -> Any:
    """What a verb answered; StoryError when it refused."""
    if isinstance(outcome, Refusal):
        raise StoryError(outcome.sentence)
    return outcome


@dataclass
class Life:
    """A dossier being walked: its people, its chance, its clock."""

    dossier: Dossier
    project: Project
    fate: Fate
    people: Cast
    chance: random.Random
    today: datetime

    def on(self, day: float) -> Any:
        """The clock set to that many days from today."""
        return clock.at(self.today + timedelta(days=day))

    def do(self, verb: str, by: User, **said: Any) -> None:
        """One gesture; its key tells the dossier and the verb, so that the same lab has the same keys."""
        key = f"demo:{self.dossier.reference}:{verb}:{clock.now().timestamp():.0f}"
        gesture = Gesture(verb, **said)
        done(perform(model=Dossier, pk=self.dossier.pk, actor=Actor(by), gesture=gesture, key=key))

    def refresh(self) -> Dossier:
        self.dossier = Dossier.objects.get(pk=self.dossier.pk)
        return self.dossier


def begin(
    *, project: Project, fate: Fate, call: Call, people: Cast, leader: User, file: Source, today: datetime, day: int
) -> Life:
    """The draft, written that day."""
    source, licence = file
    with clock.at(today + timedelta(days=day)):
        dossier = done(write_draft(project=project, call=call, leader=leader, source=source, licence=licence))
    chance = random.Random(f"349:{project.slug}:life")  # noqa: S311 - an example must be the same each time
    return Life(Dossier.objects.get(pk=dossier.pk), project, fate, people, chance, today)


def walk_to_review(life: Life, day: int) -> None:
    """From deposit to the team's review, or to where its fate stops it before."""
    fate, people, leader = life.fate, life.people, life.dossier.leader
    if fate in WITH_PAPERS:
        _join_papers(life, day)
    if fate is Fate.DRAFT:
        return
    with life.on(day):
        life.do("submit", leader)
    if fate is Fate.WITHDRAWN:
        with life.on(day + 3):
            life.do("withdraw", leader, reason="Le service porteur est réorganisé : nous reviendrons vers vous.")
        return
    if fate is Fate.INADMISSIBLE:
        with life.on(day + 4):
            reason = "La demande porte sur un achat courant, sans méthode nouvelle : l’appel ne le finance pas."
            life.do("propose_inadmissible", people.team_lead, reason=reason, exception=True)
        return
    if fate is Fate.DEPOSITED:
        return
    referents = life.chance.sample(people.referents, 2)
    if fate in {Fate.CHALLENGE, Fate.QUESTIONED, Fate.RETURNED}:
        referents[0] = people.referents[0]  # the demo's référent has something to do
    with life.on(day + 1):
        for referent in referents:
            done(dossier_verbs.assign_referent(dossier=life.dossier, referent=referent, by=people.team[0]))
    _question(life, referents[0], day + 2)
    if fate is Fate.RETURNED:
        with life.on(day + 3):
            life.do("return_to_leader", people.team[0], reason="Précisez la part de chaque partenaire dans le budget.")
        return
    if fate is Fate.SUSPENDED:
        with life.on(day + 3):
            until = (life.today + timedelta(days=21)).date()
            life.do("suspend", people.team[0], reason="Le partenaire principal change de direction.", until=until)
        return
    if fate in {Fate.CHALLENGE, Fate.QUESTIONED}:
        if fate is Fate.CHALLENGE:
            _opinion(life, referents[1], day + 4)
        return
    for n, referent in enumerate(referents):
        _opinion(life, referent, day + 4 + n)


def _join_papers(life: Life, day: int) -> None:
    """One dossier in two has files: no antivirus has seen them before the lab is served, so none left the challenge."""
    if int(life.dossier.reference[-1]) % 2:
        with life.on(day - 1):
            for paper in papers(life.dossier, life.dossier.leader):
                done(dossier_verbs.attach(dossier=life.dossier, upload=paper, by=life.dossier.leader))


def _question(life: Life, referent: User, day: int) -> None:
    text = life.chance.choice(QUESTIONS)
    blocking = life.fate is Fate.QUESTIONED
    with life.on(day):
        question = done(
            dossier_verbs.ask_question(
                dossier=life.dossier, section="method", text=text, by=referent, blocking=blocking
            )
        )
    if not blocking and life.fate not in {Fate.CHALLENGE, Fate.RETURNED}:
        with life.on(day + 1):
            done(dossier_verbs.answer_question(question=question, text=ANSWER, by=life.dossier.leader))


def _opinion(life: Life, referent: User, day: int) -> None:
    weak = life.fate in {Fate.REFUSAL, Fate.DEFERRAL}
    sense = Opinion.Sense.RESERVED if weak else life.chance.choice([Opinion.Sense.FAVOURABLE, Opinion.Sense.RESERVED])
    with life.on(day):
        text = life.chance.choice(OPINIONS)
        done(dossier_verbs.give_opinion(dossier=life.dossier, sense=sense, text=text, by=referent))


def walk_to_reviews(life: Life, day: int) -> list[Review]:
    """Three reviews (the first left open when the fate is to be under review)."""
    people, dossier = life.people, life.refresh()
    challengers = set(dossier.assignments.values_list("referent", flat=True))
    free = [r for r in people.referents[1:] if r.pk not in challengers]
    reviewers = [*life.chance.sample(people.team, 2), life.chance.choice(free)]
    if life.fate in {Fate.REVIEW, Fate.AGAIN}:
        reviewers[0] = people.team[0]  # the demo's team member has a review to write, or to look at again
        reviewers[1] = people.team[1]
    with life.on(day):
        reviews: list[Review] = [
            done(scoring_verbs.assign_reviewer(dossier=dossier, reviewer=r, by=people.team[0])) for r in reviewers
        ]
    with life.on(day + 3):
        for review in reviews[1:] if life.fate is Fate.REVIEW else reviews:
            done(
                scoring_verbs.submit_review(
                    review=review, sheet=_sheet(life, dossier), by=review.reviewer, on_version=dossier.submitted_version
                )
            )
    return reviews


def conclude(life: Life, reviews: list[Review], day: int) -> None:
    """The consensus, with which two of the reviewers agree."""
    people, dossier = life.people, life.dossier
    with life.on(day):
        asked = dossier.requested
        amount = (asked * Decimal("0.8")).quantize(Decimal(1)) if life.fate is Fate.PARTIAL else asked
        said = ConsensusSheet(_sheet(life, dossier, complete=True), None if life.fate is Fate.REFUSAL else amount)
        consensus = done(
            scoring_verbs.record_consensus(
                dossier=dossier, said=said, by=people.team_lead, seen=0, on_version=dossier.submitted_version
            )
        )
        for review in reviews[:2]:
            done(scoring_verbs.agree_with_consensus(consensus=consensus, by=review.reviewer))


def _sheet(life: Life, dossier: Dossier, *, complete: bool = False) -> Sheet:
    """Scores around what the fate deserves, each with its reasons."""
    low, high = SCORES.get(life.fate, (6, 10))
    codes = list(rubric_for(dossier).criteria.values_list("code", flat=True))
    answers = tuple(
        Answer(code, life.chance.randint(low, high), rationale=RATIONALES[n % len(RATIONALES)])
        for n, code in enumerate(codes)
    )
    return Sheet(answers, WHOLE if complete or life.fate is not Fate.REFUSAL else "L’effet attendu reste incertain.")


def put_on(life: Life, session: Session, day: float) -> None:
    """On that session's agenda, by the coordination."""
    with life.on(day):
        key = f"demo:{life.dossier.reference}:agenda:{session.number}"
        done(put_on_agenda(dossier=life.refresh(), session=session, by=life.people.team_lead, key=key))
