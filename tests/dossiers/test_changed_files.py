"""The files of two versions compared, and where those who review, vote and sign find the deposited ones."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil.actions import put_on_agenda, validate_excerpt
from dossiers import actions
from dossiers.files import scanning
from dossiers.files.antivirus import Finding
from dossiers.models import Attachment, Dossier, Verdict
from dossiers.versions import Comparison
from scoring import actions as scoring
from tests import world
from tests.copil.committee import build as committee
from tests.copil.committee import decided, sitting
from tests.dossiers import documents as d
from tests.dossiers.documents import upload
from tests.scoring import panel as panels
from tests.scoring.panel import Panel
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.gesture import new_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def join(dossier: Dossier, name: str, content: bytes = d.PDF, verdict: Verdict = Verdict.CLEAN) -> Attachment:
    file: Attachment = ok(actions.attach(dossier=dossier, upload=upload(name, content), by=dossier.leader))
    if verdict is not Verdict.PENDING:
        scanning.record(file, Finding(verdict, ""))
    return file


def page(user: User, url: str) -> Any:
    client = Client()
    client.force_login(user)
    answer: Any = client.get(url)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer


def told(comparison: Comparison) -> list[tuple[str, str]]:
    return [(change.fate, change.now.name) for change in comparison.files]


def two_versions(lab: World) -> Dossier:
    """Deposited with four files, sent back from the review, deposited again with one taken away, and so on."""
    draft = world.draft(lab)
    files = {name: join(draft, f"{name}.pdf", d.PDF + name.encode()) for name in ("kept", "gone", "devis", "old")}
    ok(do(draft, "submit", lab.leader))
    for referent in lab.referents:
        ok(actions.assign_referent(dossier=draft, referent=referent, by=lab[Role.TEAM]))
    for referent in lab.referents:
        ok(actions.give_opinion(dossier=draft, sense="favourable", text="Utile.", by=referent))
    ok(do(draft, "return_to_leader", lab[Role.TEAM], reason="Complétez."))
    for name in ("gone", "devis", "old"):
        ok(actions.remove_attachment(attachment=files[name], by=lab.leader))
    join(draft, "devis.pdf", d.PDF + b"autre montant")
    join(draft, "new.pdf", d.PDF + b"old")
    join(draft, "plan.pdf", d.PDF + b"plan")
    join(draft, "kept (2).pdf", d.PDF + b"encore")
    return fresh(draft)


EXPECTED = [("removed", "gone.pdf"), ("replaced", "devis.pdf"), ("renamed", "new.pdf"), ("added", "plan.pdf")]


def test_files_added_removed_replaced_and_renamed_are_told_and_open() -> None:
    lab = world.build()
    dossier = two_versions(lab)
    team, url = lab[Role.TEAM], f"{dossier.get_absolute_url()}versions/"
    assert page(team, url).status_code == 404  # the working draft is its leaders' alone
    mine = page(lab.leader, url)
    assert told(mine.context["comparison"]) == [*EXPECTED, ("added", "kept (2).pdf")]
    ok(do(dossier, "resubmit", lab.leader))
    answer = page(team, url)
    changes = answer.context["comparison"].files
    assert told(answer.context["comparison"]) == [*EXPECTED, ("added", "kept (2).pdf")]
    assert "Les réponses sont les mêmes" in answer.text
    for file in (one for change in changes for one in (change.before, change.after) if one):
        assert page(team, file.url).status_code == 200  # former versions keep theirs
    assert page(team, f"{url}?before=2&after=2").context["comparison"].files == ()
    # The référent whose opinion was given before is shown the same.
    theirs = page(lab.referents[0], f"{dossier.get_absolute_url()}challenge/")
    assert told(theirs.context["comparison"]) == told(answer.context["comparison"])


def test_the_same_file_taken_away_and_joined_again_is_no_change() -> None:
    lab = world.build()
    draft = world.draft(lab)
    file = join(draft, "devis.pdf")
    ok(do(draft, "submit", lab.leader))
    ok(do(draft, "return_to_leader", lab[Role.TEAM], reason="Complétez."))
    ok(actions.remove_attachment(attachment=file, by=lab.leader))
    join(draft, "Devis.pdf")
    assert page(lab.leader, f"{draft.get_absolute_url()}versions/").context["comparison"].files == ()


# -- beside other work ----------------------------------------------------------------
def with_files(draft: Dossier) -> tuple[Attachment, Attachment]:
    """One that was analysed, one that was not."""
    return join(draft, "analysé.pdf"), join(draft, "en attente.pdf", d.PDF + b"2", Verdict.PENDING)


def assert_listed(answer: Any, clean: Attachment, pending: Attachment) -> None:
    """Both are named; the one that no antivirus has seen is not given, here or at its own address."""
    assert answer.status_code == 200
    shown = {file.name: bool(file.url) for file in answer.context["files"].files}
    assert shown == {clean.name: True, pending.name: False}
    assert f'href="{address(clean)}"' in answer.text
    assert f'href="{address(pending)}"' not in answer.text
    assert "non analysé" in answer.text


def address(file: Attachment) -> str:
    return f"/dossiers/{file.dossier.reference}/pieces/{file.pk}/"


def late(lab: World) -> tuple[Dossier, Attachment, Attachment]:
    """In the team's review although a file still waits for the antivirus: the challenge took too long."""
    draft = world.draft(lab)
    clean, pending = with_files(draft)
    ok(do(draft, "submit", lab.leader))
    with clock.at(clock.now() + timedelta(days=30)):
        ok(do(draft, "escalate", lab[Role.TEAM], reason="Le délai est passé."))
    return fresh(draft), clean, pending


def test_a_reviewer_finds_the_files_and_others_do_not() -> None:
    lab = world.build()
    dossier, clean, pending = late(lab)
    reviewer = world.person("referent3", Role.REFERENT)
    assert page(reviewer, address(clean)).status_code == 404
    ok(scoring.assign_reviewer(dossier=dossier, reviewer=reviewer, by=lab[Role.TEAM]))
    assert_listed(page(reviewer, f"{dossier.get_absolute_url()}evaluations/la-mienne/"), clean, pending)
    answers = {file: page(reviewer, address(file)).status_code for file in (clean, pending)}
    assert answers == {clean: 200, pending: 403}
    for nobody in (lab[Role.COPIL_MEMBER], lab[Role.SIGNATORY], lab[Role.ADMIN], world.person("passant")):
        assert page(nobody, address(clean)).status_code == 404


def test_the_committee_then_the_signatory_find_them_beside_what_they_decide() -> None:
    seated = committee(3)
    lab = seated.world
    dossier, clean, pending = late(lab)
    signatory, outsider = lab[Role.SIGNATORY], world.person("outsider", Role.COPIL_MEMBER)
    assert page(seated.members[1], address(clean)).status_code == 404  # not on their agenda yet
    panels.reviewed(Panel(lab, dossier, seated.reviewers))
    ok(panels.consensus(Panel(lab, dossier, seated.reviewers)))
    ok(put_on_agenda(dossier=fresh(dossier), session=seated.session, by=seated.lead, key=new_key()))
    item = seated.item(dossier).get_absolute_url()
    for member in (*seated.members, seated.secretary):
        assert_listed(page(member, item), clean, pending)
    assert {page(who, address(clean)).status_code for who in (signatory, outsider)} == {404}
    with sitting(seated):
        decided(seated, dossier)
        ok(validate_excerpt(item=seated.item(dossier), by=seated.chair))
        assert_listed(page(signatory, f"/decisions/{dossier.reference}/signer/"), clean, pending)
        assert page(signatory, address(pending)).status_code == 403
        assert page(lab.leader, f"/decisions/{dossier.reference}/signer/").status_code in {403, 404}
