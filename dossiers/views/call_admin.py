"""The calls as the administration keeps them: the list, one call with its settings and history, each part to change."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.paging import page_links
from dossiers.calls.consequences import may_close, may_open, standing_of
from dossiers.calls.reading import BADGES, administers, counted, history, lines, readable_by
from dossiers.calls.registry import parts
from dossiers.calls.wording import sections_worded
from dossiers.form.display import said
from dossiers.form.questions import SECTIONS
from dossiers.views.call_answers import administered, put_on, read_by, revision_of
from dossiers.views.common import person
from dossiers.withheld import as_read
from workflow import clock
from workflow.verdict import Refusal

PAGE_SIZE = 25
#: Changes shown on the call's page; the history has its own.
RECENT = 5


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Every call that the person may read, with its state, its money, its dossiers."""
    user = person(request)
    calls = readable_by(user)
    page = Paginator(counted(calls), PAGE_SIZE).get_page(request.GET.get("page"))
    total = page.paginator.count
    may_write = administers(user)
    if not total and not may_write:
        raise Http404
    summary = ngettext("%(total)s appel", "%(total)s appels", total) % {"total": total}
    context = {
        "lines": lines(as_read(user, page.object_list)),
        "page": page_links(page, query=request.GET, summary=summary),
        "may_write": may_write,
    }
    return render(request, "calls/list.html", context)


@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    """One call: where it stands, its settings, what changed last."""
    user, found = read_by(request, code)
    (shown,) = as_read(user, [found])
    changes = list(found.changes.select_related("by")[: RECENT + 1])
    may_write = administers(user)
    worded = sections_worded(found)
    phase = found.phase(clock.today())
    context = {
        "call": found,
        "phase": phase,
        "badge": BADGES[phase],
        "parts": [(part, part.lines(shown)) for part in sorted(parts.values(), key=lambda part: part.order)],
        "standing": standing_of(found),
        "worded": [(said(s.title), worded[s.code]) for s in SECTIONS if s.code in worded],
        "history": history(changes[:RECENT]),
        "more_history": len(changes) > RECENT,
        "may_write": may_write,
        "may_open": may_write and may_open(found),
        "may_close": may_write and may_close(found),
    }
    return render(request, "calls/call.html", context)


@require_safe
def call_history(request: HttpRequest, code: str) -> HttpResponse:
    """All that was changed on a call, the last first."""
    _user, found = read_by(request, code)
    page = Paginator(found.changes.select_related("by"), PAGE_SIZE).get_page(request.GET.get("page"))
    total = page.paginator.count
    summary = ngettext("%(total)s changement", "%(total)s changements", total) % {"total": total}
    context = {
        "call": found,
        "history": history(page.object_list),
        "page": page_links(page, query=request.GET, summary=summary),
    }
    return render(request, "calls/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """One part of the settings, to change; what was typed is shown again with what is wrong."""
    user, found = administered(request, code)
    if part not in parts:
        raise Http404
    here = parts[part]
    form = here.form(found, request.POST if request.method == "POST" else None)
    told: dict[str, Any] = {}
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            said_here = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
            outcome = here.change(found, revision_of(form), user, said_here)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("« %(part)s » : enregistré.") % {"part": here.title})
                return redirect("dossiers:call_admin", code)
            status, told = outcome.status, put_on(form, outcome)
    context = {"call": found, "part": here, "form": form, "failed": status != 200, **told}
    return render(request, "calls/part.html", context, status=status)
