"""The register of decisions: narrowed by what one asks, its figures follow, and so does its file."""

import csv
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from decisions.models import Act
from decisions.register.acts import Wanted, register_for
from decisions.register.figures import figures_of
from dossiers.models import Dossier
from tests.decisions.desk import LOCAL, desk
from tests.decisions.test_decision_pages import as_
from tests.statements import counted
from tests.world import person
from workflow import clock

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


def more(act: Act, count: int) -> None:
    """Grants of 1 to `count` euros of which twice as much was asked for, signed one a day, four days after: rows."""
    now, model = clock.now(), act.dossier
    rows = [
        Dossier(
            reference=f"LO-2020-{n:05}", title="Copie", state="granted", granted=n, requested=2 * n, call=model.call,
            leader=model.leader, created_at=now, deposited_at=now - timedelta(days=n + 4), submitted_version=1,
            decided_at=now, beneficiary_kind="local", department="09",
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    Dossier.objects.bulk_create(rows)
    Act.objects.bulk_create(
        Act(
            dossier=row, number=f"2020-LABO-{n:05}", code=f"{n:012}", kind="grant", route=act.route, title="=Copie()",
            beneficiary="Copie", words="copie", amount=n, status="in_force", template_version="x", prepared_at=now,
            signed_at=now - timedelta(days=n), signatory=act.signatory, delegation=act.delegation,
        )
        for n, row in enumerate(rows, start=1)
    )  # fmt: skip


@pytest.mark.breaks_invariants
def test_filters_figures_pages_and_file_tell_the_same_acts() -> None:
    with desk(LOCAL, {}) as d:
        first, second = (d.signed(dossier=one) for one in d.dossiers)
        auditor = d.world[Role.AUDITOR]
        client = as_(auditor)
        call, today = d.world.call, clock.today()

        def found(**query: Any) -> set[str]:
            rows = list(csv.reader(read(query), delimiter=";"))
            return {row[0] for row in rows[1:]}

        def read(query: dict[str, Any]) -> list[str]:
            answer = client.get("/decisions/registre.csv", query)
            return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

        both, yesterday = {first.number, second.number}, today - timedelta(days=1)
        for query, wanted in (
            ({}, both),
            ({"call": call.code}, both),
            ({"signed_from": today, "signed_to": today}, both),
            ({"signed_to": yesterday}, set()),
            ({"beneficiary": "state"}, {second.number}),
            ({"department": "11"}, both),
            ({"department": "31"}, set()),
            ({"signatory": d.signatory.ref}, both),
            ({"least": "18000", "most": "18000.00"}, both),
            ({"least": "18000.01"}, set()),
            ({"kind": "partial"}, set()),
            ({"kind": "grant", "status": "in_force", "q": "commune"}, {first.number}),
            # What cannot be read narrows nothing.
            ({"call": "INCONNU", "least": "x", "signed_from": "2026-02-30", "signatory": "\0", "kind": "tout"}, both),
        ):
            assert found(**query) == wanted, query
        more(first, 25)
        rows = register_for(auditor, Wanted())
        told = figures_of(rows)
        assert (told.count, told.amount) == (27, Decimal(36000 + 325))
        assert [(share.count, share.amount, share.percent) for share in told.shares] == [
            (2, Decimal(36000), 7), (25, Decimal(325), 93), (0, Decimal(0), 0), (0, Decimal(0), 0),
        ]  # fmt: skip
        assert told.median == Decimal(14), "of 1 to 25 and twice 18 000, the fourteenth"
        assert figures_of(register_for(auditor, Wanted(kind="partial"))).days == 4
        assert [(line.count, line.grants) for line in told.by_call] == [(27, 27)]
        assert sum(line.count for line in told.by_year) == 27
        assert figures_of(register_for(auditor, Wanted(words="rien"))).median is None
        # Pages hold each act once; the file guards a title that a spreadsheet would compute.
        page = client.get("/decisions/", {"kind": "grant"})
        following = page.context["page"].next_url
        assert "kind=grant" in following
        numbers = [act.number for act in page.context["acts"]]
        last = client.get(f"/decisions/{following}")
        numbers += [act.number for act in last.context["acts"]]
        assert len(numbers) == len(set(numbers)) == 27
        assert last.context["page"].previous_url
        assert "27 actes" in page.content.decode()
        assert "'=Copie()" in "\n".join(read({"department": "09"}))
        far = as_(person("lointain", Role.AUDITOR, scope="AUTRE"))
        assert far.get("/decisions/").context["figures"].count == 0
        assert len(b"".join(far.get("/decisions/registre.csv").streaming_content).splitlines()) == 1


@pytest.mark.breaks_invariants
def test_the_register_takes_ten_statements_at_one_and_a_thousand_acts() -> None:
    with desk() as d:
        act = d.signed()
        client, asked = as_(d.world[Role.AUDITOR]), []
        for count in (0, 999):
            more(act, count)
            with counted(at_most=10) as seen:
                assert client.get("/decisions/", {"kind": "grant", "call": d.world.call.code}).status_code == 200
            asked.append(len(seen))
        assert asked[0] == asked[1]
