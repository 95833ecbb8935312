"""A consensus saved while the team types it: one text for all who may draw it, lost by nothing, read by nobody else."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil.actions import put_on_agenda
from dossiers import actions as dossier_actions
from dossiers.actions import TextMoved
from dossiers.desk.worklist import worklist
from scoring import actions
from scoring.concluding.drafts import as_consensus, draft_of, kept, names, stands
from scoring.models import Consensus, ConsensusDraft, ConsensusWriter
from scoring.reading import consensuses_for, foreseen
from scoring.rubrics import rubric_for
from tests import world
from tests.copil import committee
from tests.scoring.panel import CODES, Panel, assigned, codes, concluded, consensus, reviewed, submitted
from tests.scoring.test_pages import HOSTILE, at, filled, signed_in
from tests.world import do, ok
from workflow import clock

EMPTY = {
    "amount": "18000,00",
    **dict.fromkeys([*(f"rationale-{code}" for code in CODES), "rationale", "conditions"], ""),
}
WHOLE = filled(7, 7, 6, seen="0", amount="18 000", conditions="")


def save(client: Client, panel: Panel, by: User, revision: int = 0, *, base: Any = None, **changed: str) -> Any:
    """What the script sends; `base` are the fields that the page was opened with."""
    data = {**EMPTY, **{name.replace("_", "-"): value for name, value in changed.items()}}
    data |= {"autosave": "1", "writer": str(by.ref), "revision": str(revision), "seen": "0", "on_version": "1"}
    data |= {f"base-{name}": value for name, value in (base or {}).items()}
    return client.post(at(panel, "consensus"), data)


def texts(panel: Panel) -> dict[str, str]:
    """What the site has of the consensus, what is as it was at first left out."""
    dossier = panel.fresh()
    criteria = list(rubric_for(dossier).criteria.all())
    current = Consensus.objects.in_force().filter(dossier=dossier).first()
    found, first = kept(dossier, draft_of(dossier), current, criteria), stands(dossier, None, criteria)
    return {name: said for name, said in found.items() if said != first[name]}


def test_what_the_team_types_is_kept_and_whoever_may_conclude_goes_on_with_it(panel: Panel) -> None:
    reviewed(panel)
    lead, team = signed_in(panel.lead), signed_in(panel.team)
    answer = save(lead, panel, panel.lead, points_impact="7", rationale_impact="Des chiffres. ", amount="12 000")
    said = answer.json()
    assert (answer.status_code, said["revision"], said["problems"]) == (200, 1, [])
    still = re.findall(r'href="#id_([a-z-]+)"', said["around"]["review-missing"])
    assert still == [*(f"{part}-{code}" for code in CODES[1:] for part in ("points", "rationale")), "rationale"]
    assert texts(panel) == {"points-impact": "7", "rationale-impact": "Des chiffres.", "amount": "12000,00"}
    # The other one is told who writes, on the reviews' page too, and finds the same text.
    for name in ("consensus", "overview"):
        assert f"{panel.lead.full_name} écrit aussi ce consensus" in team.get(at(panel, name)).text
    page = team.get(at(panel, "consensus"))
    assert (page.context["form"]["points-impact"].value(), page.context["drawing"].revision) == ("7", 1)
    # What cannot be read is told, and holds nothing back.
    wrong = save(team, panel, panel.team, 1, points_impact="11", amount="beaucoup", rationale="Un projet sérieux.")
    assert [one["anchor"] for one in wrong.json()["problems"]] == ["id_points-impact", "id_amount"]
    assert texts(panel) | {"rationale-impact": ""} == {
        "points-impact": "7", "amount": "12000,00", "rationale": "Un projet sérieux.", "rationale-impact": "",
    }  # fmt: skip
    assert "écrit aussi" in wrong.json()["around"]["consensus-hands"]
    clock_later = clock.now() + timedelta(minutes=11)
    with clock.at(clock_later):
        assert "a écrit dans ce consensus" in lead.get(at(panel, "overview")).text


def test_two_people_who_write_different_answers_are_both_kept_and_told(panel: Panel) -> None:
    reviewed(panel)
    lead, team = signed_in(panel.lead), signed_in(panel.team)
    save(lead, panel, panel.lead, base=EMPTY, points_impact="8", rationale=f"De la coordination. {HOSTILE}")
    said = save(team, panel, panel.team, base=EMPTY, amount="15000", rationale_impact="De l’équipe.").json()
    assert sorted(said["taken"]) == ["points-impact", "rationale"]
    assert HOSTILE not in said["taken"]["rationale"] + said["note"]
    assert f"{panel.lead.full_name} écrit aussi ce consensus" in said["note"]
    assert texts(panel).keys() == {"points-impact", "rationale", "rationale-impact", "amount"}
    # The same answer given twice: one is asked, and nothing is overwritten meanwhile.
    moved = save(lead, panel, panel.lead, 1, base=EMPTY, amount="16000", rationale_impact="De l’équipe.")
    assert (moved.status_code, moved.json()["why"]) == (409, "moved")
    assert f"{panel.team.full_name} a aussi écrit ce consensus" in html.unescape(moved.json()["panel"])
    assert texts(panel)["amount"] == "15000,00"
    stale = lead.post(at(panel, "consensus"), WHOLE | {"revision": "1", "do": "record"})
    assert stale.status_code == 409
    assert stale.context["drawing"].choice is not None
    assert not Consensus.objects.exists()
    again = WHOLE | {"revision": str(stale.context["drawing"].revision), "choose-amount": "theirs", "do": "record"}
    assert lead.post(at(panel, "consensus"), again).status_code == 302
    assert str(Consensus.objects.get().recommended_amount) == "15000.00"


def test_once_established_the_text_is_over_and_a_page_left_open_is_told(panel: Panel) -> None:
    reviewed(panel)
    lead, team = signed_in(panel.lead), signed_in(panel.team)
    partial = lead.post(at(panel, "consensus"), {**WHOLE, "rationale": "", "do": "record"})
    assert (partial.status_code, texts(panel)["points-impact"]) == (422, "7")  # refused, and kept all the same
    assert lead.post(at(panel, "consensus"), WHOLE | {"revision": "1", "do": "record"}).status_code == 302
    assert (ConsensusDraft.objects.get().texts, ConsensusWriter.objects.count()) == ({}, 0)
    late = save(team, panel, panel.team, 1, base=EMPTY, conditions="Un point d’étape à six mois.")
    said = late.json()
    assert (late.status_code, "points-impact" in said["taken"]) == (200, True)
    assert (texts(panel)["conditions"], texts(panel)["points-impact"]) == ("Un point d’étape à six mois.", "7")
    record = team.post(at(panel, "consensus"), {**WHOLE, "conditions": "Autre.", "revision": "3", "do": "record"})
    assert record.status_code == 409  # that one was about no consensus: the one in force is to be read first
    assert texts(panel)["conditions"] == "Autre."
    # The revision begun is told where the consensus is read; given up, the consensus stands as it was.
    assert f"{panel.team.full_name} écrit aussi" in lead.get(at(panel, "consensus")).text
    url, revision = at(panel, "consensus") + "?revoir=1", str(ConsensusDraft.objects.get().revision)
    assert lead.get(url).context["form"]["conditions"].value() == "Autre."
    assert lead.post(url, {**WHOLE, "seen": "1", "revision": revision, "do": "forget"}).url == at(panel, "consensus")
    assert (texts(panel)["points-impact"], ConsensusDraft.objects.get().texts) == ("7", {})


def test_a_text_of_the_consensus_is_for_who_may_conclude_alone(panel: Panel) -> None:
    reviewed(panel)
    secret = "Ce que le groupe retient."
    save(signed_in(panel.lead), panel, panel.lead, rationale=secret)
    late = world.person("late", Role.TEAM)
    assigned(panel, late)
    others = (late, panel.reviewers[0], panel.world[Role.AUDITOR], panel.world[Role.REFERENT], panel.world.leader)
    for other in others:
        client = signed_in(other)
        for name in ("overview", "consensus", "review"):
            page = client.get(at(panel, name))
            assert (secret in page.text) is (other == panel.reviewers[0] and name == "consensus")
    blind = save(signed_in(late), panel, late, 1, rationale="À l’aveugle.")
    assert (blind.status_code, blind.json()["why"]) == (422, "unmet")
    assert codes(consensus(panel, by=late)) == ["own_review_in"]
    for sent in ({"do": "record"}, {"do": "save", "choose-rationale": "theirs"}, {"seen": "x"}):
        chosen = signed_in(late).post(at(panel, "consensus"), WHOLE | {"revision": "1", "choose": "theirs"} | sent)
        assert secret not in chosen.text
    assert save(signed_in(panel.world.leader), panel, panel.world.leader).status_code == 404
    assert save(signed_in(panel.team), panel, panel.lead).status_code == 403
    # Somebody who wrote and is then barred reads it no more; the others are told to read what came from them again.
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.lead))
    assert secret not in signed_in(panel.lead).get(at(panel, "consensus")).text
    assert save(signed_in(panel.lead), panel, panel.lead, 1).status_code in {403, 404}
    assert "ne peut plus juger ce dossier" in signed_in(panel.team).get(at(panel, "consensus")).text


def test_a_text_cannot_be_kept_before_the_reviews_are_in_nor_on_the_agenda(panel: Panel) -> None:
    submitted(panel, panel.reviewers[0])
    criteria = list(rubric_for(panel.dossier).criteria.all())
    said = as_consensus(dict.fromkeys(names(criteria), ""), criteria)
    assert codes(actions.save_consensus(dossier=panel.dossier, said=said, by=panel.lead)) == ["reviews_in"]
    ok(do(panel.dossier, "return_to_leader", panel.team, reason="Précisez."))
    assert actions.save_consensus(dossier=panel.dossier, said=said, by=panel.lead).status == 409


def test_of_two_texts_kept_from_one_page_the_second_is_handed_back(panel: Panel) -> None:
    reviewed(panel)
    criteria = list(rubric_for(panel.dossier).criteria.all())
    empty = dict.fromkeys(names(criteria), "")
    one, two = (as_consensus(empty | {"rationale": said}, criteria) for said in ("Un.", "Deux."))
    first = ok(actions.save_consensus(dossier=panel.dossier, said=one, by=panel.lead, revision=0))
    assert ok(actions.save_consensus(dossier=panel.dossier, said=one, by=panel.team, revision=0)).revision == 1
    moved = actions.save_consensus(dossier=panel.dossier, said=two, by=panel.team, revision=0)
    assert isinstance(moved, TextMoved)
    assert (moved.saved_by, moved.revision, moved.current["rationale"]) == (panel.lead.full_name, first.revision, "Un.")


@pytest.mark.parametrize("hostile", ["\x00", "<script>alert(1)</script>", "🂡" * 200, "a" * 100_000])
def test_whatever_is_sent_is_answered_in_words(panel: Panel, hostile: str) -> None:
    reviewed(panel)
    data = dict.fromkeys([*WHOLE, "base-", "base-rationale", "choose", "choose-rationale", "reason"], hostile)
    client = signed_in(panel.lead)
    sent = {**data, "autosave": "1", "writer": str(panel.lead.ref), "revision": "0"}
    answer = client.post(at(panel, "consensus"), sent)
    assert answer.status_code == 200
    assert "<script>" not in str(answer.json())
    for more in ({"restore": "1", "revision": hostile}, {"do": hostile}, {"do": "forget"}):
        page = client.post(at(panel, "consensus"), {**data, **more})
        assert page.status_code in {200, 422}
        assert "<script>alert" not in page.text


def test_a_reviewer_of_the_team_has_one_line_for_a_dossier(panel: Panel) -> None:
    reviewed(panel)
    late = world.person("late", Role.TEAM)
    assert [task.title for task in worklist(late).tasks] == ["Établir le consensus"]
    review = assigned(panel, late)
    fresh = User.objects.get(pk=late.pk)
    assert [task.title for task in worklist(fresh).tasks] == ["Évaluer le dossier"]
    ok(actions.withdraw_reviewer(review=review, reason="Trop de dossiers.", by=late))
    assert [task.title for task in worklist(fresh).tasks] == ["Établir le consensus"]


def test_a_consensus_that_recommends_no_funding_is_foreseen_at_nothing_everywhere(db: None) -> None:
    sitting = committee.build()
    dossier = world.in_review(sitting.world)
    concluded(Panel(sitting.world, dossier, sitting.reviewers), amount=None)
    ok(put_on_agenda(dossier=dossier, session=sitting.session, by=sitting.lead, key=world.new_key()))
    found = consensuses_for(sitting.chair, [dossier])[dossier.pk]
    assert (foreseen(found, dossier.requested), foreseen(None, dossier.requested)) == (0, dossier.requested)
    page = signed_in(sitting.secretary).get(sitting.session.get_absolute_url())
    assert [line.amount for line in page.context["board"].lines] == [0]
