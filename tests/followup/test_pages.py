"""The page of a follow-up, its gestures, and what the dossier's page says of it: who reads what, and few statements."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from decisions.models import ConditionDay
from dossiers.models import Attachment
from followup import actions
from followup.models import Condition, Evidence, Payment
from tests.decisions.desk import ASSOCIATION, desk
from tests.followup.followed import CONDITIONS, accept, condition, followed, hand, in_days, ok, payment, show
from workflow import clock

pytestmark = pytest.mark.django_db

TEXT = "Les deux délibérations du 3 mars."


def at(d: Any, name: str = "page", *more: int) -> str:
    return reverse(f"followup:{name}", args=[d.dossier.reference, *more])


def test_the_days_are_set_on_a_page_and_what_is_wrong_comes_back(client: Client) -> None:
    with desk(outcome="conditional", conditions=CONDITIONS, amount="18000.00") as d:
        client.force_login(d.world[Role.TEAM])
        url = reverse("decisions:conditions", args=[d.dossier.reference])
        assert url in client.get(d.dossier.get_absolute_url()).content.decode()
        typed = {"due_1": "2020-01-01", "due_2": "x", "before_2": "on"}
        answer = client.post(url, typed)
        assert answer.status_code == 422
        assert answer.context["form"]["due_1"].value() == "2020-01-01"
        answer = client.post(url, {"due_1": "2020-01-01", "due_2": str(in_days(40))})
        assert "Réserve 1 : la date doit être à venir" in answer.content.decode()
        answer = client.post(url, {"due_1": str(in_days(30)), "due_2": str(in_days(40)), "before_2": "on"})
        assert answer.status_code == 302
        days = ConditionDay.objects.values_list("due_on", "before_payment")
        assert list(days) == [(in_days(30), False), (in_days(40), True)]


def test_the_leader_shows_the_team_lifts_from_their_pages(client: Client) -> None:
    with followed() as d:
        leader, team = d.world.leader, d.world[Role.TEAM]
        client.force_login(leader)
        page = client.get(d.dossier.get_absolute_url())
        assert page.context["ball"].kind == "condition:1"
        assert page.context["verbs"][0].url == at(d)
        form = client.get(at(d, "condition_show", 1)).context["form"]
        key = str(form.initial["key"])
        empty = client.post(at(d, "condition_show", 1), {"key": key, "text": " "})
        assert empty.status_code == 422
        assert "Écrivez ce qui lève la réserve" in empty.content.decode()
        bad = SimpleUploadedFile("<b>.exe", b"MZ\x90\x00")
        answer = client.post(at(d, "condition_show", 1), {"key": key, "text": TEXT, "joined": [bad]})
        assert (answer.status_code, answer.context["form"]["text"].value()) == (422, TEXT)
        quote = SimpleUploadedFile("devis.csv", b"poste;prix\natelier;12\n")
        answer = client.post(at(d, "condition_show", 1), {"key": key, "text": TEXT, "joined": [quote]}, follow=True)
        assert "C’est transmis à l’équipe projet." in answer.content.decode()
        assert "devis.csv" in answer.content.decode()

        client.force_login(team)
        assert client.get(d.dossier.get_absolute_url()).context["ball"].kind == "condition:1"
        assert at(d) in client.get(reverse("home")).content.decode()
        typed = {"key": str(uuid4()), "seen": "1"}
        assert client.post(at(d, "condition_lift", 1), {**typed, "seen": "0"}).status_code == 409
        answer = client.post(at(d, "condition_lift", 1), typed, follow=True)
        assert "La réserve est levée, et le porteur en est prévenu." in answer.content.decode()
        assert client.get(at(d, "condition_lift", 1)).status_code == 409
        hostile = {"seen": "9" * 400, "reason": "<script>", "until": "2026-13-45"}
        assert client.post(at(d, "condition_send_back", 2), hostile).status_code == 409
        assert client.get(at(d, "condition_lift", 99)).status_code == 404


def test_what_was_shown_is_for_the_leaders_the_team_the_signatory_and_the_audit(client: Client) -> None:
    with followed() as d:
        upload = SimpleUploadedFile("delib.csv", b"commune;date\nLimoux;3\n")
        one = condition(d)
        ok(actions.show_condition(condition=one, text=TEXT, by=d.world.leader, key=uuid4(), uploads=[upload]))
        file = reverse("dossiers:attachment", args=[d.dossier.reference, Attachment.objects.get().pk])
        read, known = {}, {}
        for role in Role:
            if role is Role.SYSTEM:
                continue
            client.force_login(d.world[role])
            page = client.get(at(d))
            read[role.value] = (page.status_code, TEXT in page.content.decode(), "delib" in page.content.decode())
            own = client.get(d.dossier.get_absolute_url())
            if own.status_code == 200:
                assert TEXT not in own.content.decode()
            got = client.get(file)
            known[role.value] = got.status_code != 404
            if got.streaming:
                assert b"".join(got.streaming_content)
        everything, sums, nothing = (200, True, True), (200, False, False), (404, False, False)
        assert read == {
            "leader": everything, "team": everything, "team_lead": everything, "signatory": everything,
            "auditor": everything, "copil_member": sums, "copil_chair": sums, "copil_secretary": sums,
            "referent": nothing, "admin": nothing,
        }  # fmt: skip
        assert {role for role, found in known.items() if found} == {r for r, seen in read.items() if seen == everything}


def test_a_payment_is_asked_for_paid_and_given_back_from_its_pages(client: Client) -> None:
    with followed(ASSOCIATION, conditions="") as d:
        lead = d.lead
        client.force_login(lead)
        assert client.get(at(d, "payment_pay", 1)).status_code == 200
        bad = {"paid_on": "2026-02-31", "ae": "x" * 50, "cp": "\x00"}
        answer = client.post(at(d, "payment_pay", 1), bad)
        assert (answer.status_code, answer.context["form"]["ae"].value()) == (422, "x" * 50)
        typed = {"paid_on": str(clock.today()), "ae": "2103456789", "cp": "DP-118", "chorus": "4500123456"}
        page = client.post(at(d, "payment_pay", 1), typed, follow=True)
        assert [(p.mark, p.amount) for p in page.context["bar"].pieces] == [("signed", 12600), ("left", 5400)]
        assert "Chorus&nbsp;4500123456" in page.content.decode()

        client.force_login(d.world[Role.COPIL_CHAIR])
        page = client.get(at(d))
        assert (page.status_code, "4500123456" in page.content.decode()) == (200, False)

        ok(hand(d))
        ok(accept(d))
        ok(actions.send_back_payment(payment=payment(d, 2), reason="Le RIB a changé.", by=lead))
        client.force_login(d.world.leader)
        assert client.post(at(d, "payment_ask", 2), {"amount": "9 000 000", "text": "Fait."}).status_code == 422
        joined = SimpleUploadedFile("depenses.csv", b"poste;prix\natelier;12\n")
        typed = {"amount": "5 400,00", "text": TEXT, "joined": [joined]}
        page = client.post(at(d, "payment_ask", 2), typed, follow=True)
        assert (Payment.objects.get(number=2).amount, "depenses.csv" in page.content.decode()) == (5400, True)

        url = at(d, "repayment_ask")
        assert client.get(url).status_code == 403
        client.force_login(lead)
        key = str(client.get(url).context["form"].initial["key"])
        said = {"key": key, "reason": "Non employés.", "until": str(in_days(20))}
        assert client.post(url, {**said, "amount": "12 600,01"}).status_code == 422
        assert client.post(url, {**said, "amount": "600"}).status_code == 302
        answers = {}
        for role in Role:
            if role is not Role.SYSTEM:
                client.force_login(d.world[role])
                both = [client.get(at(d, f"repayment_{verb}", 1)).status_code for verb in ("receive", "drop")]
                answers[role.value] = both
        assert answers == {
            "team_lead": [200, 200], "referent": [404, 404], "admin": [404, 404],
            **{who: [403, 403] for who in (
                "leader", "team", "signatory", "auditor", "copil_member", "copil_chair", "copil_secretary",
            )},
        }  # fmt: skip


@pytest.mark.parametrize("role", [Role.LEADER, Role.TEAM])
def test_the_pages_take_few_statements_however_much_is_owed(client: Client, statements: Any, role: Role) -> None:
    many = "\n".join(f"Réserve de rang {n}." for n in range(1, 21))
    with followed(conditions=many) as d:
        for number in range(1, 11):
            ok(show(d, TEXT, number=number))
        assert (Condition.objects.count(), Evidence.objects.count()) == (20, 10)
        ok(hand(d))
        client.force_login(d.world[role])
        with statements(at_most=17):
            assert client.get(at(d)).status_code == 200
        with statements(at_most=20):
            assert client.get(d.dossier.get_absolute_url()).status_code == 200
