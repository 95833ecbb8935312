"""The person's lines, and for the team the mails that did not arrive."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.roles import Role
from notifications import failures as mails
from notifications.lines import lines, note_read

#: Who sees the mails that did not arrive, and sends them again.
TOLD = frozenset({Role.TEAM, Role.ADMIN})


@require_safe
@never_cache
def news(request: HttpRequest) -> HttpResponse:
    """What the site has told this person; looking at it is having seen it."""
    user = cast(User, request.user)
    found = lines(user)
    lost = mails.given_up(user) if user.roles & TOLD else 0
    if request.method != "HEAD":
        note_read(user)
    return render(request, "notifications/news.html", {"lines": found, "lost_mails": lost})


@require_safe
def failures(request: HttpRequest) -> HttpResponse:
    """The mails that did not arrive."""
    user = _require_team(request)
    return render(request, "notifications/failures.html", {"failures": mails.failures(user)})


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends one of them again."""
    message = mails.try_again(pk, _require_team(request))
    if message is None:
        messages.info(request, _("Ce courriel est parti entre-temps, ou attend déjà d’être envoyé."))
    else:
        messages.success(request, _("Le courriel repart vers %(address)s.") % {"address": message.address})
    return redirect("notifications:failures")


def _require_team(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.roles & TOLD:
        raise Http404
    return user
