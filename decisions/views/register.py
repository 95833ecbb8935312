"""The room's front page: what the signatory has to sign, and the register of what was signed."""

from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.paging import page_links
from accounts.roles import Role
from decisions.forms import RegisterForm
from decisions.register import READERS, desk_of, register_for
from dossiers.views.common import person

PER_PAGE = 25


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """For the signatory, the team and the auditors; it does not exist for anybody else."""
    user = person(request)
    if not user.roles & READERS:
        raise Http404
    form = RegisterForm(request.GET)
    form.is_valid()  # a filter that cannot be read narrows nothing
    said = form.cleaned_data
    rows = register_for(user, words=said.get("q", ""), kind=said.get("kind", ""), status=said.get("status", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    summary = ngettext("%(count)s acte", "%(count)s actes", total) % {"count": total}
    context = {
        "desk": desk_of(user) if Role.SIGNATORY in user.roles else None,
        "key": uuid4(),
        "acts": page.object_list,
        "form": form,
        "narrowed": any(said.values()),
        "page": page_links(page, query=request.GET, summary=summary),
    }
    return render(request, "decisions/register.html", context)
