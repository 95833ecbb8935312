"""The amendments of a grant as pages show them: what is asked for, by whom, what was made of it."""

from dataclasses import dataclass

from decisions.amending.agreed import Agreed
from decisions.reading import read_back
from dossiers.files.reading import ShownFile, shown_file
from dossiers.page.glance import Glance
from followup.actions.amendments import ASKS
from followup.models import Amendment, FollowUp
from followup.reading import Stage, reads_evidence, stage_of


@dataclass(frozen=True)
class ShownAmendment:
    """One amendment; its words and `files` are only for who reads them (`reads`), what is agreed too, once
    its act is told, and before for those who read what it will say.
    """

    amendment: Amendment
    stage: Stage
    reads: bool
    files: tuple[ShownFile, ...]
    agreed: Agreed | None


def shown_amendments(glance: Glance) -> tuple[ShownAmendment, ...]:
    """Those of a dossier, the last first; two statements at most."""
    rows = Amendment.objects.filter(dossier=glance.dossier).select_related("act", "made", "asked_by")
    rows = rows.defer("act__inputs", "made__inputs").order_by("-number")
    if reads_evidence(glance):
        rows = rows.prefetch_related("files__added_by")
    return tuple(shown_amendment(one, glance) for one in rows)


def shown_amendment(one: Amendment, glance: Glance) -> ShownAmendment:
    """One of them; two statements at most, none for files read already."""
    reads = reads_evidence(glance)
    files = tuple(shown_file(file, glance) for file in one.files.all()) if reads else ()
    known = reads and (one.state == "made" or (glance.inside and one.state == "to_sign"))
    agreed = read_back(Agreed, one.agreed) if known else None
    return ShownAmendment(one, stage_of(one, glance), reads, files, agreed)


def may_ask(glance: Glance, follow_up: FollowUp, shown: tuple[ShownAmendment, ...]) -> bool:
    """Whether this person may ask for one now, as far as they may know."""
    known = glance.dossier.known_state(glance.roles)
    free = follow_up.final_report_accepted_on is None and all(one.amendment.is_over for one in shown)
    return known == "granted" and free and bool(glance.roles & ASKS)
