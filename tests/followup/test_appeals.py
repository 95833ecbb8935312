"""Appeals: recorded in time or late, answered, followed by a new examination, refused by two months of silence."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from decisions.models import Act
from followup import actions
from followup.appeals.delays import answer_by, last_day
from followup.models import Appeal
from notifications.models import Message
from tests.decisions.desk import desk
from tests.followup.followed import followed, pay, why
from tests.followup.test_conditions import tasks
from tests.followup.test_payments import refused_by_the_database
from tests.world import do, fresh, ok, tell
from workflow import clock, timers
from workflow.invariants import violations

pytestmark = pytest.mark.django_db
TEXT = "Le besoin a été établi par l’enquête jointe."


def refused() -> Any:
    return desk(outcome="refusal", reasons="Le besoin n’est pas établi.")


def lodge(d: Any, *, by: Any = None, **said: Any) -> Any:
    given = {
        "received_on": clock.today(),
        "by_whom": "Association Visites, sa présidente",
        "text": TEXT,
        "key": uuid4(),
    }
    return actions.lodge_appeal(dossier=d.dossier, by=by or d.world[Role.TEAM], **{**given, **said})


def appeal(d: Any) -> Appeal:
    return Appeal.objects.select_related("dossier").get(dossier=d.dossier)


def test_an_appeal_in_time_reopens_the_dossier() -> None:
    with refused() as d:
        assert why(lodge(d)) == ["wrong_state"]  # nothing is decided yet
        d.signed(Act.Kind.REFUSAL)
        for who in (d.world.leader, d.signatory, d.world[Role.AUDITOR]):
            assert why(lodge(d, by=who)) == ["forbidden"]
        assert [why(lodge(d, **bad)) for bad in ({"by_whom": " "}, {"text": "\x00"}, {"received_on": None})] == [
            ["by_whom"],
            ["text"],
            ["received_on"],
        ]
        assert why(do(d.dossier, "reopen", d.lead, reason="À revoir.")) == ["appeal_in_time"]
        key = uuid4()
        one = ok(lodge(d, key=key))
        assert ok(lodge(d, key=key)) == one  # the network sent it twice
        assert why(lodge(d)) == ["text"]  # one at a time against an act
        assert (one.is_late, one.answer_by) == (False, answer_by(clock.today()))
        task = tasks(d.dossier)["appeal:1"]
        assert (task.role, task.due_on) == (Role.TEAM_LEAD, one.answer_by)
        assert list(violations()) == []
        ok(do(d.dossier, "reopen", d.lead, reason="L’enquête change l’appréciation."))
        assert (fresh(d.dossier).state, appeal(d).state) == ("team_review", "followed")
        assert "appeal:1" not in tasks(d.dossier)
        assert list(violations()) == []


def test_a_late_one_is_recorded_as_late_and_reopens_only_by_exception() -> None:
    with refused() as d:
        d.signed(Act.Kind.REFUSAL)
        with clock.at(clock.now() + timedelta(days=80)):
            assert ok(lodge(d)).is_late
            outcome = do(d.dossier, "reopen", d.lead, reason="À revoir.")
            assert why(outcome) == ["appeal_in_time"]
            assert "hors délai" in outcome.unmet[0].sentence
            ok(do(d.dossier, "reopen", d.lead, reason="Une pièce décisive.", exception=True))


def test_it_is_answered_in_words_that_its_leaders_read_and_silence_refuses_it() -> None:
    with refused() as d:
        d.signed(Act.Kind.REFUSAL)
        one = ok(lodge(d))
        with clock.at(clock.now() + (one.answer_by - clock.today())):
            timers.run()
            assert appeal(d).state == "lodged"  # the last day is not over
        with clock.at(clock.now() + (one.answer_by - clock.today()) + timedelta(days=1)):
            assert timers.run().faults == ()
            assert (appeal(d).state, appeal(d).due_on) == ("lapsed", None)
            assert "appeal:1" not in tasks(d.dossier)

            def reply(text: str = "Le besoin n’est toujours pas établi.", by: Any = d.lead) -> Any:
                return actions.reply_to_appeal(appeal=appeal(d), text=text, by=by)

            assert [why(reply("")), why(reply(by=d.world[Role.TEAM]))] == [["text"], ["forbidden"]]
            ok(reply())
            assert [why(reply()), appeal(d).state] == [["wrong_state"], "replied"]
            refused_by_the_database(lambda: Appeal.objects.update(state="lodged", due_on=clock.today(), reply=""))
            tell()
            mail = Message.objects.filter(recipient=d.world.leader, context__what="Réponse au recours gracieux")
            assert mail.count() == 1
            assert list(violations()) == []


def test_an_appeal_against_a_grant_waits_beside_its_follow_up() -> None:
    with followed(conditions="") as d:
        ok(pay(d))
        ok(lodge(d))
        assert {"appeal:1", "report:1"} <= set(tasks(d.dossier))
        ok(do(d.dossier, "correct", d.lead, reason="Montant à revoir."))
        assert "appeal:1" in tasks(d.dossier)
        ok(actions.withdraw_appeal(appeal=appeal(d), reason="Courrier du 3 mars.", by=d.lead))
        assert "appeal:1" not in tasks(d.dossier)
        assert list(violations()) == []


def test_the_pages_of_an_appeal(client: Client) -> None:
    with refused() as d:
        d.signed(Act.Kind.REFUSAL)
        reference = d.dossier.reference
        url = reverse("followup:appeal_lodge", args=[reference])
        client.force_login(d.world[Role.TEAM])
        assert url in client.get(d.dossier.get_absolute_url()).content.decode()
        key = str(client.get(url).context["form"].initial["key"])
        typed = {"key": key, "received_on": "2020-01-01", "by_whom": "<b>Elle</b>", "text": TEXT}
        back = client.post(url, typed)
        assert (back.status_code, back.context["form"]["text"].value()) == (422, TEXT)
        letter = SimpleUploadedFile("recours.csv", b"a;b\n1;2\n")
        page = client.post(url, {**typed, "received_on": str(clock.today()), "joined": [letter]}, follow=True)
        assert "&lt;b&gt;Elle&lt;/b&gt;" in page.content.decode()
        answers, read = {}, {}
        for role in Role:
            if role is Role.SYSTEM:
                continue
            client.force_login(d.world[role])
            answers[role.value] = [
                client.get(reverse(f"followup:appeal_{verb}", args=[reference, 1])).status_code
                for verb in ("reply", "withdraw")
            ]
            page = client.get(d.dossier.get_absolute_url())
            read[role.value] = TEXT in page.content.decode()
            if read[role.value]:
                assert page.context["ball"].task == "Répondre à un recours gracieux, ou rouvrir l’instruction"
        assert answers == {
            "team_lead": [200, 200], "referent": [404, 404], "admin": [404, 404],
            **{who: [403, 403] for who in (
                "leader", "team", "signatory", "auditor", "copil_member", "copil_chair", "copil_secretary",
            )},
        }  # fmt: skip
        assert {who for who, found in read.items() if found} == {"leader", "team", "team_lead", "signatory", "auditor"}
        client.force_login(d.lead)
        said = {"text": "La décision demeure : le besoin n’est pas établi."}
        page = client.post(reverse("followup:appeal_reply", args=[reference, 1]), said, follow=True)
        assert said["text"] in page.content.decode()


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (date(2026, 3, 10), date(2026, 5, 11)),
        (date(2025, 12, 31), date(2026, 3, 2)),  # 28 February, then a Sunday
        (date(2026, 2, 28), date(2026, 4, 29)),
        (date(2026, 6, 13), date(2026, 8, 14)),
        (date(2026, 6, 14), date(2026, 8, 17)),  # 15 August, then a Sunday
    ],
)
def test_two_whole_months_that_end_on_a_working_day(told: date, last: date) -> None:
    assert last_day(told) == last


def test_an_act_never_grants_less_than_what_was_paid() -> None:
    with followed(conditions="") as d:
        ok(pay(d))  # 18 000
        ok(do(d.dossier, "correct", d.lead, reason="Montant à revoir."))
        act = ok(d.prepare())
        type(d.dossier).objects.filter(pk=d.dossier.pk).update(proposed_amount="17999.99")
        assert "covers_what_was_paid" in why(d.sign(act))
