"""The pages on which a report is written, handed in and read: what was typed always comes back, who reads what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from followup.models import Handing, Report
from tests.decisions.desk import ASSOCIATION
from tests.followup.followed import FINAL, accept, followed, hand, ok, pay, report
from tests.followup.test_pages import at

pytestmark = pytest.mark.django_db

SECRET = "Le prestataire a fait défaut en mars."


def test_a_report_is_kept_while_typed_handed_in_with_files_and_read_by_those_who_may(client: Client) -> None:
    with followed(ASSOCIATION, conditions="") as d:
        leader, url = d.world.leader, at(d, "report_hand", 1)
        client.force_login(leader)
        page = client.get(d.dossier.get_absolute_url())
        assert (page.context["ball"].kind, page.context["verbs"][0].url) == ("report:1", at(d))
        page = client.get(url)
        key = str(page.context["joined"].initial["key"])
        assert [value.amount for value in page.context["measure"].values] == [33, None, 10]

        typed = {**FINAL, "done": SECRET, "spent": "douze", "revision": "0", "key": key}
        answer = client.post(url, {**typed, "autosave": "1", "writer": str(leader.ref)}).json()
        assert ([one["anchor"] for one in answer["problems"]], answer["revision"]) == (["id_spent"], 1)
        assert (report(d).draft["done"], report(d).draft["spent"]) == (SECRET, "")
        other = client.post(url, {**typed, "autosave": "1", "writer": str(d.lead.ref)})
        assert other.status_code == 403
        moved = client.post(url, {**typed, "spent": "", "done": "Autre.", "do": "save"})
        assert (moved.status_code, moved.context["form"]["done"].value()) == (409, "Autre.")
        back = client.post(url, {**typed, "do": "hand", "revision": "1"})
        assert (back.status_code, back.context["form"]["spent"].value()) == (422, "douze")
        hostile = {**typed, "spent": "30 000", "lessons": "<b>x</b>\x00", "licence": "wtfpl", "publish": "\x00"}
        assert client.post(url, {**hostile, "do": "hand", "revision": "1"}).status_code == 422
        fine = {**typed, "spent": "30 000,50", "lessons": "<b>Gras</b>\x00 et simple.", "revision": "1"}
        huge = SimpleUploadedFile("x.exe", b"MZ\x90\x00")
        refused = client.post(url, {**fine, "do": "hand", "joined": [huge]})
        assert (refused.status_code, refused.context["form"]["done"].value()) == (422, SECRET)
        saved = client.post(url, {**fine, "do": "save", "revision": "2"}, follow=True)
        assert "pas encore remis" in saved.content.decode()
        bills = SimpleUploadedFile("factures.csv", b"poste;prix\natelier;12\n")
        done = client.post(url, {**fine, "do": "hand", "revision": "2", "joined": [bills]}, follow=True)
        assert "remis à l’équipe projet" in done.content.decode()
        assert "&lt;b&gt;Gras&lt;/b&gt; et simple." in done.content.decode()
        handed = Handing.objects.get()
        assert (str(handed.spent), handed.files.count()) == ("30000.50", 1)
        assert client.get(url).status_code == 409
        ball = client.get(d.dossier.get_absolute_url()).context["ball"]
        assert (ball.holder, ball.mine, ball.task) == ("équipe projet", False, "Examiner le compte rendu final")

        read = {}
        for role in Role:
            if role is Role.SYSTEM:
                continue
            client.force_login(d.world[role])
            page = client.get(at(d))
            read[role.value] = (page.status_code, SECRET in page.content.decode(), b"factures" in page.content)
        everything, sums, nothing = (200, True, True), (200, False, False), (404, False, False)
        assert read == {
            "leader": everything, "team": everything, "team_lead": everything, "signatory": everything,
            "auditor": everything, "copil_member": sums, "copil_chair": sums, "copil_secretary": sums,
            "referent": nothing, "admin": nothing,
        }  # fmt: skip


def test_the_team_asks_for_more_then_accepts_and_the_coordination_closes(client: Client) -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(pay(d))
        ok(hand(d, spent="10000.00"))
        client.force_login(d.world[Role.TEAM])
        page = client.get(at(d, "report_send_back", 1))
        assert "Associer les agents" in page.content.decode()  # read where it is judged
        said = {"reason": "Joignez l’état.", "seen": "1", "until": "pas une date"}
        again = client.post(at(d, "report_send_back", 1), said)
        assert (again.status_code, again.context["form"]["reason"].value()) == (422, "Joignez l’état.")
        assert client.post(at(d, "report_send_back", 1), {**said, "until": ""}).status_code == 302
        client.force_login(d.world.leader)
        page = client.get(at(d, "report_hand", 1))
        assert "Joignez l’état." in page.content.decode()
        assert page.context["form"]["done"].value() == FINAL["done"]  # nothing is typed twice
        ok(hand(d, spent="10000.00"))
        client.force_login(d.world[Role.TEAM])
        assert client.post(at(d, "report_accept", 1), {"seen": "1"}).status_code == 409
        assert client.post(at(d, "report_accept", 1), {"seen": "2"}).status_code == 302

        client.force_login(d.lead)
        page = client.get(at(d)).content.decode()
        assert "3\u202f600,00" in page  # 12 600 paid, half of 18 000 due
        form = client.get(at(d, "repayment_ask")).context["form"]
        assert (form["amount"].value(), "9\u202f000,00" in form["reason"].value()) == ("3\u202f600,00", True)
        assert Report.objects.get().state == "accepted"


def test_the_end_is_on_the_page_of_the_dossier(client: Client) -> None:
    with followed(conditions="") as d:
        ok(pay(d))
        ok(hand(d))
        ok(accept(d))
        client.force_login(d.lead)
        page = client.get(d.dossier.get_absolute_url())
        assert page.context["ball"].task == "Solder les paiements, puis clore le dossier"
        close = next(can for can in page.context["verbs"] if can.label == "Clore le dossier")
        assert (close.allowed, close.primary) == (True, True)
        form = client.get(close.url).context["form"]
        said = {"key": form["key"].value(), "version": form["version"].value()}
        assert client.post(close.url, said, follow=True).status_code == 200
        where = at(d, "publish")
        for who in (d.world.leader, d.signatory, d.world[Role.AUDITOR]):
            client.force_login(who)
            assert client.post(where, {"publish": "yes"}).status_code == 403
        client.force_login(d.world[Role.TEAM])
        assert where in client.get(at(d)).content.decode()
        assert FINAL["lessons"] in client.get(where).content.decode()
        anybody = Client()
        assert FINAL["lessons"] not in anybody.get("/reutiliser/").content.decode()
        for _twice in range(2):
            assert client.post(where, {"publish": "yes"}).status_code == 302
        page = anybody.get("/reutiliser/?q=AGENTS fiches")
        assert (len(page.context["found"]), FINAL["links"] in page.content.decode()) == (1, True)
        assert not [word for word in (FINAL["done"], d.world.leader.email) if word in page.content.decode()]
        assert anybody.get("/reutiliser/?q=%00introuvable").context["found"] == []
        client.post(where, {"publish": "no"})
        assert anybody.get("/reutiliser/").context["found"] == []
        client.force_login(d.world.leader)
        page = client.get(d.dossier.get_absolute_url())
        assert (page.context["ball"], page.context["step"].code) == (None, "closed")
        assert "Dossier clos" in page.content.decode()
        assert client.get(at(d)).status_code == 200
