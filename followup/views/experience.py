"""What others may reuse: the public list, and the page on which the team publishes it or takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.views.common import refused
from followup import actions
from followup.models import Report
from followup.reports.publishing import SHOWN, agreed, as_published, experiences, may_publish
from followup.views.common import reader
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why

MAX_SEARCH = 100


@login_not_required
@require_safe
def reusable(request: HttpRequest) -> HttpResponse:
    """Anybody's: what closed projects left for others, found by words."""
    search = request.GET.get("q", "").replace("\x00", "")[:MAX_SEARCH].strip()
    found = list(experiences(search))
    context = {"search": search, "found": found, "most": SHOWN, "cut": len(found) == SHOWN}
    return render(request, "followup/reusable.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """What would be published, or is; the gesture that changes it."""
    glance, _found = reader(request, reference)
    report = get_object_or_404(Report.objects.select_related("dossier"), dossier=glance.dossier, kind="final")
    if not may_publish(report, glance):
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    handed = agreed(report)
    if handed is None:
        raise Http404
    if request.method == "POST":
        wanted = request.POST.get("publish") == "yes"
        outcome = actions.publish_experience(report=report, publish=wanted, by=glance.user)
        if isinstance(outcome, Refusal):
            return refused(request, outcome, glance)
        messages.success(request, _("C’est publié.") if wanted else _("Ce n’est plus publié."))
        return redirect("followup:page", reference)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "report": report,
        "one": as_published(handed),
    }
    return render(request, "followup/publish.html", context)
