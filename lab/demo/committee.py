"""The demo's sessions: planned, convoked, held with real votes, closed; then acts prepared and signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from copil import actions as copil_verbs
from copil.agenda.lines import lines_of
from copil.ballots.proposals import Proposal
from copil.models import AgendaItem, Ballot, Seat, Session
from copil.tally import Window
from decisions.actions import prepare_act, record_countersignature
from decisions.document import Route
from decisions.facts import is_agreement
from decisions.kinds import SIGNING_VERBS
from decisions.models import Act
from decisions.release.board import release_of
from decisions.release.notifying import notify_together
from lab.demo.fates import Fate
from lab.demo.followup import date_conditions
from lab.demo.people import COMMITTEE, SUBSTITUTED, Cast
from lab.demo.story import Life, StoryError, done, put_on
from workflow import clock

PROPOSALS: dict[Fate, str] = {
    Fate.GRANT: Ballot.Outcome.GRANT,
    Fate.TO_SIGN: Ballot.Outcome.GRANT,
    Fate.WAITING: Ballot.Outcome.GRANT,
    Fate.DECLINED: Ballot.Outcome.GRANT,
    Fate.PARTIAL: Ballot.Outcome.PARTIAL,
    Fate.CONDITIONAL: Ballot.Outcome.CONDITIONAL,
    Fate.REFUSAL: Ballot.Outcome.REFUSAL,
    Fate.DEFERRAL: Ballot.Outcome.DEFERRAL,
}
REFUSED = "Le projet reprend une démarche existante sans associer d’usagers, et son effet n’est pas mesurable."
DEFERRED = "Préciser l’engagement écrit des partenaires et la valeur de départ de l’indicateur."
REASONS: dict[str, str] = {Ballot.Outcome.REFUSAL: REFUSED, Ballot.Outcome.DEFERRAL: DEFERRED}
CONDITION = (
    "Associer au moins deux services volontaires pour la reprise.\nPublier le guide de reprise sous licence ouverte."
)

READING = "Une semaine entière pour lire les dossiers avant la séance."
OPENED_WITH = "La présidence rappelle le calendrier de l’appel et ce qui reste de son enveloppe."
DEBATED = (
    "Le rapporteur présente le dossier. Un membre demande comment les usagers sont associés ; le porteur s’engage à "
    "les réunir deux fois avant le premier versement."
)
DISSENTED = "La DREAL demande que soit noté son désaccord : l’indicateur proposé ne mesure pas l’effet annoncé."
CLOSED_WITH = "La présidence remercie les services. La prochaine séance est convoquée dans un mois."
TO_FOLLOW = (
    ("Écrire aux porteurs ajournés ce qui est à compléter.", "L’équipe projet", 10),
    ("Publier la liste des projets retenus.", "Le secrétariat du COPIL", 20),
)
ADOPTED = "Procès-verbal du COPIL n° 1"

NAMED = "Arrêté préfectoral du 3 février"
ACTIVITY = "Douze ateliers tenus dans huit départements, trois dossiers clos, une méthode reprise par deux services."
PRIORITY = "Ouvrir le prochain appel aux démarches d’accueil des usagers en zone rurale."
AGREED = "Le COPIL en prend acte."
ASKED = (
    "Les partenaires ont-ils confirmé par écrit leur part du budget ?",
    "La séance pourra-t-elle être suivie à distance depuis Montpellier ?",
)
ANSWERED = "Oui : les deux lettres d’engagement sont jointes au dossier depuis la semaine dernière."
PASSED = "Son partenaire n’attend pas la séance suivante : le COPIL examine ce dossier sans suivre le rang."
MOVED = "La salle Occitanie est prise ce jour-là par la cellule de crise."
UNDATED = "La présidence est retenue par la gestion de la crue ; la date sera fixée à son retour."
CALLED_OFF = "Trop peu de dossiers seront prêts à cette date."

TIED = 5  # the DRFiP's, among the members: partner of the sample
TIE = "Ma direction est partenaire du projet et en a préparé le budget."


def compose(people: Cast, *, on: datetime) -> None:
    """The committee's mandates: three years, the chair's for as long as the office."""
    with clock.at(on):
        since = clock.today()
        for n, (person, (label, _service, _department, kind)) in enumerate(
            zip([people.chair, *people.members], COMMITTEE, strict=True)
        ):
            draft = copil_verbs.MandateDraft(
                person=person,
                label=label,
                kind=kind,
                substitute=people.substitute if n == SUBSTITUTED else None,
                starts_on=since,
                ends_on=None if kind == Seat.Kind.CHAIR else since.replace(year=since.year + 3, day=1),
                reference=NAMED,
            )
            done(copil_verbs.give_mandate(draft=draft, by=people.team_lead))


def plan(*, people: Cast, held_at: datetime, planned_on: datetime) -> Session:
    """A session with the committee's nine seats."""
    with clock.at(planned_on):
        session: Session = done(
            copil_verbs.plan_session(held_at=held_at, place="Toulouse, salle Occitanie", by=people.team_lead)
        )
        seated = [people.chair, *people.members]
        drafts = [
            copil_verbs.SeatDraft(
                person=person,
                label=label,
                kind=kind,
                service=person.service,
                substitute=people.substitute if n == SUBSTITUTED else None,
            )
            for n, (person, (label, _service, _department, kind)) in enumerate(zip(seated, COMMITTEE, strict=True))
        ]
        done(copil_verbs.set_seats(session=session, seats=drafts, by=people.team_lead))
    return session


def settle_rules(people: Cast, *, on: datetime) -> None:
    """The first session held, the committee gives itself a week to read: a version 2 of its house rules."""
    with clock.at(on):
        draft = copil_verbs.RulesDraft(quorum=(1, 2), majority="cast", casting_vote=True, clear_days=7)
        done(
            copil_verbs.adopt_rules(
                draft=draft, shown=1, adopted_on=clock.today(), reason=READING, reference=ADOPTED, by=people.admin
            )
        )


def convoke(session: Session, lives: Sequence[Life], people: Cast, *, on: datetime) -> None:
    """The dossiers put on the agenda, then the convocation, ten days before."""
    for life in lives:
        put_on(life, session, (on - life.today) / timedelta(days=1))
    with clock.at(on):
        done(copil_verbs.convoke(session=session, by=people.team_lead))


def add_points(session: Session, people: Cast, *, minutes_of: Session, on: datetime) -> None:
    """Former minutes, the report, orientations put to the vote; each dossier presented by somebody."""
    drafts = (
        copil_verbs.BusinessDraft(kind="minutes", about=minutes_of),
        copil_verbs.BusinessDraft(kind="report", title="Activité du Lab-O depuis la dernière séance", text=ACTIVITY),
        copil_verbs.BusinessDraft(kind="orientations", title="Priorités du prochain appel", proposal=PRIORITY),
    )
    with clock.at(on):
        for draft in drafts:
            done(copil_verbs.add_business(session=session, draft=draft, by=people.secretary))
        done(copil_verbs.rank_agenda(session=session, by=people.secretary))


def present(session: Session, people: Cast, *, on: datetime) -> None:
    """The team shares the dossiers of a convoked agenda: who presents which is on the agenda."""
    with clock.at(on):
        lines = [
            copil_verbs.Arranged(
                line.key, line.position, people.team_lead if line.key.startswith("o") else people.team[0]
            )
            for line in lines_of(session)
        ]
        done(copil_verbs.arrange_agenda(session=session, lines=lines, by=people.secretary))


def examine(session: Session, seats: Sequence[Seat], people: Cast) -> None:
    """The points without a dossier, in an open session: a conclusion, or a vote by show of hands."""
    there = [seat for seat in seats if seat.attends != Seat.Attends.NO]
    for point in session.business.filter(left_at=None):
        done(
            copil_verbs.close_business(
                business=point,
                by=people.secretary,
                conclusion="" if point.proposal else AGREED,
                approved=True,
                choices={seat.pk: "contre" if n == 3 else "pour" for n, seat in enumerate(there)},
            )
        )


def postpone(session: Session, people: Cast, *, to: datetime, on: datetime) -> None:
    """The convoked session is held another day: a new convocation, a new event for every calendar."""
    with clock.at(on):
        done(copil_verbs.postpone(session=session, held_at=to, reason=MOVED, by=people.secretary))


def call_off(people: Cast, *, held_at: datetime, on: datetime) -> None:
    """A session planned too early, and cancelled before it was convoked."""
    session = plan(people=people, held_at=held_at, planned_on=on - timedelta(days=3))
    with clock.at(on):
        done(copil_verbs.cancel(session=session, reason=CALLED_OFF, by=people.team_lead))


def postpone_undated(lives: Sequence[Life], people: Cast, *, held_at: datetime, on: datetime) -> None:
    """A convoked session whose chair cannot come: it will be held, nobody knows when."""
    session = plan(people=people, held_at=held_at, planned_on=on - timedelta(days=4))
    convoke(session, lives, people, on=on - timedelta(days=3))
    with clock.at(on):
        done(copil_verbs.postpone_undated(session=session, reason=UNDATED, by=people.secretary))


def answer(session: Session, *, on: datetime) -> None:
    """Before the session most members say whether they come: two from afar, one who gives their vote away."""
    seats = list(session.seats.select_related("person"))
    with clock.at(on):
        for n, seat in enumerate(seats[1:-1], start=1):
            how = Seat.Attends.REMOTE if n in {3, 5} else Seat.Attends.NO if n == 6 else Seat.Attends.TITULAR
            done(copil_verbs.announce(seat=seat, attends=how, by=seat.person))
        done(copil_verbs.give_proxy(giver=seats[6], holder=seats[2], by=seats[6].person))


def ask(session: Session, people: Cast, *, on: datetime) -> None:
    """Two members ask the team before the session; one has had an answer."""
    items = list(session.items.filter(left_at=None).select_related("dossier").order_by("position"))
    with clock.at(on):
        first = done(
            copil_verbs.ask_team(session=session, text=ASKED[0], item=items[0], by=session.seats.all()[2].person)
        )
        done(copil_verbs.ask_team(session=session, text=ASKED[1], by=session.seats.all()[4].person))
    with clock.at(on + timedelta(hours=2)):
        done(copil_verbs.answer_member(question=first, text=ANSWERED, by=people.team[0]))


def declare_interests(lives: Sequence[Life], people: Cast, *, on: datetime) -> None:
    """Where the sample is there for it, a member says before the session that they will not judge the dossier."""
    with clock.at(on):
        for life in lives:
            if "interest" in life.project.case:
                done(copil_verbs.declare_interest(dossier=life.dossier, reason=TIE, by=people.members[TIED]))


def open_with(session: Session, people: Cast, *, absent: int = 1, proxies: int = 1) -> list[Seat]:
    """Opens the session that day: all present but `absent` seats, of which `proxies` gave their vote away."""
    done(copil_verbs.open_session(session=session, by=people.secretary))
    seats = list(session.seats.all())
    away = [seat for seat in seats if seat.kind == Seat.Kind.MEMBER][-absent:]
    for n, seat in enumerate(seats):
        there = Seat.Attends.SUBSTITUTE if seat.substitute_id is not None else Seat.Attends.TITULAR
        how = Seat.Attends.NO if seat in away else Seat.Attends.REMOTE if n == SUBSTITUTED - 1 else there
        done(copil_verbs.mark_attendance(seat=seat, attends=how, by=people.secretary))
    for giver, holder in zip(away[:proxies], [s for s in seats if s not in away][1:], strict=False):
        done(copil_verbs.give_proxy(giver=giver, holder=holder, by=people.secretary))
    return list(session.seats.select_related("person", "substitute"))


def hold(session: Session, lives: Sequence[Life], people: Cast) -> None:
    """Every item called, voted and closed in the agenda's order, the session closed, the excerpts validated."""
    start = session.held_at
    with clock.at(start):
        seats = open_with(session, people)
        examine(session, seats, people)
    by_dossier = {life.dossier.pk: life for life in lives}
    items = list(session.items.select_related("dossier"))
    grouped = alike(items, by_dossier)
    for n, item in enumerate(items):
        with clock.at(start + timedelta(minutes=10 + 6 * n)):
            if item not in grouped:
                decide(item, by_dossier[item.dossier_id], seats, people)
            elif item == grouped[0]:
                decide_together(grouped, seats, people)
    with clock.at(start + timedelta(minutes=20 + 6 * len(items))):
        done(copil_verbs.close_session(session=session, by=people.secretary))
    with clock.at(start + timedelta(hours=5)):
        for item in AgendaItem.objects.filter(session=session, closed_at__isnull=False).order_by("position"):
            done(copil_verbs.validate_excerpt(item=item, by=people.chair))


def minute(session: Session, people: Cast, *, on: datetime) -> None:
    """The secretary writes what is not derived, and submits the minutes for approval."""
    with clock.at(on):
        points = list(session.items.filter(closed_at__isnull=False).order_by("position"))
        texts = {"opening": OPENED_WITH, "closing": CLOSED_WITH, f"dissent-d{points[1].pk}": DISSENTED}
        texts |= {f"said-d{point.pk}": DEBATED for point in points[:3]}
        done(copil_verbs.save_minutes(session=session, texts=texts, by=people.secretary))
        for what, who, days in TO_FOLLOW:
            draft = copil_verbs.FollowUpDraft(what, who, clock.today() + timedelta(days=days))
            done(copil_verbs.add_follow_up(session=session, draft=draft, by=people.secretary))
        done(copil_verbs.submit_minutes(session=session, by=people.secretary))


def alike(items: Sequence[AgendaItem], lives: Mapping[UUID, Life]) -> list[AgendaItem]:
    """The first two neighbours on the agenda that nobody doubts: they are voted in one gesture."""
    for pair in pairwise(items):
        if all(lives[item.dossier_id].fate is Fate.GRANT for item in pair):
            return list(pair)
    return []


def decide_together(items: Sequence[AgendaItem], seats: Sequence[Seat], people: Cast) -> None:
    """A grouped vote: both grants prepared, opened, voted and closed; who steps aside from one votes on the other."""
    wanted = [copil_verbs.Together(item, Proposal(Ballot.Outcome.GRANT)) for item in items]
    group = done(copil_verbs.prepare_group(session=items[0].session, wanted=wanted, by=people.secretary))
    done(copil_verbs.open_group(group=group, by=people.secretary))
    carriers = {item.dossier.service_id for item in items}
    for seat in seats:
        if seat.attends != Seat.Attends.NO and carriers != {seat.service_id}:
            done(copil_verbs.vote_together(group=group, choice="pour", by=seat.sitter))
    done(copil_verbs.close_group(group=group, by=people.secretary))


def decide(item: AgendaItem, life: Life, seats: Sequence[Seat], people: Cast) -> None:
    """One item: called, one proposal, the votes, the close; with reservations, a member asks for a secret ballot."""
    if life.fate is Fate.CONDITIONAL:
        asks = next(s for s in seats if s.attends == Seat.Attends.TITULAR and s.service_id != life.dossier.service_id)
        done(copil_verbs.ask_secret(item=item, by=asks.person))
    done(copil_verbs.open_item(item=item, by=people.secretary))
    outcome = PROPOSALS[life.fate]
    asked = item.dossier.requested
    ballot = done(
        copil_verbs.propose(
            item=item,
            outcome=outcome,
            by=people.chair,
            amount=(asked * Decimal("0.8")).quantize(Decimal(1)) if outcome == Ballot.Outcome.PARTIAL else None,
            conditions=CONDITION if outcome == Ballot.Outcome.CONDITIONAL else "",
            reasons=REASONS.get(outcome, ""),
            complete_by=(clock.today() + timedelta(days=45)) if outcome == Ballot.Outcome.DEFERRAL else None,
        )
    )
    vote(ballot, life, seats, people)
    done(copil_verbs.close_ballot(ballot=ballot, by=people.chair))


def vote(ballot: Ballot, life: Life, seats: Sequence[Seat], people: Cast, *, only: int | None = None) -> None:
    """The seats that may vote do, most of them for; the carrying service's own seat is out."""
    present = [s for s in seats if s.attends != Seat.Attends.NO and s.service_id != life.dossier.service_id]
    for n, seat in enumerate(present[:only]):
        sure = n < 4 or seat.person == people.chair
        choice = "pour" if sure else life.chance.choice(["pour", "contre", "abstention"])
        done(copil_verbs.cast_vote(ballot=ballot, choice=choice, by=seat.sitter))


def sign(life: Life, day: float) -> None:
    """The act prepared, countersigned where it is an agreement, then signed by the signatory."""
    people = life.people
    if life.fate is Fate.CONDITIONAL:
        date_conditions(life, people, day - 1)
    with life.on(day):
        dossier = life.refresh()
        act: Act = done(prepare_act(dossier=dossier, kind=Act.Kind(dossier.proposal), by=people.signatory))
        if is_agreement(act):
            done(
                record_countersignature(dossier=dossier, on=clock.today(), terms=act.terms_sha256, by=people.team_lead)
            )
        reason = act.reasons_fact if act.kind == Act.Kind.REFUSAL else ""
        life.do(SIGNING_VERBS[Act.Kind(act.kind)], people.signatory, about=act.pdf_sha256, reason=reason)


def propose_online(item: AgendaItem, people: Cast, seats: Sequence[Seat], life: Life) -> None:
    """An asynchronous vote open for three days, of which a few seats have taken part."""
    until = (clock.now() + timedelta(days=3)).replace(hour=18, minute=0)
    window = Window(clock.now(), until)
    ballot = done(
        copil_verbs.propose(
            item=item, outcome=Ballot.Outcome.GRANT, by=people.secretary, window=window, departure=PASSED
        )
    )
    others = [seat for seat in seats if seat.person not in {people.chair, people.members[0]}]
    vote(ballot, life, others, people, only=3)


def call_and_propose(item: AgendaItem, people: Cast, seats: Sequence[Seat], life: Life) -> None:
    """Opens a vote and lets three seats vote: the visitor finds it going on."""
    done(copil_verbs.open_item(item=item, by=people.secretary))
    ballot = done(copil_verbs.propose(item=item, outcome=Ballot.Outcome.GRANT, by=people.chair))
    others = [seat for seat in seats if seat.person not in {people.chair, people.members[0]}]
    vote(ballot, life, others, people, only=3)


def tell_together(session: Session, people: Cast) -> None:
    """The session's decisions wait for one another, until the secretariat tells them."""
    done(copil_verbs.set_release(session=session, grouped=True, by=people.secretary))


def release(session: Session, people: Cast, *, on: datetime, only: int | None = None) -> None:
    """What is signed is told to its leaders; the first ones only, where some are urgent: who is not of the State."""
    with clock.at(on):
        ready = [line for line in release_of(session, people.secretary) if line.ready]
        ready.sort(key=lambda line: line.act is None or line.act.route == Route.STATE_SERVICE.value)
        told = notify_together(lines=ready[:only], by=people.secretary)
    if told.refused:
        raise StoryError(told.refused[0][1])
