"""The committee's part of the dossier's page: where it stands on an agenda, and what was decided, in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef

from copil.actions.items import EXCERPT, VOTE
from copil.actions.late import RECORDING
from copil.board import standing_of
from copil.events import reads
from copil.late.discovery import found_asleep
from copil.late.marks import LATE
from copil.models import AgendaItem, Ballot, Session
from copil.reading import ResultReading, result_of
from copil.tally import Outcome
from copil.wording import proposal_words
from dossiers.page.glance import Glance, Panel, register_own_page, register_panel, register_work_link
from workflow.models import LogEntry

#: Where the leader reads an adjourned dossier, from when they are told until they deposit it again.
WAITS_FOR_MORE = frozenset({"team_review", "draft"})


@dataclass(frozen=True)
class Held:
    """A ballot as the panel tells it; `result` is None while the vote is open."""

    ballot: Ballot
    proposal: str
    result: ResultReading | None

    @property
    def adjourns(self) -> bool:
        """Whether it was adopted and says what is to be completed."""
        return self.ballot.outcome == Ballot.Outcome.DEFERRAL and self.ballot.verdict == Outcome.ADOPTED


def load(glance: Glance) -> Mapping[str, Any] | None:
    """The dossier's last item and its ballots; None for leaders, and when it never was on an agenda. Two statements."""
    if not reads(glance):
        return None
    linked = Session.objects.visible_to(glance.user).filter(pk=OuterRef("session"))
    items = AgendaItem.objects.filter(dossier=glance.dossier).select_related("session").annotate(linked=Exists(linked))
    item = items.prefetch_related("ballots").order_by(F("left_at").asc(nulls_first=True), "-pk").first()
    if item is None:
        return None
    item.dossier = glance.dossier
    held = [Held(ballot, proposal_words(ballot), result_of(ballot)) for ballot in item.ballots.all()]
    url = item.get_absolute_url() if item.linked else ""
    records = bool(glance.roles.intersection(RECORDING)) and item.closed_at is not None
    return {
        "item": item,
        "held": held,
        "item_url": url,
        "standing": standing_of(item),
        "records_late": records,
        "found_asleep": found_asleep(glance.dossier),
    }


def told_to_leader(glance: Glance) -> Mapping[str, Any] | None:
    """What the leader was told to complete, and until when, as long as they have not deposited again; two
    statements.
    """
    if not glance.beside_leader or not glance.dossier.submitted_version or glance.state not in WAITS_FOR_MORE:
        return None
    told = LogEntry.objects.filter(case_id=glance.dossier.pk, event__in=("deferral_told", "resubmit"))
    last = told.prefetch_related("texts").order_by("seq").last()
    if last is None or last.event != "deferral_told":
        return None
    until = json.loads(last.payload)["data"].get("complete_by", "")
    reasons = next((text.text or "" for text in last.texts.all() if text.name == "reasons"), "")
    if not until and not reasons:
        return None
    return {"reasons": reasons, "until": date.fromisoformat(until) if until else None}


register_work_link(LATE, "copil:late")
register_panel(Panel("copil", 30, "copil/parts/panel.html", load))
register_panel(Panel("copil-deferral", 29, "copil/parts/deferral.html", told_to_leader))
register_own_page("put_on_agenda", "copil:put_on_agenda")
register_own_page("offer_part", "copil:offer_part")
register_work_link(VOTE, "copil:vote_on")
for kind in (EXCERPT, "state:copil"):
    register_work_link(kind, "copil:dossier")
