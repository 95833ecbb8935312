"""The decision on one dossier, as a paper: for who reads what the committee did with it, who signs included."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from copil.minutes.excerpt import excerpt_said, excerpts_read, lay_out
from dossiers.views.common import glance_or_404, pdf_answer


@require_safe
@never_cache
def file(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """The excerpt of that session, once validated: for the team, the committee, who signs and who controls."""
    glance = glance_or_404(request, reference)
    validated = [one for one in excerpts_read(glance) if one.session.number == number]
    said = excerpt_said(validated[-1]) if validated else None
    if said is None:
        raise Http404
    return pdf_answer(lay_out(said), f"Extrait du relevé de décisions, COPIL {number}, {reference}.pdf")
