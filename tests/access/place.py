"""A lab in which every address of the site leads somewhere, made through the verbs, at the hour of its committee."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from accounts import availability, invitations
from accounts.models import User
from accounts.roles import Role
from copil import actions as copil
from copil.ballots.proposals import Proposal
from copil.convocation.press import paper_of
from decisions.models import Act, Receipt
from decisions.receipts.making import make
from dossiers import actions
from dossiers.actions.bulk import prepare_bulk
from dossiers.actions.views import save_view
from dossiers.models import Dossier
from notifications.models import Message
from scoring import actions as scoring
from scoring.models import Review
from tests import world
from tests.copil import committee as committees
from tests.copil.committee import Committee
from tests.decisions.desk import Desk
from tests.dossiers.documents import upload
from tests.world import World, ok
from workflow import clock

SOON, LATER = timedelta(2), timedelta(100)
#: What only some may read, see `words.py`.
INTEREST, NOTE, QUESTION = "Un proche y travaille.", "À suivre, @team_lead Essai.", "Où se tient la séance ?"
CONDITION = "Associer le réseau des maisons de quartier."
DEBATE, DISSENT = "Un débat à huis clos.", "Le siège 1 fait noter son désaccord."
POINT = copil.BusinessDraft(kind="report", title="Activité du semestre")


@dataclass(frozen=True)
class Place:
    """The people by their tie to the challenged dossier or their office; what the addresses are made of, by name."""

    lab: World
    people: dict[str, User]
    parts: dict[str, object]


@contextmanager
def furnished() -> Iterator[Place]:
    """Within it: a dossier under challenge with something of everything joined to it, one under review, one under a
    vote, one decided, a draft. The committee's vote is open, the clock at its hour.
    """
    committee = committees.build(4)
    lab = committee.world
    challenged, judged, drafted = world.assigned(lab), world.in_review(lab), world.draft(lab)
    point = ok(copil.add_business(session=committee.session, draft=POINT, by=committee.secretary))
    voted = committees.on_agenda(committee, 9, 9, 8)
    adopted, signed, grouped = (committees.on_agenda(committee, 7, 7, 6) for _ in range(3))
    draft = copil.MandateDraft(person=committee.members[1], label="DREAL", starts_on=clock.today())
    mandate = ok(copil.give_mandate(draft=draft, by=committee.lead))
    question = ok(copil.ask_team(session=committee.session, text=QUESTION, by=committee.chair))
    people = _people(lab, challenged, drafted, judged, voted)
    challenged = _rewritten(lab, challenged)
    with committees.sitting(committee, present=3):
        parts: dict[str, object] = {
            "challenged": challenged.reference,
            "judged": judged.reference,
            "drafted": drafted.reference,
            "voted": voted.reference,
            "adopted": adopted.reference,
            "signed": signed.reference,
            "grouped": grouped.reference,
            "call": lab.call.code,
            "session": committee.session.number,
            "point": point.pk,
            "mandate": mandate.pk,
            "asked_question": question.pk,
        }
        follow = copil.FollowUpDraft("Prévenir les porteurs.", "L’équipe")
        parts["follow_up"] = ok(copil.add_follow_up(session=committee.again(), draft=follow, by=committee.secretary)).pk
        parts |= _decided(committee, signed, adopted) | _grouped(committee, grouped, voted)
        parts |= _joined(lab, people, challenged) | _accounts(people)
        parts |= _private(people, challenged)
        parts["draft_file"] = ok(actions.attach(dossier=drafted, upload=upload(), by=lab.leader)).pk
        review = ok(scoring.assign_reviewer(dossier=judged, reviewer=people["team"], by=people["team_lead"]))
        exercise = ok(scoring.open_exercise(dossier=signed, closes_on=clock.today() + SOON, by=people["team_lead"]))
        given = Review.objects.counted().filter(dossier=voted)[0]
        parts |= {"exercise": exercise.pk, "voted_review": given.pk}
        parts |= {
            "today": clock.today(),
            "soon": clock.today() + SOON,
            "later": clock.today() + LATER,
            "key": uuid4(),
            "version": challenged.version,
        }
        yield Place(lab, people, parts | {"review": review.pk})


def _people(lab: World, challenged: Dossier, drafted: Dossier, judged: Dossier, voted: Dossier) -> dict[str, User]:
    """Each person's name says their office, or how they are tied to these dossiers."""
    people = {
        "leader": lab.leader,
        "co_leader": world.person("co_leader"),
        "reader": world.person("reader"),
        "referent": lab.referents[0],
        "offered": world.person("offered", Role.REFERENT),
        "other_referent": world.person("other_referent", Role.REFERENT),
        "recused": world.person("recused", Role.TEAM),
        "unseated": world.person("unseated", Role.COPIL_MEMBER),
        "stranger": world.person("stranger"),
    }
    offices = (
        Role.TEAM, Role.TEAM_LEAD, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.SIGNATORY,
        Role.AUDITOR, Role.ADMIN,
    )  # fmt: skip
    people |= {role.value: lab[role] for role in offices}
    for dossier in (challenged, drafted):
        world.co_lead(dossier, people["co_leader"], by=lab.leader)
        world.read_with(dossier, people["reader"], by=lab.leader)
    for dossier in (challenged, judged, voted):
        ok(actions.declare_interest(dossier=dossier, reason=INTEREST, by=people["recused"]))
    ok(actions.offer_handover(dossier=challenged, to=people["offered"], reason="En congé.", by=lab.referents[1]))
    return people


def _rewritten(lab: World, dossier: Dossier) -> Dossier:
    """Sent back and deposited again: there are two versions to compare."""
    ok(world.do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez le besoin."))
    answers = {**world.ANSWERS["need"], "irritant": "Deux visites sur trois, comptées."}
    ok(actions.save_section(dossier=dossier, section="need", answers=answers, revision=1, by=lab.leader))
    ok(world.do(dossier, "resubmit", lab.leader))
    return world.fresh(dossier)


def _joined(lab: World, people: dict[str, User], dossier: Dossier) -> dict[str, object]:
    """What hangs on the dossier under challenge."""
    team, leader = people["team"], lab.leader
    question = ok(actions.ask_question(dossier=dossier, section="need", text="Pourquoi ?", by=lab.referents[0]))
    asked = ok(actions.ask_for_pieces(dossier=dossier, pieces=[actions.Asked("Le devis")], due_on=None, by=team))
    note = ok(actions.write_note(dossier=dossier, text=NOTE, by=team, key=uuid4()))
    written = ok(actions.write_message(dossier=dossier, text="Un devis a changé.", by=leader, key=uuid4()))
    sent = ok(actions.write_message(dossier=dossier, text="Voici.", by=leader, key=uuid4(), uploads=[upload()]))
    invited = ok(actions.invite_reader(dossier=dossier, email=people["stranger"].email, by=leader))
    assert make(dossier.pk)
    return {
        "question": question.pk,
        "request": asked.pk,
        "piece": asked.pieces.get().pk,
        "note": note.pk,
        "message": written.pk,
        "file": sent.attachments.get().pk,
        "invitation": invited.pk,
        "assignment": dossier.assignments.get(referent=lab.referents[0]).pk,
        "co_leader": people["co_leader"].ref,
        "reader": people["reader"].ref,
        "receipt": Receipt.objects.get(dossier=dossier).number,
    }


def _private(people: dict[str, User], dossier: Dossier) -> dict[str, object]:
    """What is one member of the team's own."""
    run = ok(prepare_bulk(key=uuid4(), gesture="escalate", dossiers=[dossier], query="", by=people["team"]))
    view = ok(save_view(name="À moi", query="state=challenge", by=people["team"]))
    mail = Message.objects.filter(recipient=people["leader"]).latest("pk")
    return {"run": run.pk, "view": view.pk, "mail": mail.pk}


def _decided(committee: Committee, signed: Dossier, adopted: Dossier) -> dict[str, object]:
    """An act in force, another to prepare, and what the minutes will say of it."""
    committees.decided(committee, signed, "conditional", amount="18000.00", conditions="Associer une commune.")
    committees.decided(committee, adopted, "conditional", amount="12345.00", conditions=CONDITION)
    point = committee.item(adopted).pk
    texts = {f"said-d{point}": DEBATE, f"dissent-d{point}": DISSENT}
    ok(copil.save_minutes(session=committee.again(), texts=texts, by=committee.secretary))
    desk = Desk(committee, [signed])
    desk.validate(signed)
    act = desk.signed(Act.Kind.GRANT)
    paper_of(committee.session.notices.get())  # laid out once, whoever reads it
    proxy = ok(copil.give_proxy(giver=committee.seat(3), holder=committee.seat(2), by=committee.secretary))
    return {"act": act.number, "code": act.code, "proxy": proxy.pk}


def _grouped(committee: Committee, grouped: Dossier, voted: Dossier) -> dict[str, object]:
    """A grouped vote prepared, from which the second item is detached; that one is under a vote of its own."""
    wanted = [copil.Together(committee.item(dossier), Proposal("grant")) for dossier in (grouped, voted)]
    group = ok(copil.prepare_group(session=committee.session, wanted=wanted, by=committee.secretary))
    ok(copil.detach_item(item=committee.item(voted), by=committee.members[1]))
    ballot = committees.proposed(committee, voted, "grant", amount="18000.00")
    return {"group": group.number, "ballot": ballot.number}


def _accounts(people: dict[str, User]) -> dict[str, object]:
    """What the administration and the référents keep of themselves."""
    admin, referent = people["admin"], people["referent"]
    today = clock.today()
    absence = availability.declare_absence(
        person=referent, starts_on=today + SOON, ends_on=today + 2 * SOON, by=referent
    )
    asked = invitations.invite(email="nouvelle@lot.example", role=Role.TEAM, by=admin)
    return {
        "person": people["signatory"].ref,
        "referent": referent.ref,
        "other_referent": people["other_referent"].ref,
        "team": people["team"].ref,
        "absence": absence.pk,
        "asked": asked.pk,
        "holding": people["signatory"].holdings.get().pk,
        "delegation": people["signatory"].delegations.get().pk,
    }
