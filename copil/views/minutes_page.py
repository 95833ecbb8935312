"""The page of the minutes: what is derived, the prose beside it, what one may do."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from copil.minutes.desk import Desk
from copil.minutes.forms import FollowUpForm, MinutesForm, PointRow
from copil.views.common import Returned
from dossiers.actions import TextMoved
from dossiers.views.saving import TwoTexts, difference


@dataclass(frozen=True)
class Written:
    """The form as the page shows it; `shows_kept`: the site has all of it already."""

    form: MinutesForm
    revision: int
    shows_kept: bool
    choice: TwoTexts | None = None


def as_kept(desk: Desk) -> Written:
    """The form with what the site has."""
    revision = desk.minutes.revision if desk.minutes is not None else 0
    return Written(blank(desk, desk.kept), revision, True)


def blank(desk: Desk, texts: dict[str, str]) -> MinutesForm:
    return MinutesForm(points=desk.points, initial=texts)


def two_texts(desk: Desk, moved: TextMoved) -> TwoTexts:
    """What another page wrote, beside what this one has."""
    mine, other = moved.typed or {}, moved.current or {}
    found = (
        difference(name, label, mine.get(name, ""), other.get(name, ""), moved) for name, label in desk.labels.items()
    )
    title = _("Le procès-verbal a aussi été écrit sur une autre page : choisissez")
    if moved.saved_by and moved.saved_by != desk.user.full_name:
        title = _("%(who)s a aussi écrit ce procès-verbal : choisissez") % {"who": moved.saved_by}
    return TwoTexts(title, moved.saved_at, tuple(one for one in found if one))


def show(
    request: HttpRequest, desk: Desk, written: Written | None, told: Returned, *, follow_up: FollowUpForm | None = None
) -> HttpResponse:
    """The page, with its form for who writes."""
    rows = written.form.rows() if written is not None else map(PointRow, desk.points)
    context = {
        "session": desk.session,
        "desk": desk,
        "said": desk.said,
        "rows": list(rows),
        "written": written,
        "form": written.form if written is not None else None,
        "papers": desk.open_papers,
        "closed_to_reader": desk.reach.edition is None and bool(desk.papers),
        "follow_ups": desk.minutes.follow_ups.all() if desk.minutes is not None and desk.writes else [],
        "follow_up": follow_up or (FollowUpForm() if desk.writes else None),
        "returned": told,
    }
    return render(request, "copil/minutes.html", context, status=told.status)
