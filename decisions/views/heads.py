"""The public page of the daily heads of the log, and their files."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from decisions import heads as reading
from dossiers.views.common import typed_number


@login_not_required
@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """What was sealed each day, and how anybody checks it without this site."""
    found = reading.page(typed_number(request.GET.get("avant", "")))
    return render(request, "decisions/heads.html", {"page": found})


@login_not_required
@require_safe
def file(request: HttpRequest, number: int, ending: str) -> HttpResponse:  # noqa: ARG001 - a view has its request
    """The statement, its signature or its stamp, byte for byte."""
    found = reading.file_of(number, ending) if number < 10**6 else None
    if found is None:
        raise Http404
    name, content = found
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type=reading.TYPES[ending], headers={"Content-Disposition": disposition})
