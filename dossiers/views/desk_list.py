"""The list of dossiers: searched, filtered, sorted, page by page, at an address that can be shared."""

from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.roles import Role
from dossiers.actions.bulk import MAX_LINES
from dossiers.bulk.gestures import gestures_for
from dossiers.desk.listing import lines
from dossiers.desk.reading import MINE, Listing, heads, links, listing, page_of
from dossiers.models import SavedView
from dossiers.views.common import person

#: In the address: everything, be there a view that greets the person.
ALL = "all"
#: The order that each column's head sorts by.
DESK_COLUMNS = ("title", "step", "leader", "amount", "deposit", "due")
COLUMNS = ("title", "", "service", "amount", "")


@dataclass(frozen=True)
class View:
    """A link to a list already filtered."""

    name: str | Promise
    query: str
    current: bool


#: Those that everybody on the desk has.
READY_MADE = (
    (_("À moi"), "holder=me&sort=due"),
    (_("En retard"), "overdue=on&sort=due"),
    (_("Chez le porteur"), "holder=leader&sort=due"),
    (_("Refus implicite proche"), "silence=30&sort=silence"),
)


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers this person may see; the desk's list, with its views, for those who work on all of them."""
    user = person(request)
    found = listing(user, request.GET)
    saved = list(SavedView.objects.filter(person=user)) if found.desk else []
    if not request.GET and (greeting := next((view for view in saved if view.is_default), None)):
        return redirect(f"{reverse('dossiers:list')}?{greeting.query}")
    cut = page_of(found, request.GET)
    paged = bool(cut.before or cut.after)
    gestures = gestures_for(user) if found.desk and cut.rows else []
    context = {
        "desk": found.desk,
        "gestures": gestures,
        "key": uuid4() if gestures else "",
        "most": MAX_LINES,
        "labels_url": reverse("dossiers:labels") if Role.TEAM_LEAD in user.roles else "",
        "mine": found.mine,
        "form": found.form if found.desk or paged or found.wanted else None,
        "folded": found.folded,
        "narrowed": bool(found.wanted),
        "views": _views(found, saved) if found.desk else [],
        "has_saved": bool(saved),
        "query": found.query,
        "saveable": bool(found.query) and found.query not in {view.query for view in saved},
        "lines": lines(cut.rows),
        "heads": heads(found, _columns(found, bool(gestures))),
        "page": links(found, cut),
        "clear_url": f"?{MINE}=1" if found.mine else f"?{ALL}=1",
    }
    return render(request, "dossiers/list.html", context)


def _columns(found: Listing, chosen: bool) -> tuple[str, ...]:
    """What each column sorts by; a column to choose lines in comes before the others."""
    if not found.desk:
        return COLUMNS
    return ("", *DESK_COLUMNS) if chosen else DESK_COLUMNS


def _views(found: Listing, saved: list[SavedView]) -> list[View]:
    known: list[tuple[str | Promise, str]] = [
        (_("Tous"), ""),
        *READY_MADE,
        *((view.name, view.query) for view in saved),
    ]
    views = [View(name, query or f"{ALL}=1", query == found.query) for name, query in known]
    return [*views, View(_("Ceux que je porte"), f"{MINE}=1", False)]
