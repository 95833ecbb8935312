"""The consensus as a page: read by those it concerns, drawn by several with the scores and their gaps at hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.actions import TextMoved
from dossiers.models import Dossier
from dossiers.views.saving import TwoTexts, difference
from scoring.board import scores_of
from scoring.concluding.drafts import AMOUNT, CONDITIONS, as_consensus, draft_of, hands, kept, names
from scoring.concluding.parts import agrees, awaited, records_answers, undecided, writes
from scoring.discussion.reading import Thread, talk_of
from scoring.drafts import REASON
from scoring.forms import ConsensusForm, wants_in_consensus
from scoring.models import Consensus, ConsensusDraft, Criterion
from scoring.reading import reading
from scoring.rubrics import rubric_for
from scoring.sheet import MAX_TEXT, missing_in_consensus, points_field
from scoring.views.common import Place, Returned
from scoring.views.review_page import Point, in_words
from scoring.views.review_page import labels as review_labels
from workflow.verdict import Unmet

#: In the address: the consensus in force is being revised.
REVISE = "revoir"


@dataclass(frozen=True)
class Table:
    """Who may draw the consensus, before the text that the team writes; `current` is the consensus to revise."""

    place: Place
    current: Consensus | None
    criteria: list[Criterion]
    draft: ConsensusDraft | None

    @property
    def url(self) -> str:
        url = reverse("scoring:consensus", args=[self.place.glance.dossier.reference])
        return f"{url}?{REVISE}=1" if self.current is not None else url

    @property
    def texts(self) -> dict[str, str]:
        """What the site has now."""
        return kept(self.place.glance.dossier, self.draft, self.current, self.criteria)

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0


@dataclass(frozen=True)
class Drawing:
    """The form as the page shows it. `texts` is what stands in it; `shows_kept`: the site has all of it already."""

    table: Table
    form: ConsensusForm
    texts: Mapping[str, str]
    revision: int
    shows_kept: bool
    choice: TwoTexts | None = None


def table_of(place: Place, current: Consensus | None) -> Table:
    """Three statements."""
    dossier = place.glance.dossier
    return Table(place, current, list(rubric_for(dossier).criteria.all()), draft_of(dossier))


def as_kept(table: Table) -> Drawing:
    """The form with what the site has."""
    return Drawing(table, blank(table, table.texts), table.texts, table.revision, True)


def blank(table: Table, texts: Mapping[str, str]) -> ConsensusForm:
    current, dossier = table.current, table.place.glance.dossier
    said = {**texts, "seen": str(current.number if current else 0), "on_version": str(dossier.submitted_version)}
    return ConsensusForm(criteria=table.criteria, revising=current is not None, initial=said)


# -- what is written, and what is missing in it -----------------------------------------
def labels(criteria: Sequence[Criterion]) -> dict[str, str]:
    """What each field is about, by its name."""
    more = {
        AMOUNT: _("Montant recommandé"),
        CONDITIONS: _("Conditions proposées"),
        REASON: _("Motif de la révision"),
    }
    return review_labels(criteria) | more


def missing(table: Table, texts: Mapping[str, str]) -> list[Point]:
    """What keeps that text from being established, as the verb will judge it."""
    said, named = as_consensus(texts, table.criteria), labels(table.criteria)
    unmet = list(missing_in_consensus(said, table.criteria, requested=table.place.glance.dossier.requested))
    if table.current is not None and not texts[REASON]:
        unmet.append(Unmet(REASON, _("Dites en quelques mots pourquoi le consensus change."), _("vous")))
    return [Point(named[one.code], one.sentence, f"id_{one.code}") for one in unmet]


def two_texts(moved: TextMoved, criteria: Sequence[Criterion]) -> TwoTexts:
    """What somebody else wrote, or another page of the same person, beside what this one has."""
    mine: Mapping[str, str] = moved.typed or {}
    other: Mapping[str, str] = moved.current or {}
    named = labels(criteria)
    found = []
    for name in names(criteria):
        score = name.startswith(points_field(""))
        label = _("%(criterion)s : la note") % {"criterion": named[name]} if score else named[name]
        typed, current = (in_words(text[name]) if score else text[name] for text in (mine, other))
        found.append(difference(name, label, typed, current, moved))
    title = _("%(who)s a aussi écrit ce consensus : choisissez") % {"who": moved.saved_by}
    return TwoTexts(title, moved.saved_at, tuple(one for one in found if one))


# -- the page ---------------------------------------------------------------------------
def show(
    request: HttpRequest, place: Place, current: Consensus | None, drawing: Drawing | None, told: Returned
) -> HttpResponse:
    """The form, the consensus to read, or what is still awaited before it."""
    glance, standing = place.glance, place.standing
    found = reading(current) if current else None
    agreed = {one.code: one.score for one in found.criteria} if found else {}
    scores = scores_of(glance.user, glance.dossier, agreed=agreed) if standing.readable else None
    columns = {column.criterion.code: column for column in scores.columns} if scores else {}
    talk = talk_of(glance, standing, scores)

    def thread(code: str) -> Thread | None:
        return talk.thread(code) if talk else None

    context: dict[str, Any] = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "standing": standing,
        "consensus": found,
        "criteria": [(one, columns.get(one.code), thread(one.code)) for one in found.criteria] if found else [],
        "former": _former(glance.dossier) if scores else (),
        "scores": scores,
        "form": None,
        "awaited": awaited(glance, standing) if drawing is None and found is None else (),
        "revises": drawing is None and found is not None and writes(glance, standing, current),
        "agrees": found is not None and agrees(glance, standing, current),
        "undecided": undecided(standing, current) if scores else [],
        "records": scores is not None and records_answers(glance),
        "stale": found is not None and found.on_version < glance.dossier.submitted_version,
        "returned": told,
        "failed": told.status != 200,
    }
    if context["revises"]:
        context["hands"] = hands(glance.dossier, glance.user)
        context["begun"] = bool((draft := draft_of(glance.dossier)) and draft.texts)
    if drawing is not None:
        context |= _drawn(drawing, columns, thread)
    return render(request, "scoring/consensus.html", context, status=told.status)


def _former(dossier: Dossier) -> tuple[Consensus, ...]:
    """The consensus that were replaced, or undone, with why; the last first."""
    rows = Consensus.objects.filter(dossier=dossier, superseded_at__isnull=False).select_related("author")
    return tuple(rows.order_by("-number"))


def _drawn(drawing: Drawing, columns: Mapping[str, Any], thread: Callable[[str], Thread | None]) -> dict[str, Any]:
    table, form = drawing.table, drawing.form
    return {
        "table": table,
        "drawing": drawing,
        "form": form,
        "scales": [(scale, columns.get(scale.criterion.code), thread(scale.criterion.code)) for scale in form.scales],
        "missing": missing(table, drawing.texts),
        "wants": wants_in_consensus(),
        "max_text": MAX_TEXT,
        "hands": hands(table.place.glance.dossier, table.place.glance.user),
    }
