"""What auditors read: for the administration and the team, and for each auditor what they read themselves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from audit.consultations.reading import auditors, consultations_for, may_read, reads_all, told
from audit.forms import ConsultationsForm
from dossiers.desk import keyset
from dossiers.views.common import person

PER_PAGE = 50
ORDER = keyset.Order("at", descending=True)


@require_safe
@never_cache
def consultations(request: HttpRequest) -> HttpResponse:
    """The latest first, by pages that nothing moves."""
    user = person(request)
    if not may_read(user):
        raise Http404
    sees_all = reads_all(user)
    form = ConsultationsForm(request.GET, people=auditors() if sees_all else User.objects.none())
    form.is_valid()  # a filter that cannot be read narrows nothing
    said = form.cleaned_data
    rows = consultations_for(
        user, about=said.get("about", ""), person=said.get("person"), first=said.get("starts_on"),
        last=said.get("ends_on"),
    )  # fmt: skip
    shown = keyset.page(
        rows, ORDER, size=PER_PAGE, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "lines": told(shown.rows),
        "form": form,
        "sees_all": sees_all,
        "narrowed": any(said.values()),
        "page": keyset.links(shown, request.GET),
    }
    return render(request, "audit/consultations.html", context)
