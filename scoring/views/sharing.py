"""The page that shares reviews out: a proposal to read, to change by hand, to confirm once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.views.common import person
from dossiers.views.places import PlacesForm, Refused, all_valid, carry_out
from scoring import actions
from scoring.reviewers.sharing import sharing


class ReviewersForm(PlacesForm):
    proposed, free = gettext_lazy("Évaluateur proposé"), gettext_lazy("Évaluateur")


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """All dossiers under review that wait for reviewers."""
    user = person(request)
    if Role.TEAM not in user.roles:
        raise Http404
    found, refused, status = sharing(user), list[Refused](), 200
    places = [ReviewersForm(shared, request.POST if request.method == "POST" else None) for shared in found.dossiers]
    if request.method == "POST":
        status = 422
        if all_valid(places):
            refused = carry_out(request, places, lambda dossier, who: _assign(dossier, who, user), _told)
            if not refused:
                return redirect("scoring:share")
            found = sharing(user)
            places = [ReviewersForm(shared) for shared in found.dossiers]
    context = {"places": places, "more": found.more, "refused": refused, "failed": status != 200}
    return render(request, "scoring/share.html", context, status=status)


def _assign(dossier: Dossier, reviewer: User, by: User) -> object:
    return actions.assign_reviewer(dossier=dossier, reviewer=reviewer, by=by)


def _told(count: int) -> str:
    return ngettext(
        "%(count)s évaluation est confiée ; la personne est prévenue par courriel.",
        "%(count)s évaluations sont confiées ; les personnes sont prévenues par courriel.",
        count,
    ) % {"count": count}
