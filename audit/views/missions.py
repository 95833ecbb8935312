"""The room's front page, for each what is theirs; the missions, given by the administration."""

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
from audit.reading import all_missions, lines
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
    """Every mission, in force, to come or over."""
    page = Paginator(all_missions(), PER_PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    summary = ngettext("%(total)s mission", "%(total)s missions", total) % {"total": total}
    context = {
        "lines": lines(page.object_list),
        "page": page_links(page, query=request.GET, summary=summary),
    }
    return render(request, "audit/missions.html", context)


@for_administrators
def give(request: HttpRequest) -> HttpResponse:
    """Gives a mission; what was typed stays when something is wrong."""
    initial = {"first_day": clock.today(), "kind": "calls", "email": request.GET.get("email", "")[:254]}
    form = MissionForm(posted(request), initial=initial)

    def entrust() -> None:
        said = form.cleaned_data
        actions.give_mission(
            user=said["email"],
            scope=form.scope(),
            reason=said["reason"],
            starts_on=said["first_day"],
            ends_on=said["last_day"],
            by=current_user(request),
        )
        messages.success(request, _("La mission est donnée à %(name)s.") % {"name": said["email"].full_name})

    status = 200
    if request.method == "POST":
        status = carry_out(form, entrust)
        if status == 200:
            return redirect("audit:missions")
    return render(request, "audit/give_mission.html", {"form": form}, status=status)
