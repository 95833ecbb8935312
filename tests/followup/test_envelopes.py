"""The money of the calls: one place where the envelope, the acts, the payments and what came back agree."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import RoleHolding, User
from accounts.roles import Role
from dossiers.models import Call
from followup import actions
from followup.envelopes.reading import Year, by_year, envelopes
from tests import world
from tests.decisions.desk import ASSOCIATION, desk
from tests.followup.followed import accept, ask_back, followed, hand, pay
from tests.world import ok
from workflow import clock

pytestmark = pytest.mark.django_db
PAGE, FILE = "/enveloppes/", "/enveloppes/enveloppes.csv"


def also(user: User, role: Role) -> User:
    RoleHolding.objects.create(user=user, role=role, starts_on=world.EARLY)
    return User.objects.get(pk=user.pk)


def test_what_is_signed_paid_and_given_back_is_told_by_call_and_by_year(client: Client) -> None:
    with followed(ASSOCIATION, conditions="") as d:
        reader, this = d.world[Role.SIGNATORY], clock.today().year
        [one] = envelopes(reader)
        assert (one.granted, one.paid, one.to_pay, one.left) == (18000, 0, 18000, one.opened - 18000)
        ok(pay(d))  # 12 600 €
        with clock.at(clock.now() + timedelta(days=366)):
            ok(hand(d, spent="17777.78"))
            ok(accept(d))  # 16 000 € are due: the balance is asked for as far
            ok(pay(d, number=2))
            back = ok(ask_back(d, "1000.00"))
            ok(actions.receive_repayment(repayment=back, received_on=clock.today(), by=d.lead))
            ok(world.do(d.dossier, "cancel", d.lead, reason="Projet arrêté."))
            [one] = envelopes(reader)
        assert one.years == (
            Year(this, signed=Decimal(18000), paid=Decimal(12600)),
            Year(this + 1, paid=Decimal(3400), repaid=Decimal(1000), returned=Decimal(3000)),
        )
        assert [year.year for year in by_year([one])] == [this + 1, this]
        assert (one.signed, one.paid, one.to_pay) == (15000, 15000, 0)
        assert one.signed == Call.objects.get().signed  # what the call itself keeps
        client.force_login(reader)
        said = client.get(FILE).content.decode("utf-8-sig").splitlines()
        assert said[1:] == [
            f"ESSAI;Appel ESSAI;;{one.opened:.2f};0.00;18000.00;16000.00;1000.00;3000.00;{one.left:.2f}".replace(
                ".", ","
            ),
            f"ESSAI;Appel ESSAI;{this};;;18000,00;12600,00;0,00;0,00;",
            f"ESSAI;Appel ESSAI;{this + 1};;;0,00;3400,00;1000,00;3000,00;",
        ]


def test_who_leads_a_dossier_learns_nothing_of_its_decision_here(client: Client) -> None:
    with desk(amount="18000.00") as d:
        insider = also(d.world.leader, Role.COPIL_SECRETARY)
        everybody, own = envelopes(d.lead)[0], envelopes(insider)[0]
        assert (everybody.reserved, own.reserved) == (18000, 0)
        assert own.left == own.opened
        insider = also(d.world.leader, Role.TEAM)
        for page in ("/tableau-de-bord/", "/appels/", "/appels/administration/", "/classement/",
                     f"/appels/administration/{d.dossier.call.code}/"):  # fmt: skip
            for who, told in ((d.lead, True), (insider, False)):
                client.force_login(who)
                said = " ".join(client.get(page).text.split())
                assert ("82 000,00" in said) is (told and page != "/classement/"), (page, who)
        d.signed()  # which tells its leaders
        assert (envelopes(d.lead)[0].signed, envelopes(insider)[0].signed) == (18000, 18000)


def test_an_auditor_reads_the_calls_of_the_mission_and_others_find_no_page(client: Client) -> None:
    lab = world.build()
    world.open_call("AUTRE")
    narrow = world.person("narrow", Role.AUDITOR, scope="AUTRE")
    assert [one.call.code for one in envelopes(narrow)] == ["AUTRE"]
    assert len(envelopes(lab[Role.AUDITOR])) == len(envelopes(lab[Role.COPIL_SECRETARY])) == 2
    for who in (lab.leader, lab.referents[0], lab[Role.ADMIN], lab[Role.COPIL_MEMBER]):
        client.force_login(who)
        assert [client.get(path).status_code for path in (PAGE, FILE)] == [404, 404]


def test_the_page_takes_as_many_statements_for_one_call_as_for_many(client: Client, statements: Any) -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(pay(d))
        client.force_login(d.world[Role.SIGNATORY])
        for calls in (1, 2):
            with statements(at_most=8):
                page = client.get(f"{PAGE}?appel=<b>inconnu</b>\x00")
            assert (page.status_code, len(page.context["envelopes"])) == (200, calls)
            assert ("Ensemble" in page.text) == (calls > 1)
            Call.objects.filter(pk=world.open_call(f"AUTRE-{calls}").pk).update(title="=1+1")
        assert client.get(f"{PAGE}?appel=AUTRE-1").context["call"].code == "AUTRE-1"
        assert "AUTRE-1;'=1+1;;100000,00" in client.get(FILE).text
