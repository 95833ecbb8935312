"""Pages of the site itself: what the law wants said; its icon."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from config.context import icon


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


@require_safe
@login_not_required
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Browsers ask for it of their own accord, for a PDF above all, whose page names no icon."""
    return redirect(static(icon()))
