"""Amendments: asked for, agreed, signed as an act that starts from the one in force, refused, withdrawn, not signed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from audit.scope import Kind, Scope
from audit.visibility import covered_q, in_force
from decisions.models import Act
from decisions.opendata.subsidies import row_of
from decisions.reading import inputs_of
from decisions.wording.preview import preview
from decisions.wording.shipped import shipped
from decisions.wording.texts import DOCUMENTS
from decisions.wording.versions import version_of
from decisions.wording.writing import save_texts
from dossiers.models import Call, Dossier
from dossiers.visibility import who_sees
from followup import actions
from followup.amendments.bounds import Part, Wanted
from followup.amendments.terms import Ground, ground_of, proposed
from followup.envelopes.reading import envelopes
from followup.models import Amendment, FollowUp, Payment
from notifications.models import Message
from tests.audit.test_missions import give
from tests.decisions.act_samples import AMENDED
from tests.decisions.desk import ASSOCIATION, PUBLIC_BODY, Desk
from tests.decisions.pages import text_of
from tests.followup.followed import (
    accept,
    ask,
    followed,
    hand,
    in_days,
    lift,
    pay,
    payment,
    report,
    show,
    sign,
    why,
)
from tests.followup.test_appeals import lodge
from tests.followup.test_conditions import tasks
from tests.followup.test_payments import refused_by_the_database
from tests.world import do, fresh, ok, person, tell
from workflow import clock
from workflow.invariants import violations

pytestmark = pytest.mark.django_db
LATER = "Le prestataire a deux mois de retard."
AFTER_FINAL = "à l’acceptation du compte rendu final"


def ground(d: Desk) -> Ground:
    return ground_of(FollowUp.objects.select_related("act").get(dossier=d.dossiers[0]))


def asked(d: Desk, *, by: Any = None, reason: str = LATER, key: Any = None, **wanted: Any) -> Any:
    end = ground(d).grant.ends_on + timedelta(days=60)
    said = Wanted(**wanted) if wanted else Wanted(ends_on=end)
    return actions.ask_amendment(
        dossier=d.dossiers[0], wanted=said, reason=reason, by=by or d.world.leader, key=key or uuid4()
    )


def amendment(d: Desk) -> Amendment:
    """The last one, as the database has it now."""
    return Amendment.objects.select_related("dossier").filter(dossier=d.dossiers[0]).latest("number")


def agree(d: Desk, *, by: Any = None, seen: str = "", **changed: Any) -> Any:
    now, one = ground(d), amendment(d)
    terms = replace(proposed(one, now), **changed)
    return actions.accept_amendment(amendment=one, terms=terms, seen=seen or now.mark, by=by or d.lead)


def grant(act: Act) -> Any:
    return inputs_of(act).grant


def schedule(d: Desk) -> list[tuple[str, str, Decimal]]:
    rows = Payment.objects.filter(dossier=d.dossiers[0]).order_by("number")
    return [(one.label, one.state, one.planned) for one in rows]


def dossiers_in(day: date) -> list[str]:
    scope = Scope(Kind.PERIOD, starts_on=day, ends_on=day)
    return list(Dossier.objects.filter(scope.dossiers_q()).values_list("reference", flat=True))


# -- from the demand to the act ------------------------------------------------------------------
def test_more_time_and_less_money_asked_agreed_signed_and_followed() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(pay(d))
        before = Act.objects.get()
        end = grant(before).ends_on + timedelta(days=60)
        key = uuid4()
        one = ok(asked(d, ends_on=end, amount=Decimal("15000.00"), key=key))
        assert ok(asked(d, ends_on=end, amount=Decimal("15000.00"), key=key)) == one  # the network sent it twice
        assert why(asked(d)) == ["one_at_a_time"]
        task = tasks(d.dossier)["amendment:1"]
        assert (task.role, task.due_on, one.state) == (Role.TEAM_LEAD, one.due_on, "asked")

        ok(agree(d, reason="Le prestataire est en retard."))
        assert (fresh(d.dossier).state, fresh(d.dossier).leader_state) == ("signature", "granted")
        assert sorted(tasks(d.dossier)) == ["report:1", "state:signature"]
        assert agree(d, reason="Le prestataire est en retard.").state == "to_sign"  # the same form sent twice
        assert why(ask(d, number=2)) == ["report_accepted", "no_amendment_to_sign"]
        assert why(actions.drop_payment(payment=payment(d, 2), reason="x", by=d.lead)) == ["no_amendment_to_sign"]
        assert list(violations()) == []

        act = sign(d, d.dossier)
        act.refresh_from_db()
        inputs = inputs_of(act)
        said = inputs.amendment
        assert said is not None
        assert (act.amendment, said.number, said.of, said.by_beneficiary) == (
            1,
            1,
            f"l’arrêté n° {before.number}",
            True,
        )
        assert [(change.what, change.after.split(" ")[0]) for change in said.changes] == [
            ("Montant maximal", "15\u202f000,00\u00a0€"),
            ("Fin du projet", str(end.day) if end.day > 1 else "1er"),
            ("Versements", "Premier"),
            ("Compte rendu final", "au"),
        ]
        now = grant(act)
        assert (now.ends_on, now.report_due, now.amount) == (end, end + timedelta(days=90), Decimal(15000))
        assert [(p.label, p.amount) for p in now.payments] == [
            ("Premier versement", Decimal(12600)),
            ("Solde", Decimal(2400)),
        ]
        assert (amendment(d).state, amendment(d).made) == ("made", act)
        assert schedule(d) == [
            ("Premier versement", "paid", Decimal(12600)),
            ("Solde", "planned", Decimal(2400)),
        ]
        assert (report(d).wanted_on, fresh(d.dossier).due_on) == (now.report_due, now.report_due)
        assert (FollowUp.objects.get().granted, Call.objects.get().signed) == (15000, 15000)
        year = envelopes(d.signatory)[0].years[0]
        assert (year.signed, year.returned) == (18000, 3000)
        before.refresh_from_db()
        assert (before.status, before.superseded_by) == ("superseded", act)
        tell()
        mails = Message.objects.filter(recipient=d.world.leader).values_list("template", flat=True)
        assert list(mails).count("decision_notified") == 2
        told = Message.objects.filter(recipient=d.world.leader, template="happened")
        assert {mail.context["what"] for mail in told} <= {"Challenge terminé", "Avenant demandé", "Versement payé"}
        assert list(violations()) == []


def test_a_correction_after_an_amendment_keeps_it_and_the_next_one_counts_on() -> None:
    with followed(ASSOCIATION) as d:
        first, controls = Act.objects.get(), []
        for day, found in ((in_days(40), {d.dossier.reference}), (in_days(39), set())):
            auditor = person(f"controle-{day}")
            give(d.world, auditor, Scope(Kind.PERIOD, starts_on=day, ends_on=day), days=60)
            controls.append((auditor, day, found))
        with clock.at(clock.now() + timedelta(days=40)):  # the days of both conditions are past
            ok(show(d))
            ok(lift(d))
            ok(asked(d))
            ok(agree(d))
            amended = sign(d, d.dossier)
            assert [term.due for term in grant(amended).terms] == [in_days(-10), in_days(-10)]
            for auditor, day, found in controls:  # what is decided again in a period is of its control
                mission = in_force().filter(holding__user=auditor)
                assert Dossier.objects.filter(covered_q(mission)).exists() == bool(found)
                assert (auditor in {sight.person for sight in who_sees(d.dossier)}) == bool(found)
                assert set(dossiers_in(day)) == found
        with clock.at(clock.now() + timedelta(days=50)):
            ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
            corrected = sign(d, d.dossier)
            assert (corrected.amendment, inputs_of(corrected).amendment) == (0, None)
            assert grant(corrected) == grant(amended)
            ok(asked(d, report_due=grant(corrected).report_due + timedelta(days=10)))
            ok(agree(d))
            second = sign(d, d.dossier)
            said = inputs_of(second).amendment
            assert said is not None
            assert (said.number, said.of) == (2, f"l’arrêté n° {corrected.number}")
            assert [change.what for change in said.changes] == ["Compte rendu final"]
            assert grant(second).ends_on == grant(amended).ends_on > grant(first).ends_on
            assert list(violations()) == []


def test_an_agreement_is_amended_by_an_agreement_that_its_beneficiary_signs() -> None:
    with followed(PUBLIC_BODY, conditions="") as d:
        ok(asked(d, by=d.lead, amount=Decimal("14000.00")))
        parts = (
            Part("Acompte", "", "interim", Decimal("1000.00")),
            Part("Solde", AFTER_FINAL, "final", Decimal("400.00")),
        )
        assert why(agree(d, parts=parts)) == ["parts"]  # no interim report is planned
        day = in_days(30)
        ok(agree(d, parts=parts, interim_due=day))
        act = ok(d.prepare())
        assert "convention_countersigned" in why(d.sign(act))
        sign(d, d.dossier)
        said = inputs_of(Act.objects.get(pk=act.pk))
        assert (said.route.value, said.amendment and said.amendment.by_beneficiary) == ("public_body", False)
        assert (report(d, "interim").wanted_on, [p.after for p in grant(act).payments][1:]) == (
            day,
            ["interim", "final"],
        )
        assert schedule(d) == [
            ("Premier versement", "asked", Decimal(12600)),
            ("Acompte", "planned", Decimal(1000)),
            ("Solde", "planned", Decimal(400)),
        ]
        ok(hand(d, "interim"))
        ok(accept(d, "interim"))
        assert payment(d, 2).state == "asked"
        assert list(violations()) == []


# -- what ends otherwise ---------------------------------------------------------------------------
def test_one_not_signed_is_examined_again_and_its_leader_is_never_left_without_answer() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(asked(d, amount=Decimal("15000.00")))
        ok(agree(d))
        act = ok(d.prepare())
        ok(hand(d))
        ok(accept(d))  # what waited for it is not asked for: the act being signed says what is left
        assert payment(d, 2).state == "planned"
        ok(do(d.dossier, "drop_correction", d.signatory))
        assert (fresh(d.dossier).state, fresh(d.dossier).proposed_amount) == ("granted", 18000)
        assert (amendment(d).state, "amendment:1" in tasks(d.dossier), payment(d, 2).state) == ("asked", True, "asked")
        assert "not_reported" in why(agree(d))
        ok(actions.refuse_amendment(amendment=amendment(d), reason="Le projet est terminé.", by=d.lead))
        assert Act.objects.get(pk=act.pk).status == "dropped"
        tell()
        told = Message.objects.filter(recipient=d.world.leader, context__what="Demande d’avenant refusée")
        assert told.get().context["reason"] == "Le projet est terminé."
        assert list(violations()) == []


def test_what_may_not_be_asked() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        for who in (d.world[Role.TEAM], d.signatory, d.world[Role.AUDITOR], d.world[Role.COPIL_CHAIR]):
            assert why(asked(d, by=who)) == ["forbidden"]
        ok(asked(d, amount=Decimal("12599.99")))  # what is asked for may still be sent back, what is paid may not
        ok(actions.withdraw_amendment(amendment=amendment(d), reason="Sans objet.", by=d.world.leader))
        ok(pay(d))
        end, far = grant(Act.objects.get()).ends_on, date(9999, 12, 31)
        wrong = {
            "ends_on": [{"ends_on": far}, {"ends_on": end - timedelta(days=1)}, {"ends_on": end}, {"plan": " \x00"}],
            "report_due": [{"report_due": far}, {"report_due": end - timedelta(days=1)}],
            "interim_due": [{"interim_due": far}],
            "amount": [{"amount": Decimal(x)} for x in ("-1", "0", "18000.01", "15000.001", "NaN", "12599.99")],
        }
        for code, each in wrong.items():
            assert [why(asked(d, **said)) for said in each] == [[code]] * len(each)
        assert why(asked(d, reason=" ")) == why(asked(d, reason="x" * 4001)) == ["reason"]
        with clock.at(clock.now() + (end - clock.today() + timedelta(days=1))):
            assert why(asked(d)) == ["ends_on"]  # an extension is asked for before the end
            ok(asked(d, by=d.lead))
            assert amendment(d).by_team
            ok(actions.withdraw_amendment(amendment=amendment(d), reason="Sans objet.", by=d.world.leader))
            ok(asked(d, plan="Verser le solde en deux fois."))
        ok(actions.withdraw_amendment(amendment=amendment(d), reason="Sans objet.", by=d.lead))
        ok(hand(d))
        ok(accept(d))
        assert why(asked(d)) == ["not_reported"]
        assert list(violations()) == []


def test_what_may_not_be_agreed() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(asked(d, amount=Decimal("16000.00")))
        rest = Decimal("3400.00")
        for who in (d.world.leader, d.world[Role.TEAM], d.signatory):
            assert why(agree(d, by=who)) == ["forbidden"]
        one = Part("Solde", "", "final", rest)
        cases: list[tuple[str, dict[str, Any]]] = [
            ("parts", {"parts": ()}),
            *(("parts", {"parts": (replace(one, amount=x),)}) for x in (Decimal("-1"), Decimal("0.001"), None)),
            *(("parts", {"parts": (replace(one, **x),)}) for x in ({"label": ""}, {"after": "?"}, {"when": "x" * 201})),
            ("parts", {"parts": (replace(one, amount=rest / 9),) * 9}),
            ("parts", {"parts": (replace(one, amount=Decimal("3400.01")),)}),
            ("amount", {"amount": None}),
            ("amount", {"amount": Decimal("12599.99"), "parts": ()}),
            ("ends_on", {"ends_on": None}),
            ("report_due", {"report_due": date(9999, 12, 31)}),
            ("reason", {"reason": ""}),
            ("reason", {"reason": "x" * 601}),
        ]  # fmt: skip
        for code, said in cases:
            assert code in why(agree(d, **said)), said
        assert (fresh(d.dossier).state, amendment(d).agreed) == ("granted", "")  # nothing half-done
        assert why(agree(d, amount=Decimal(18000), parts=(Part("Solde", AFTER_FINAL, "final", Decimal(5400)),))) == [
            "ends_on"
        ]
        seen = ground(d).mark
        ok(pay(d))
        assert why(agree(d, seen=seen)) == ["stale"]  # paid meanwhile
        ok(lodge(d))
        assert why(agree(d)) == ["no_appeal"]
        assert list(violations()) == []


def test_a_correction_in_hand_lets_leaders_ask_and_nobody_agree() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
        assert why(asked(d, by=d.lead)) == ["wrong_state"]
        ok(asked(d))  # its leader knows of no correction
        assert why(agree(d)) == ["wrong_state"]
        assert amendment(d).state == "asked"
        sign(d, d.dossier)
        ok(agree(d))
        assert list(violations()) == []


def test_what_the_database_keeps_of_an_amendment() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(asked(d))
        rows = Amendment.objects.filter(pk=amendment(d).pk)
        ok(agree(d))
        for change in (
            lambda: rows.update(reason="Autre."),
            lambda: rows.update(wanted_amount=Decimal(1)),
            lambda: rows.update(agreed="{}"),
            lambda: rows.update(state="refused"),
            lambda: rows.update(state="made"),
            lambda: rows._raw_delete(rows.db),
        ):
            refused_by_the_database(change)


def test_open_data_date_an_amended_grant_by_its_first_act() -> None:
    act = AMENDED
    assert act.grant is not None
    row = row_of(act, act.grant)
    assert (row.dateConvention, row.referenceDecision, row.montant) == ("2026-12-14", "2027-LABO-0012", "21000.00")
    assert row.datesPeriodeVersement == "2026-12-14/2028-06-30"


def test_the_lab_sees_what_it_writes_of_amendments_on_a_grant_being_amended() -> None:
    with followed(ASSOCIATION, conditions="") as d:
        ok(asked(d))
        ok(agree(d))
        document = DOCUMENTS["association_order"]
        said = {one.code: one.text for one in shipped(document.code)}
        said["amended"] = "Rang {rang}, après {acte modifié} : voici."
        draft = ok(save_texts(document=document, texts=said, shown=0, by=d.lead))
        printed = text_of(preview(version=version_of(draft), dossier=d.dossier))
        assert "Rang 1, après l’arrêté n°" in printed
        assert "Article 1er – Modification" in printed


# -- its pages ---------------------------------------------------------------------------------------
def at(d: Desk, name: str, *more: int) -> str:
    return reverse(f"followup:{name}", args=[d.dossier.reference, *more])


def test_its_pages_say_who_may_what_and_give_back_what_was_typed(client: Client, statements: Any) -> None:
    with followed(ASSOCIATION, conditions="") as d:
        client.force_login(d.world.leader)
        url = at(d, "amendment_ask")
        assert url in client.get(at(d, "page")).text
        key = str(client.get(url).context["form"].initial["key"])
        bad = {"key": key, "ends_on": "9999-12-31", "amount": "-3,001", "plan": "<script>", "reason": LATER}
        back = client.post(url, bad)
        assert (back.status_code, back.context["form"]["reason"].value()) == (422, LATER)
        letter = SimpleUploadedFile("demande.csv", b"a;b\n1;2\n")
        good = {"key": key, "plan": "<b>Deux fois</b>", "amount": "16 000,00", "reason": LATER, "joined": [letter]}
        page = client.post(url, good, follow=True)
        assert "La demande d’avenant est transmise" in page.text
        assert "&lt;b&gt;Deux fois&lt;/b&gt;" in page.text
        assert client.get(url).status_code == 422  # one at a time
        letter.seek(0)
        again = client.post(url, good)
        assert (again.status_code, Amendment.objects.count()) == (302, 1)  # the same form sent twice
        other = client.post(url, {**good, "joined": [], "key": str(uuid4()), "reason": "Et plus."})
        assert (other.status_code, Amendment.objects.count()) == (422, 1)
        assert "Et plus." in other.text
        assert "attend déjà sa réponse" in other.text

        answers, read = {}, {}
        for role in Role:
            if role is not Role.SYSTEM:
                client.force_login(d.world[role])
                verbs = ("accept", "refuse", "withdraw")
                answers[role.value] = [client.get(at(d, f"amendment_{verb}", 1)).status_code for verb in verbs]
                read[role.value] = LATER in client.get(at(d, "page")).text
        assert answers == {
            "team_lead": [200, 200, 200], "leader": [403, 403, 200], "referent": [404] * 3, "admin": [404] * 3,
            **{who: [403] * 3 for who in (
                "team", "signatory", "auditor", "copil_member", "copil_chair", "copil_secretary",
            )},
        }  # fmt: skip
        assert {who for who, found in read.items() if found} == {"leader", "team", "team_lead", "signatory", "auditor"}

        client.force_login(d.lead)
        assert client.get(d.dossier.get_absolute_url()).context["ball"].kind == "payment:1"
        url, now = at(d, "amendment_accept", 1), grant(Act.objects.get())
        page = client.get(url)
        typed = {
            "seen": page.context["form"].initial["seen"], "amount": "16 000,00", "reason": LATER,
            "interim_due": "", "ends_on": str(now.ends_on), "report_due": str(now.report_due),
            "part-TOTAL_FORMS": "2", "part-INITIAL_FORMS": "1", "part-0-label": "Solde", "part-0-after": "final",
            "part-0-when": AFTER_FINAL, "part-0-amount": "3 000",
        }  # fmt: skip
        back = client.post(url, typed)
        assert (back.status_code, "Les versements à venir font 3" in back.text) == (422, True)
        assert back.context["lines"].forms[0]["amount"].value() == "3 000"
        assert client.post(url, {**typed, "part-TOTAL_FORMS": "9" * 30}).status_code == 422
        late = client.post(url, {**typed, "seen": "x", "part-0-amount": "3 400"})
        assert (late.status_code, late.context["form"]["reason"].value()) == (409, LATER)
        typed["seen"] = late.context["form"]["seen"].value()  # what was typed is sent again, on what stands now
        page = client.post(url, {**typed, "part-0-amount": "3 400"}, follow=True)
        assert "L’avenant est soumis à la signature." in page.text

        client.force_login(d.world.leader)
        page = client.get(at(d, "page")).text
        assert "décision en cours" in page
        assert "à signer" not in page
        client.force_login(d.signatory)
        page = client.get(reverse("decisions:sign", args=[d.dossier.reference])).text
        assert "Modification n° 1 de l’arrêté n°" in page.replace("\u00a0", " ")
        assert "Ce qui change par rapport à l’acte en vigueur" in page
        act = sign(d, d.dossier)
        follow_up, home = at(d, "page"), d.dossier.get_absolute_url()
        for who in (d.world.leader, d.lead):
            client.force_login(who)
            with statements(at_most=17):
                page = client.get(follow_up).text
            assert f"Avenant n° {1}" in page.replace("\u00a0", " ")
            with statements(at_most=20):
                assert client.get(home).status_code == 200
        client.logout()
        page = client.get(reverse("decisions:verify", args=[act.code])).text
        assert "Modification n° 1 de l’arrêté" in page.replace("\u00a0", " ")
