"""Open data, for anybody and any machine: a page that says what the file holds, the file at an address that lasts."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from decisions.identity import identity
from decisions.opendata import subsidies as grants

#: How many grants the page shows, to say what the file looks like.
SHOWN = 5


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What is published, how, and what is left out. Two statements besides those of the session."""
    latest = grants.published_acts().defer("inputs", "words").order_by("-signed_at", "-pk")[:SHOWN]
    context = {"published": grants.published(), "latest": latest, "siret": identity().siret}
    return render(request, "decisions/opendata.html", context)


@login_not_required
@require_safe
def subsidies(request: HttpRequest) -> HttpResponseBase:
    """The file, streamed; 304 to whoever has it as it stands. Without the authority's SIRET there is no file."""
    if not identity().siret:
        raise Http404
    etag = quote_etag(grants.published().mark)
    response: HttpResponseBase = get_conditional_response(request, etag=etag) or StreamingHttpResponse(
        grants.csv_of(grants.subsidies()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="subventions.csv"'},
    )
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"  # other sites may read what is everybody's
    return response
