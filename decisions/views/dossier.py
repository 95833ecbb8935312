"""A dossier as one PDF, for whoever reads its page: what they read there, laid out as in a session's binder."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from copil.binder.request import dossier_said
from dossiers.views.common import glance_or_404, pdf_answer


@require_safe
@never_cache
def dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """Made while they wait: a dossier is a few pages, a second's work, and nothing of it is kept."""
    # Laying out takes seconds to import: only whoever asks for a paper waits for it.
    from decisions.binder.rendering import render_dossier

    glance = glance_or_404(request, reference)
    return pdf_answer(render_dossier(dossier_said(glance)), f"Dossier {reference}.pdf", saved=True)
