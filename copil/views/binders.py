"""The whole session as one file: asked for, followed while it is made, downloaded by whom it was made for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copil.binder import making
from copil.models import Binder
from copil.views.common import refused, session_or_404
from dossiers.views.common import pdf_answer, person
from workflow.verdict import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def binder(request: HttpRequest, number: int) -> HttpResponse:
    """Where the reader's own binder stands; asks for it."""
    here = session_or_404(request, number)
    if request.method == "POST":
        outcome = making.ask(session=here, by=person(request))
        if isinstance(outcome, Refusal):
            return refused(request, outcome, here.get_absolute_url())
        messages.success(request, _("Le dossier de séance est demandé."))
        return redirect("copil:binder", number)
    found, current = making.binder_for(here, person(request))
    context = {"session": here, "binder": found, "current": current}
    return render(request, "copil/binder.html", context)


@require_safe
@never_cache
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that follows the worker."""
    here = session_or_404(request, number)
    found, current = making.binder_for(here, person(request))
    context = {"session": here, "binder": found, "current": current}
    return render(request, "copil/parts/binder_state.html", context)


@require_safe
@never_cache
def download(request: HttpRequest, number: int) -> HttpResponse:
    """The reader's own binder, as long as they may read all that it says."""
    here = session_or_404(request, number)
    found, current = making.binder_for(here, person(request))
    if found is None or found.done_at is None or not current:
        raise Http404
    content = bytes(Binder.objects.only("content").get(pk=found.pk).content or b"")
    return pdf_answer(content, f"Dossier de séance COPIL {here.number}.pdf", saved=True)
