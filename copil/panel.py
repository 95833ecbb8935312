"""The committee's part of the dossier's page: where it stands on an agenda, and what was decided, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from copil.wording import proposal_words
from dossiers.page.glance import Glance, Panel, register_own_page, register_panel, register_work_link


@dataclass(frozen=True)
class Held:
    """A ballot as the panel tells it; `result` is None while the vote is open."""

    ballot: Ballot
    proposal: str
    result: ResultReading | None


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


register_work_link(LATE, "copil:late")
register_panel(Panel("copil", 30, "copil/parts/panel.html", load))
register_own_page("put_on_agenda", "copil:put_on_agenda")
register_own_page("offer_part", "copil:offer_part")
register_work_link(VOTE, "copil:vote_on")
for kind in (EXCERPT, "state:copil"):
    register_work_link(kind, "copil:dossier")
