"""Sessions that were held, made by the verbs alone, on days of their own: what their minutes say is known by heart."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from copil import actions
from copil.convocation.press import paper_of
from copil.models import AgendaItem, Ballot, Minutes, Seat
from copil.tally import Window
from dossiers.models import Dossier
from tests import world
from tests.copil.committee import Committee, build, called, on_agenda, opened
from tests.scenes import scene
from tests.world import ok
from workflow import clock, timers

#: The day on which the labs of these sessions are built; sessions are held twenty days later.
BUILT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HELD = BUILT + timedelta(days=20)
BUDGET = "Le reste sera autofinancé."
CONDITION = "Associer un second service."
OFF_TOPIC = "Le projet ne relève pas de l’appel."
PASSED = "Son partenaire ne peut pas attendre la séance suivante."
SAID = "La présidence demande comment les usagers sont associés.\n\nLe porteur s’y est engagé par écrit."
DISSENT = "Le siège 2 regrette l’absence d’indicateur."


@scene
def live() -> Committee:
    """Six seats, one substituted, one from afar, one represented; five points, every outcome and every rule."""
    with clock.at(BUILT):
        committee = build(6)
        dossiers = [on_agenda(committee, *points) for points in ((9, 9, 9), (8, 8, 8), (7, 7, 7), (6, 6, 6))]
        stand = world.person("stand", world.Role.COPIL_MEMBER)
        Seat.objects.filter(pk=committee.seat(4).pk).update(substitute=stand)
        report = actions.BusinessDraft(kind="report", title="Activité du Lab-O", text="Douze ateliers tenus.")
        wish = actions.BusinessDraft(kind="other", title="Prochaine visite", proposal="Visiter un lauréat en mars.")
        for draft in (report, wish):
            ok(actions.add_business(session=committee.session, draft=draft, by=committee.secretary))
    with clock.at(BUILT + timedelta(days=1)):
        ok(actions.convoke(session=committee.session, by=committee.lead))
    for notice in committee.session.notices.all():
        paper_of(notice)
    with clock.at(HELD):
        _open(committee, stand)
    partial, conditional, refusal, secret = dossiers
    with clock.at(HELD + timedelta(minutes=5)):
        points = {one.kind: one for one in committee.session.business.all()}
        ok(
            actions.close_business(
                business=points["report"], by=committee.secretary, conclusion="Le COPIL en prend acte."
            )
        )
    with clock.at(HELD + timedelta(minutes=10)):
        ok(actions.declare_interest(dossier=partial, reason="Mon service le conseille.", by=committee.members[2]))
        ballot = _proposed(committee, partial, "partial", amount=Decimal(9000), reasons=BUDGET)
        committee.vote(ballot, m0="pour", m1="pour", m3="pour")
        _for(committee, ballot, 5, "contre", by=1)
        ok(actions.cast_vote(ballot=ballot, choice="abstention", by=stand))
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    with clock.at(HELD + timedelta(minutes=20)):
        ballot = _proposed(committee, conditional, "conditional", conditions=CONDITION)
        committee.vote(ballot, m0="pour", m1="pour", m2="contre", m3="contre")
        _for(committee, ballot, 5, "pour", by=1)
        ok(actions.cast_vote(ballot=ballot, choice="contre", by=stand))
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    with clock.at(HELD + timedelta(minutes=30)):
        ballot = _proposed(committee, refusal, "refusal", reasons=OFF_TOPIC)
        committee.vote(ballot, m0="pour", m1="pour", m2="pour", m3="nppv")
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    with clock.at(HELD + timedelta(minutes=40)):
        _secretly(committee, secret)
    with clock.at(HELD + timedelta(minutes=50)):
        choices = {committee.seat(rank).pk: "pour" for rank in range(4)} | {committee.seat(4).pk: "contre"}
        ok(actions.close_business(business=points["other"], by=committee.secretary, choices=choices))
    with clock.at(HELD + timedelta(hours=1, minutes=30)):
        ok(actions.close_session(session=committee.session, by=committee.secretary))
    committee.again()
    return committee


def _open(committee: Committee, stand: world.User) -> None:
    committee.attend(0, 1, 2)
    committee.attend(3, attends=Seat.Attends.REMOTE)
    committee.attend(4, attends=Seat.Attends.SUBSTITUTE)
    ok(actions.give_proxy(giver=committee.seat(5), holder=committee.seat(1), by=committee.secretary))
    ok(actions.open_session(session=committee.session, by=committee.secretary))


def _proposed(committee: Committee, dossier: Dossier, outcome: str, **said: object) -> Ballot:
    return ok(actions.propose(item=called(committee, dossier), outcome=outcome, by=committee.secretary, **said))


def _for(committee: Committee, ballot: Ballot, giver: int, choice: str, *, by: int) -> None:
    ok(actions.cast_vote(ballot=ballot, choice=choice, by=committee.members[by], seat=committee.seat(giver)))


def _secretly(committee: Committee, dossier: Dossier) -> None:
    """A member asks for a secret ballot on the dossier; the chair, tied to it, is replaced."""
    ok(actions.declare_interest(dossier=dossier, reason="Un proche le porte.", by=committee.chair))
    ok(actions.ask_secret(item=committee.item(dossier), by=committee.members[3]))
    ok(actions.name_presiding(item=committee.item(dossier), seat=committee.seat(1), by=committee.secretary))
    ballot = _proposed(committee, dossier, "grant")
    committee.vote(ballot, m1="pour", m2="contre", m3="pour")
    _for(committee, ballot, 5, "abstention", by=1)
    ok(actions.close_ballot(ballot=ballot, by=committee.members[1]))


@scene
def written(committee: Committee) -> Minutes:
    """The minutes of that session, with all their prose, its excerpts validated an hour later."""
    items = AgendaItem.objects.filter(session=committee.session).order_by("position")
    with clock.at(HELD + timedelta(hours=2, minutes=30)):
        for item in items:
            ok(actions.validate_excerpt(item=item, by=committee.members[1] if item.presiding else committee.chair))
        texts = {
            "opening": "La présidence rappelle le calendrier.",
            f"said-d{items[0].pk}": SAID,
            f"dissent-d{items[0].pk}": DISSENT,
            "closing": "Prochaine séance en janvier.",
        }
        follow = actions.FollowUpDraft(
            "Écrire aux porteurs refusés.", "L’équipe projet", HELD.date() + timedelta(days=9)
        )
        ok(actions.add_follow_up(session=committee.session, draft=follow, by=committee.secretary))
        return ok(actions.save_minutes(session=committee.session, texts=texts, by=committee.secretary))


@scene
def online() -> Committee:
    """Nobody in the room: one vote held online, which departs from the rank, one dossier left without a quorum."""
    with clock.at(BUILT):
        committee = build(5, envelope="20000.00")
        on_agenda(committee, 9, 9, 9)
        second = on_agenda(committee, 7, 7, 7)
        opened(committee, 0)
    until = HELD + timedelta(days=2)
    with clock.at(HELD):
        window = Window(HELD, until)
        said = {"outcome": "grant", "window": window, "departure": PASSED}
        ballot = ok(actions.propose(item=committee.item(second), by=committee.secretary, **said))
    with clock.at(HELD + timedelta(hours=5)):
        committee.vote(ballot, m0="pour", m1="contre", m2="pour")
    with clock.at(until + timedelta(minutes=1)):
        assert not timers.run().faults
        ok(actions.close_session(session=committee.session, by=committee.secretary))
    committee.again()
    return committee


@scene
def second() -> Committee:
    """A session without a quorum, and the second one, convoked with the clause, which decides with a single seat."""
    with clock.at(BUILT):
        committee = build(3)
        dossier = on_agenda(committee)
        opened(committee, 1)
    with clock.at(HELD):
        ok(actions.close_session(session=committee.session, by=committee.chair))
        said = {"held_at": HELD + timedelta(days=14), "says_no_quorum": True, "by": committee.lead}
        committee.session = ok(actions.convoke_again(session=committee.session, **said))
        opened(committee, 1)
    with clock.at(HELD + timedelta(days=14)):
        ballot = _proposed(
            committee, dossier, "deferral", reasons="Un budget détaillé.", complete_by=HELD.date() + timedelta(days=60)
        )
        committee.vote(ballot, m0="pour")
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
        ok(actions.close_session(session=committee.session, by=committee.chair))
    committee.again()
    return committee
