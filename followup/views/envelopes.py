"""The page of the envelopes, and the same figures as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers.views.common import person
from followup.envelopes.drawing import draw_envelopes, draw_years
from followup.envelopes.reading import READERS, Envelope, by_year, envelopes, total
from followup.envelopes.table import as_csv


@require_safe
def envelope_page(request: HttpRequest) -> HttpResponse:
    """One call's money, or that of all the calls this person reads; an unknown code shows them all."""
    found = _read(request)
    code = request.GET.get("appel", "")
    shown = [one for one in found if one.call.code == code] or found
    context = {
        "calls": [one.call for one in found],
        "call": shown[0].call if len(shown) < len(found) else None,
        "total": total(shown),
        "envelopes": draw_envelopes(shown),
        "years": draw_years(by_year(shown)),
    }
    return render(request, "followup/envelopes.html", context)


@require_safe
def envelope_file(request: HttpRequest) -> HttpResponse:
    """All of them, as a file."""
    return HttpResponse(
        as_csv(_read(request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="enveloppes.csv"'},
    )


def _read(request: HttpRequest) -> list[Envelope]:
    """Those that this person reads; the page does not exist for who reads none by office."""
    user = person(request)
    if not user.roles & READERS:
        raise Http404
    return envelopes(user)
