"""The whole session as one PDF: for each reader what they may read, made by the worker, given while that is true."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.binder import making
from copil.binder.gathering import gather, rights_of
from copil.models import Binder, Seat
from copil.roll import roll_of_session
from dossiers import actions as dossiers
from tests import world
from tests.copil.committee import Committee, build, on_agenda
from tests.copil.refusals import codes
from tests.decisions.pages import failures, outside, text_of
from tests.world import EARLY, ok
from workflow import clock

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
PAGE = "/copil/seances/1/dossier-de-seance/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def made(committee: Committee, reader: User) -> bytes:
    """The reader's binder, as the worker makes it."""
    binder = ok(making.ask(session=committee.session, by=reader))
    making.lay_out.func(binder.pk)
    return bytes(Binder.objects.get(pk=binder.pk).content or b"")


@pytest.fixture
def agenda() -> Committee:
    """Two dossiers and an orientation on the agenda of a planned session."""
    committee = build(4)
    on_agenda(committee, 9, 9, 9)
    on_agenda(committee, 7, 7, 7)
    draft = actions.BusinessDraft(kind="orientations", title="Priorités", proposal="Ouvrir en mars.")
    ok(actions.add_business(session=committee.session, draft=draft, by=committee.lead))
    return committee


def test_a_binder_holds_the_agenda_and_each_dossier_with_links_and_bookmarks(agenda: Committee) -> None:
    pdf = made(agenda, agenda.members[1])
    assert failures(pdf) == outside(pdf) == []
    said = text_of(pdf)
    first, second = (item.dossier.reference for item in agenda.session.items.order_by("position"))
    for words in (
        "Dossier de séance du COPIL n° 1",
        f"1. Accueil commun, {first}, 18 000,00 €",
        f"2. Accueil commun, {second}, 18 000,00 €",
        "Consensus de l’équipe : 4,5 / 5",
        "Consensus de l’équipe : 3,5 / 5",
        "Avis des référents",
        "Ouvrir en mars.",
        "Siège 0 : copil_chair Essai",
    ):
        assert words in said, words
    reader = PdfReader(BytesIO(pdf))
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles[1:] == ["1. Accueil commun", "2. Accueil commun", "3. Priorités"]
    links = [one.get_object() for one in reader.pages[0]["/Annots"]]
    assert len({str(link.get("/Dest") or link["/A"]["/D"]) for link in links}) == 3


def test_nobody_finds_in_their_binder_what_their_pages_keep_from_them(agenda: Committee) -> None:
    item = agenda.session.items.select_related("dossier").order_by("position")[0]
    out, leader = agenda.members[2], agenda.world.leader
    ok(actions.declare_interest(dossier=item.dossier, reason="Un proche.", by=out))
    said = text_of(made(agenda, out))
    assert "4,5 / 5" not in said
    assert "3,5 / 5" in said
    assert said.count("Avis des référents") == 1
    leader.holdings.create(role=Role.COPIL_MEMBER, starts_on=EARLY)
    Seat.objects.filter(pk=agenda.seat(3).pk).update(person=leader)
    said = text_of(made(agenda, leader))
    assert "Point réservé" in said
    for word in (item.dossier.reference, "Consensus", "Avis des référents", "18 000"):
        assert word not in said, word
    expert = world.person("expert")
    Seat.objects.create(session=agenda.session, person=expert, label="Expert", kind=Seat.Kind.EXPERT, position=9)
    assert codes(making.ask(session=agenda.session, by=expert)) == ["forbidden"]


def test_a_dossier_alone_tells_each_reader_what_its_page_tells_them(agenda: Committee) -> None:
    dossier = agenda.session.items.order_by("position")[0].dossier
    out, lab, file = agenda.members[2], agenda.world, f"/dossiers/{dossier.reference}/dossier.pdf"
    ok(actions.declare_interest(dossier=dossier, reason="Un proche.", by=out))
    member = signed_in(agenda.members[1])
    pdf = member.get(file).content
    assert failures(pdf) == outside(pdf) == []
    assert pdf == member.get(file).content
    said = text_of(pdf)
    for words in (
        f"Dossier n° {dossier.reference}, version 1 · établi pour {agenda.members[1].full_name}",
        "page 1 sur",
        "Consensus de l’équipe : 4,5 / 5",
        "Avis des référents",
        "version 1, telle que déposée",
    ):
        assert words in said, words
    titles = [one.title for one in PdfReader(BytesIO(pdf)).outline if not isinstance(one, list)]
    assert titles == ["Accueil commun"]
    theirs, leader = (text_of(signed_in(user).get(file).content) for user in (out, lab.leader))
    assert ("4,5 / 5" in theirs, "Avis des référents" in theirs) == (False, False)
    assert [word for word in ("Consensus", "Avis des référents", "ne pas diffuser") if word in leader] == []
    # The working draft is its leaders' alone; others read the deposit, and nobody else a draft never deposited.
    returned = world.in_challenge(lab)
    ok(world.do(returned, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    answers = {**world.ANSWERS["need"], "irritant": "Une phrase en cours."}
    ok(dossiers.save_section(dossier=returned, section="need", answers=answers, revision=1, by=lab.leader))
    file = f"/dossiers/{returned.reference}/dossier.pdf"
    mine, others = (text_of(signed_in(user).get(file).content) for user in (lab.leader, lab[Role.TEAM]))
    assert ("Une phrase en cours." in mine, "version de travail" in mine) == (True, True)
    assert ("Une phrase en cours." in others, "version 1, telle que déposée" in others) == (False, True)
    drafted = world.draft(lab)
    file = f"/dossiers/{drafted.reference}/dossier.pdf"
    assert "pas encore déposée" in text_of(signed_in(lab.leader).get(file).content)
    assert signed_in(lab[Role.TEAM]).get(file).status_code == 404


def test_whose_opinions_are_printed_changes_the_mark_of_a_binder(agenda: Committee) -> None:
    """Whom a leader had read the dossier beside them reads no opinion of it on its page, nor in a binder."""
    reader, session = world.person("lectrice"), agenda.session
    dossier = session.items.order_by("position")[0].dossier
    world.read_with(dossier, reader, by=agenda.world.leader)
    reader.holdings.create(role=Role.COPIL_MEMBER, starts_on=EARLY)
    Seat.objects.filter(pk=agenda.seat(3).pk).update(person=reader)
    reader = User.objects.get(pk=reader.pk)  # with the role just given
    said, mark = gather(session, reader, lambda _read: None)
    assert [bool(point.request.opinions) for point in said.points if point.request] == [False, True]
    assert rights_of(reader, session, roll_of_session(session))[1] == mark
    reader.holdings.create(role=Role.REFERENT, starts_on=EARLY)  # a role opens opinions, or closes them
    reader = User.objects.get(pk=reader.pk)
    assert rights_of(reader, session, roll_of_session(session))[1] != mark


def test_a_binder_is_followed_downloaded_and_no_longer_given_once_its_reader_is_out_of_a_dossier(
    agenda: Committee,
) -> None:
    reader = agenda.members[1]
    me, file = signed_in(reader), PAGE.rstrip("/") + ".pdf"
    assert "Préparer le dossier de séance" in me.get(PAGE).content.decode()
    assert me.get(file).status_code == 404
    for _twice in range(2):
        assert me.post(PAGE).status_code == 302
    assert DBTaskResult.objects.filter(task_path="copil.binder.making.lay_out").count() == 1
    binder = Binder.objects.get()
    Binder.objects.update(dossiers_read=1)
    waiting = me.get(f"{PAGE}avancement/").content.decode()
    assert "Dossiers lus : 1 sur 2" in waiting
    assert "hx-get" in waiting
    with clock.at(clock.now() + timedelta(hours=1)):  # its worker has died: it may be asked for again
        assert "Le préparer de nouveau" in me.get(f"{PAGE}avancement/").content.decode()
        assert me.post(PAGE).status_code == 302
    assert DBTaskResult.objects.filter(task_path="copil.binder.making.lay_out").count() == 2
    making.lay_out.func(binder.pk)
    assert "Télécharger" in me.get(f"{PAGE}avancement/").content.decode()
    assert me.get(file).content.startswith(b"%PDF")
    assert signed_in(agenda.members[2]).get(file).status_code == 404
    assert signed_in(agenda.world.leader).get(PAGE).status_code == 404
    dossier = agenda.session.items.first().dossier
    ok(actions.declare_interest(dossier=dossier, reason="Un proche.", by=reader))
    assert "À refaire" in me.get(PAGE).content.decode()
    assert me.get(file).status_code == 404
