"""The room's front page, for each what is theirs; the missions, given by the administration."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.paging import page_links
from accounts.roles import Role
from accounts.views.answers import carry_out, current_user, for_administrators, posted
from audit import actions, rights
from audit.forms import MissionForm
from audit.models import Export
from audit.reading import all_missions, lines, proposed
from dossiers.views.common import person
from workflow import clock

PER_PAGE = 25
#: One's archives shown on the front page.
RECENT = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """An auditor's missions and what they open; the administration's way to missions and to what was read."""
    user = person(request)
    if not user.roles & {Role.AUDITOR, Role.ADMIN, Role.TEAM}:
        raise Http404
    audits = rights.audits(user)
    context = {
        "audits": audits,
        "administers": Role.ADMIN in user.roles,
        "missions": lines(all_missions().filter(pk__in=rights.missions_of(user).order_by().values("pk")))
        if audits
        else (),
        "exports": Export.objects.filter(asked_by=user).select_related("call", "session", "dossier")[:RECENT]
        if audits
        else (),
    }
    return render(request, "audit/home.html", context)


@require_safe
@for_administrators
def missions(request: HttpRequest) -> HttpResponse:
    """Every mission, in force, to come or over; those proposed, which nobody has accepted yet."""
    page = Paginator(all_missions(), PER_PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    summary = ngettext("%(total)s mission", "%(total)s missions", total) % {"total": total}
    context = {
        "lines": lines(page.object_list),
        "proposed": proposed(),
        "page": page_links(page, query=request.GET, summary=summary),
    }
    return render(request, "audit/missions.html", context)


@for_administrators
def give(request: HttpRequest) -> HttpResponse:
    """Gives a mission, or proposes it to who has no account yet; what was typed stays when something is wrong."""
    initial = {"first_day": clock.today(), "kind": "calls", "email": request.GET.get("email", "")[:254]}
    form = MissionForm(posted(request), initial=initial)

    def entrust() -> None:
        said, known = form.cleaned_data, form.known
        mission: dict[str, Any] = {
            "scope": form.scope(),
            "reason": said["reason"],
            "starts_on": said["first_day"],
            "ends_on": said["last_day"],
            "by": current_user(request),
        }
        if known is not None:
            actions.give_mission(user=known, **mission)
            messages.success(request, _("La mission est donnée à %(name)s.") % {"name": known.full_name})
        else:
            actions.propose_mission(email=said["email"], **mission)
            sentence = _("La mission est proposée à %(email)s, qui reçoit une invitation.")
            messages.success(request, sentence % {"email": said["email"]})

    status = 200
    if request.method == "POST":
        status = carry_out(form, entrust)
        if status == 200:
            return redirect("audit:missions")
    return render(request, "audit/give_mission.html", {"form": form}, status=status)
