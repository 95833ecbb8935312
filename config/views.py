"""Pages of the site itself: what the law wants said, and what is shown when something went wrong."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (loi 2005-102, art. 47)."""
    return render(request, "site/accessibility.html")


@require_safe
@login_not_required
def legal(request: HttpRequest) -> HttpResponse:
    """Publisher, host, licences (loi 2004-575, art. 6)."""
    return render(request, "site/legal.html")


@require_safe
@login_not_required
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, how long, and their rights (RGPD, art. 13)."""
    return render(request, "site/personal_data.html")
