"""A dossier's whole file, for who controls it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit.views.common import auditor_or_404
from audit.whole.reading import whole
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404


@require_safe
@never_cache
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything of one dossier of the mission; not of one that they lead or were invited to read."""
    auditor_or_404(request)
    glance: Glance = glance_or_404(request, reference)
    if not glance.inside or glance.dossier.deposited_at is None:
        raise Http404
    context = {"dossier": glance.dossier, "glance": glance, "step": glance.step, "file": whole(glance)}
    return render(request, "audit/whole.html", context)
