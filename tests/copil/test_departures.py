"""A grant that passes over a better ranked dossier needs a reason, which the log keeps and the session tells."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from copil import actions
from copil.agenda.departures import departures, passed_over
from dossiers.models import Dossier
from tests.copil import committee as committees
from tests.copil.committee import Committee, called
from tests.scoring.panel import codes
from tests.world import ok
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db
WHY = "Le partenaire ne peut pas attendre la séance suivante."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def two() -> tuple[Committee, Dossier, Dossier]:
    """Two dossiers of 18 000 € on the agenda, and 20 000 € in the envelope: the second must not be funded first."""
    committee = committees.build(3, envelope="20000.00")
    best, second = committees.on_agenda(committee, 9, 9, 9), committees.on_agenda(committee, 7, 7, 7)
    return committee, best, second


def propose(committee: Committee, dossier: Dossier, **said: Any) -> Any:
    return actions.propose(item=called(committee, dossier), by=committee.chair, **{"outcome": "grant", **said})


def test_a_grant_that_passes_over_a_better_ranked_one_needs_a_reason_that_the_log_keeps(two: Any) -> None:
    committee, best, second = two
    with committees.sitting(committee):
        refused = propose(committee, second)
        assert codes(refused) == ["departure_explained"]
        assert best.reference in refused.sentence
        ballot = ok(propose(committee, second, departure=WHY))
        told = list(departures(committee.session, [best, second]))
        assert [(d.dossier, d.ballot, d.passed_over, d.reason) for d in told] == [
            (second, ballot.number, (best.reference,), WHY)
        ]
        entry = LogEntry.objects.get(event="rank_departure")
        assert WHY not in entry.payload  # the words may be erased, the chain stays whole


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": "partial", "amount": Decimal(2000)},  # the better one still fits after it
        {"outcome": "refusal", "reasons": "Hors de l’objet."},
    ],
)
def test_what_takes_nothing_from_a_better_ranked_one_needs_none(two: Any, said: dict[str, Any]) -> None:
    committee, _best, second = two
    with committees.sitting(committee):
        assert ok(propose(committee, second, **said))
        assert not LogEntry.objects.filter(event="rank_departure").exists()


def test_the_rank_once_followed_nothing_is_asked(two: Any) -> None:
    """A better one refused, and a grant that no longer fits and so will wait: neither is passed over."""
    committee, best, second = two
    with committees.sitting(committee):
        committees.decided(committee, best, "refusal", reasons="Hors de l’objet.")
        assert ok(propose(committee, second))


def test_a_dossier_of_the_waiting_list_is_not_passed_over_in_silence(two: Any) -> None:
    committee, best, second = two
    committee.world.call.envelope = Decimal(15000)
    committee.world.call.save()
    with committees.sitting(committee):
        committees.decided(committee, best)
        assert Dossier.objects.get(pk=best.pk).state == "waiting"
        assert codes(propose(committee, second, outcome="partial", amount=Decimal(12000))) == ["departure_explained"]


def test_who_is_tied_to_the_better_one_learns_nothing_of_its_rank(two: Any) -> None:
    committee, best, second = two
    ok(actions.declare_interest(dossier=best, reason="Un parent.", by=committee.chair))
    with committees.sitting(committee):
        case = Dossier.objects.select_related("call").get(pk=second.pk)
        found = {"dossier": case, "session": committee.session, "amount": Decimal(18000)}
        assert passed_over(**found, by=User.objects.get(pk=committee.chair.pk)) == ()
        assert passed_over(**found, by=committee.secretary) == (best.reference,)
        ok(actions.propose(item=called(committee, second), outcome="grant", departure=WHY, by=committee.secretary))
        page = signed_in(committee.chair).get(committee.session.get_absolute_url())
    assert [departure.passed_over for departure in page.context["departures"]] == [()]
    assert f"avant {best.reference}" not in page.text


def test_the_page_asks_for_the_reason_and_the_session_tells_it(two: Any) -> None:
    committee, best, second = two
    url = reverse("copil:propose", args=[committee.session.number, second.reference])
    with committees.sitting(committee):
        called(committee, second)
        client = signed_in(committee.chair)
        assert 'name="departure"' not in client.get(url).text
        refused = client.post(url, {"outcome": "grant"})
        assert (refused.status_code, refused.context["form"].errors.keys()) == (422, {"departure"})
        assert client.post(url, {"outcome": "grant", "departure": "<b>Urgent</b>"}).status_code == 302
        page = client.get(committee.session.get_absolute_url())
        assert f"avant {best.reference}" in page.text
        assert "&lt;b&gt;Urgent&lt;/b&gt;" in page.text
        assert client.get(page.context["rankings"][0][1]).context["choice"].selection.value == "1"
        leader = signed_in(committee.world.leader)
        assert "Écart au rang" not in leader.get(second.get_absolute_url()).text
        assert "Urgent" not in leader.get(second.get_absolute_url()).text


def test_what_is_granted_out_of_turn_has_its_money_and_the_one_passed_over_may_lack_some(two: Any) -> None:
    committee, best, second = two
    with committees.sitting(committee):
        ballot = ok(propose(committee, second, departure=WHY))
        committee.vote(ballot, m0="pour", m1="pour")
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
        page = signed_in(committee.chair).get(committee.session.get_absolute_url())
    lines = {line.dossier.pk: (line.before, line.after, line.fits) for line in page.context["board"].lines}
    assert lines == {second.pk: (20000, 2000, True), best.pk: (2000, -16000, False)}
    assert page.context["board"].envelope == 20000
