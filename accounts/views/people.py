"""The directory: who is in the house, with which roles, and who is invited."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext

from accounts.actions import keeps_service
from accounts.directory import pending_invitations, people
from accounts.models import User
from accounts.paging import page_links
from accounts.people_forms import SearchForm
from accounts.roles import Role
from accounts.views.answers import for_administrators

PAGE_SIZE = 25


@for_administrators
def directory(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    form.is_valid()  # a filter that cannot be read is left out
    words, role = form.cleaned_data.get("q", ""), form.cleaned_data.get("role", "")
    page = Paginator(people(words=words, role=Role(role) if role else None), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    total = page.paginator.count
    summary = ngettext("%(total)s personne", "%(total)s personnes", total) % {"total": total}
    context = {
        "form": form,
        "people": page.object_list,
        "links": page_links(page, query=request.GET, summary=summary),
        "is_filtered": bool(words or role),
        "invited": pending_invitations().count(),
    }
    return render(request, "accounts/directory.html", context)


@for_administrators
def person(request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
    someone = get_object_or_404(User.objects.select_related("service", "erased_by"), ref=ref)
    holdings = list(someone.holdings.order_by("-starts_on", "-pk"))
    context = {
        "person": someone,
        "is_me": someone == request.user,
        "may_move": someone != request.user or not keeps_service(someone),
        "holdings": holdings,
        "delegations": list(
            someone.delegations.select_related("stands_in_for__signatory").order_by("-starts_on", "-pk")
        ),
        "may_sign": any(h.role == Role.SIGNATORY and not h.is_over for h in holdings),
    }
    return render(request, "accounts/person.html", context)


@for_administrators
def invitations(request: HttpRequest) -> HttpResponse:
    page = Paginator(pending_invitations(), PAGE_SIZE).get_page(request.GET.get("page"))
    total = page.paginator.count
    summary = ngettext("%(total)s invitation", "%(total)s invitations", total) % {"total": total}
    context = {"invitations": page.object_list, "links": page_links(page, query=request.GET, summary=summary)}
    return render(request, "accounts/invitations.html", context)
