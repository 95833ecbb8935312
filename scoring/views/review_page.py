"""One's own review as a page: the dossier at hand, the scale beside its descriptors, what is still missing, what is
kept; read again once it is submitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.actions import TextMoved
from dossiers.files.reading import shown_files
from dossiers.form.display import shown
from dossiers.page.content import content_for
from dossiers.versions import Comparison, changed_since, may_compare
from dossiers.views.people import InterestForm
from dossiers.views.saving import TwoTexts, difference
from scoring.arithmetic import points_of
from scoring.blindness.modes import read_once
from scoring.board import own_row
from scoring.drafts import NO_OPINION, RATIONALE, REASON, as_sheet, begun_on, kept, names
from scoring.facts import reviews_of
from scoring.forms import ReviewForm, wants_in_review
from scoring.models import Criterion, Review
from scoring.sheet import MAX_TEXT, missing_in_correction, missing_in_review, points_field, rationale_field
from scoring.stages import takes_reviews
from scoring.views.common import Place, Returned

#: In the address: the correction of a submitted review.
CORRECT = "corriger"


@dataclass(frozen=True)
class Desk:
    """A reviewer before their own review. `correcting` a submitted one; `opens`: it may be written now."""

    place: Place
    review: Review
    criteria: list[Criterion]
    correcting: bool
    opens: bool

    @property
    def url(self) -> str:
        """Where the review is written, or its correction: two texts, which are not mixed up."""
        url = reverse("scoring:review", args=[self.place.glance.dossier.reference])
        return f"{url}?{CORRECT}=1" if self.correcting else url

    @property
    def writes(self) -> bool:
        return self.opens and (self.correcting or not self.review.is_submitted)


def desk_of(place: Place, review: Review, *, correcting: bool) -> Desk:
    """Three statements; a submitted review is closed by the consensus that was drawn from it."""
    opens = takes_reviews(place.glance.dossier)
    if opens and review.is_submitted:
        opens = not reviews_of(place.glance.dossier).settled
    return Desk(place, review, list(review.rubric.criteria.all()), correcting and review.is_submitted, opens)


# -- what is written, and what is missing in it -----------------------------------------
@dataclass(frozen=True)
class Point:
    """One thing still missing: about what, which, and the id of its field."""

    label: str
    sentence: str
    anchor: str


def labels(criteria: Sequence[Criterion]) -> dict[str, str]:
    """What each field is about, by its name."""
    found = {RATIONALE: _("Appréciation d’ensemble"), REASON: _("Motif de la correction")}
    for criterion in criteria:
        found[points_field(criterion.code)] = criterion.label
        found[rationale_field(criterion.code)] = criterion.label
    return found


def missing(desk: Desk, texts: Mapping[str, str]) -> list[Point]:
    """What keeps those texts from being submitted, as the verb will judge them."""
    sheet = as_sheet(texts, desk.criteria)
    if desk.correcting:
        unmet = missing_in_correction(sheet, texts[REASON], desk.criteria)
    else:
        unmet = missing_in_review(sheet, desk.criteria)
    named = labels(desk.criteria)
    return [Point(named[one.code], one.sentence, f"id_{one.code}") for one in unmet]


def two_texts(moved: TextMoved, criteria: Sequence[Criterion]) -> TwoTexts:
    """What another page of the same person wrote, beside what this one has: a review has one author."""
    mine: Mapping[str, str] = moved.typed or {}
    other: Mapping[str, str] = moved.current or {}
    named = labels(criteria)
    found = []
    for name in names(criteria):
        score = name.startswith(points_field(""))
        label = _("%(criterion)s : la note") % {"criterion": named[name]} if score else named[name]
        typed, current = (in_words(text[name]) if score else text[name] for text in (mine, other))
        found.append(difference(name, label, typed, current, moved))
    title = _("Vous avez aussi écrit cette évaluation sur une autre page : choisissez")
    return TwoTexts(title, moved.saved_at, tuple(one for one in found if one))


def in_words(score: str) -> str:
    """A score's field as people read it."""
    if score == NO_OPINION:
        return _("Sans avis")
    return _("%(points)s sur 5") % {"points": f"{points_of(int(score)):g}".replace(".", ",")} if score else ""


# -- the page ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Written:
    """The form as the page shows it. `texts` is what stands in it; `shows_kept`: the site has all of it already."""

    form: ReviewForm
    texts: Mapping[str, str]
    revision: int
    shows_kept: bool
    choice: TwoTexts | None = None


def as_kept(desk: Desk) -> Written:
    """The form with what the site has."""
    texts = kept(desk.review, desk.criteria)
    return Written(blank(desk, texts), texts, desk.review.draft_revision, True)


def blank(desk: Desk, texts: Mapping[str, str]) -> ReviewForm:
    said = {**texts, "on_version": str(desk.place.glance.dossier.submitted_version)}
    return ReviewForm(criteria=desk.criteria, correcting=desk.correcting, initial=said)


def show(request: HttpRequest, desk: Desk, written: Written | None, told: Returned) -> HttpResponse:
    """The form, or the review read again when there is nothing to write."""
    glance, review = desk.place.glance, desk.review
    dossier = glance.dossier
    content = content_for(glance)
    context: dict[str, Any] = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "review": review,
        "desk": desk,
        "mine": own_row(glance.user, review) if review.is_submitted else None,
        "read_once": read_once(desk.place.standing.mode),
        "form": written.form if written else None,
        "written": written,
        "missing": missing(desk, written.texts) if written else [],
        "wants": wants_in_review(),
        "max_text": MAX_TEXT,
        "begun": bool(review.draft),
        "draft": _read_again(desk) if not written and not review.is_submitted else [],
        "comparison": _since(desk),
        "interest_form": InterestForm(),
        "sections": shown(content.contents, length=content.length),
        "version": content.version,
        "files": shown_files(glance, content.version),
        "compares": may_compare(glance),
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/review.html", context, status=told.status)


def _since(desk: Desk) -> Comparison | None:
    """What the leader changed since the review was submitted, or begun."""
    review = desk.review
    since = review.on_version if review.is_submitted else begun_on(review)
    return changed_since(desk.place.glance, since) if desk.opens and since else None


def _read_again(desk: Desk) -> list[Point]:
    """What was typed of a review that may not be written now."""
    texts, named = kept(desk.review, desk.criteria), labels(desk.criteria)
    said = ((name, in_words(text) if name.startswith(points_field("")) else text) for name, text in texts.items())
    return [Point(named[name], words, "") for name, words in said if words]
