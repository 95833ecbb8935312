"""The discussion of a dossier's reviews, and what reviewers answer to the consensus."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.page.timeline import timeline
from notifications.models import Message
from scoring import actions
from scoring.models import Agreement, Discussion, Remark, Review
from scoring.reading import consensus_of
from tests import world
from tests.scoring.panel import Panel, assigned, concluded, consensus, reviewed, sheet
from tests.scoring.test_pages import HOSTILE, at, signed_in
from tests.scoring.test_visibility import as_seen_by
from tests.world import ok
from workflow.verdict import Why


def say(panel: Panel, code: str, text: str, by, key=None):
    criterion = Review.objects.filter(dossier=panel.dossier).first().rubric.criteria.get(code=code)
    return actions.speak(dossier=panel.dossier, criterion=criterion, text=text, by=by, key=key or uuid4())


def test_reviewers_and_team_talk_of_a_gap_and_a_score_is_revised_from_there(panel: Panel) -> None:
    reviewed(panel)  # innovation: 2, 2.5 and 4; the others are close
    one, two, three = (signed_in(reviewer) for reviewer in panel.reviewers)
    url = at(panel, "discussion")
    page = one.get(url)
    assert [thread.column.criterion.code for thread in page.context["talk"].threads] == ["innovation"]
    key = str(page.context["talk"].threads[0].key)
    sent = {"criterion": "innovation", "text": f"Les ateliers sont neufs. {HOSTILE}", "key": key}
    for _twice in range(2):
        assert one.post(url, sent).status_code == 302
    assert Remark.objects.get().author == panel.reviewers[0]
    assert Discussion.objects.get().opened_by == panel.reviewers[0]
    read = three.get(url)
    assert HOSTILE not in read.text
    assert "Les ateliers sont neufs." in read.text
    assert at(panel, "review") + "?corriger=1#id_points-innovation" in read.text
    # On a criterion without a gap, without a word, or far too long: refused, what was typed still there.
    wrongs: tuple[tuple[dict[str, str], int], ...] = (
        ({"criterion": "impact"}, 409), ({"text": " "}, 422), ({"text": "x" * 4001}, 422), ({"key": "non"}, 422),
    )  # fmt: skip
    for wrong, status in wrongs:
        answer = two.post(url, {**sent, "text": "Je maintiens.", "key": str(uuid4()), **wrong})
        assert answer.status_code == status
    assert one.post(url, {**sent, "key": key, "text": "Autre chose."}).status_code == 302  # the same gesture again
    assert two.post(url, sent).status_code == 409  # somebody else's key
    # A score revised: a version of its own with its reason; the gap closes, the thread stays.
    review = Review.objects.get(reviewer=panel.reviewers[2])
    lower = sheet(6, 8, 6)
    ok(actions.correct_review(review=review, sheet=lower, reason="Convaincu.", by=review.reviewer, on_version=1))
    assert not one.get(url).context["talk"].threads[0].column.flagged
    ok(say(panel, "innovation", "D’accord.", panel.lead))
    # Closed by the team alone; then nothing is added.
    assert one.post(at(panel, "close_discussion")).status_code in {302, 403}
    ok(actions.close_discussion(dossier=panel.dossier, by=panel.lead))
    assert say(panel, "innovation", "Trop tard.", panel.reviewers[1]).why is Why.WRONG_STATE
    assert "Discussion close" in one.get(url).text
    ok(actions.open_discussion(dossier=panel.dossier, by=panel.team))
    ok(say(panel, "innovation", "Rouverte.", panel.reviewers[1]))
    # The consensus shows it beside the criterion, and closes it.
    form = signed_in(panel.lead).get(at(panel, "consensus"))
    assert "Discussion\u00a0: 3 messages" in form.text
    ok(consensus(panel, by=panel.lead))
    assert Discussion.objects.get().closed_by == panel.lead
    assert "Les ateliers sont neufs." in one.get(at(panel, "consensus")).text
    with pytest.raises(DatabaseError), transaction.atomic():
        Remark.objects.update(text="Réécrit.")


def test_its_page_costs_the_same_however_much_is_said(panel: Panel, statements: Any) -> None:
    reviewed(panel)
    client, url, costs = signed_in(panel.reviewers[0]), at(panel, "discussion"), []
    for wanted in (1, 3, 40):
        for n in range(Remark.objects.count(), wanted):
            ok(say(panel, "innovation", f"Un mot, le {n}e.", panel.reviewers[n % 3]))
        with statements(at_most=20) as asked:
            assert client.get(url).text.count("Un mot, le ") == wanted
        costs.append(len(asked))
    assert len(set(costs)) == 1


def test_nobody_else_reads_or_writes_it(panel: Panel) -> None:
    reviewed(panel)
    secret = "Je trouve ce projet très faible."
    ok(say(panel, "innovation", secret, panel.reviewers[0]))
    late = world.person("late", Role.TEAM)
    assigned(panel, late)
    recused = world.person("recused", Role.TEAM)
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=recused))
    roles = (Role.REFERENT, Role.COPIL_MEMBER, Role.SIGNATORY, Role.ADMIN)
    others = (late, recused, panel.world.leader, *(panel.world[role] for role in roles))
    for person in others:
        client = signed_in(person)
        for name in ("discussion", "overview", "consensus"):
            assert secret not in client.get(at(panel, name)).text
        assert say(panel, "innovation", "Moi aussi.", person).why is Why.FORBIDDEN
        assert not [entry for entry in timeline(as_seen_by(person, panel)) if secret in entry.text]
    auditor = signed_in(panel.world[Role.AUDITOR])
    assert secret in auditor.get(at(panel, "discussion")).text
    sent = {"criterion": "innovation", "text": "Non.", "key": str(uuid4())}
    assert auditor.post(at(panel, "discussion"), sent).status_code == 403
    assert auditor.post(at(panel, "open_discussion")).status_code in {403, 404}
    assert not Message.objects.filter(context__icontains="faible").exists()
    reviewer = signed_in(panel.reviewers[0])
    for hostile in ("\x00", "innovation\x00", "<b>" * 99, ""):
        assert reviewer.post(at(panel, "discussion"), sent | {"criterion": hostile}).status_code == 422


def test_a_dissent_is_kept_with_its_sentence_and_the_team_writes_down_what_it_is_told(panel: Panel) -> None:
    found = concluded(panel)  # by the first reviewer
    two, three = panel.reviewers[1], panel.reviewers[2]
    client, url = signed_in(two), at(panel, "answer")
    assert client.post(url, {"sentence": " "}).status_code == 422
    assert client.post(url, {"sentence": f"L’innovation est surcotée. {HOSTILE}"}).status_code == 302
    reading = consensus_of(panel.dossier)
    assert (reading.agreed, reading.dissents[0].name, reading.dissents[0].stands) == ((), two.full_name, True)
    page = client.get(at(panel, "consensus"))
    assert HOSTILE not in page.text
    assert page.context["agrees"]
    lead = signed_in(panel.lead)
    assert [person.first_name for person in lead.get(at(panel, "consensus")).context["undecided"]] == ["reviewer3"]
    assert lead.post(f"{url}?de={three.ref}", {"agrees": "1"}).status_code == 302
    assert Agreement.objects.get(person=three).recorded_by == panel.lead
    assert consensus_of(panel.dossier).agreed == (f"{three.full_name} (noté par {panel.lead.full_name})",)
    # They come round: the sentence stays, told as what they said first.
    ok(actions.agree_with_consensus(consensus=found, by=two))
    reading = consensus_of(panel.dossier)
    assert (len(reading.agreed), reading.dissents[0].stands) == (2, False)
    assert actions.dissent_from_consensus(consensus=found, sentence="Non.", by=two).why is Why.WRONG_STATE
    # Who did not review answers nothing, nor does the team for them.
    stranger = world.person("other", Role.TEAM)
    assert signed_in(stranger).get(url).status_code == 404
    assert lead.post(f"{url}?de={stranger.ref}", {"agrees": "1"}).status_code == 404
    assert actions.record_answer(consensus=found, reviewer=stranger, agrees=True, by=panel.lead).why is Why.FORBIDDEN
    assert signed_in(panel.world.leader).get(url).status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.update(sentence="Réécrit.")
