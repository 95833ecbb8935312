"""The whole life of a dossier, walked by the people it concerns through the pages alone, each signed in as themselves.

Only the lab's standing data, the clock and the worker's minute come from elsewhere. The kinds of pages met are each
looked at once by axe and at both widths; the console must stay empty; the log and the database are sound at the end.
"""

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command

from tests.browser import Live
from tests.life import challengers, committee, decision, house, leader, reviewers
from tests.life.walking import PHONE, comes

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]


def test_from_a_first_visit_to_a_verified_act(
    live: Live, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    time = house.Time(monkeypatch)
    time.comes("2026-09-07", "09:00")
    house.furnish()
    nadia = leader.registers(live, mailoutbox)
    reference = leader.writes(nadia)
    leader.deposits(nadia, reference)

    time.comes("2026-09-08", "14:00")
    ines, anne, bruno = comes(live, "ines"), comes(live, "anne"), comes(live, "bruno")
    challengers.are_assigned(ines, "Anne Delmas", "Bruno Vidal")
    challengers.asks(anne)
    time.comes("2026-09-09", "08:30")
    leader.answers(nadia, mailoutbox, challengers.QUESTION)
    challengers.gives_opinion_by_keyboard(anne, leader.REPLY)
    challengers.gives_opinion(bruno)

    time.comes("2026-09-10", "11:00")
    reviewers.are_assigned(ines, "Paul Serre", "Lise Mazet", "Omar Fabre")
    read: list[str] = []
    for who, (_points, words) in reviewers.SHEETS.items():
        reviewers.scores_blind(comes(live, who), who, unread=read)
        read.append(words)
    yvan = comes(live, "yvan")
    reviewers.conclude(yvan)
    reviewers.reads_no_score(anne, reference)
    kept = [challengers.FAVOURABLE, challengers.RESERVED, reviewers.RETAINED, *read]
    leader.reads_no_judgment(nadia, reference, *kept, step="Revue d’équipe")

    time.comes("2026-09-14", "15:00")
    committee.is_planned(yvan)
    committee.is_convoked(yvan, reference)
    leader.reads_no_judgment(nadia, reference, *kept, step="Au COPIL")

    time.comes(committee.DAY, committee.HOUR)
    farid, chloe = comes(live, "farid"), comes(live, "chloe")
    committee.opens(farid)
    committee.puts_to_the_vote(chloe)
    committee.votes(comes(live, "denis", width=PHONE), "pour")
    committee.votes(comes(live, "elsa"), "contre")
    committee.votes(chloe, "pour")
    committee.closes_the_vote(chloe)
    committee.closes_the_session(farid)
    decision.waits_for_the_session(yvan)
    committee.validates_the_excerpt(chloe)
    leader.reads_no_judgment(nadia, reference, *kept, "adopté", step="Décision en cours")

    time.comes("2026-10-02", "17:00")
    helene = comes(live, "helene")
    decision.is_prepared(helene)
    leader.reads_no_judgment(nadia, reference, *kept, "acte n°", step="Décision en cours")
    decision.is_signed(helene)
    time.passes()
    leader.reads_no_judgment(nadia, reference, *kept, "acte n°", step="Décision en cours")
    decision.is_told(yvan)
    time.passes()
    leader.finds_the_decision(nadia, mailoutbox)
    code, act = decision.says_what_was_asked(nadia, reference)
    decision.is_verified_by_anybody(live, code, act)
    reviewers.open_an_exercise(yvan)
    reviewers.scores_again(anne, leader.TITLE, unread=read)
    reviewers.end_the_exercise(yvan)
    decision.is_controlled(comes(live, "marc"), reference, *read)

    call_command("verify_log")
    call_command("check_invariants")
