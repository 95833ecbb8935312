"""The page that shares dossiers out among référents: a proposal to read, to change by hand, to confirm once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.challenge.sharing import sharing
from dossiers.models import Dossier
from dossiers.views.common import person
from dossiers.views.places import PlacesForm, Refused, all_valid, carry_out


class ReferentsForm(PlacesForm):
    proposed, free = gettext_lazy("Référent proposé"), gettext_lazy("Référent")


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """All dossiers that wait for référents, or the one that `dossier` names."""
    user = person(request)
    if Role.TEAM not in user.roles:
        raise Http404
    reference = request.GET.get("dossier", "")[:20].replace("\x00", "")
    found, refused, status = sharing(user, reference=reference), list[Refused](), 200
    places = [ReferentsForm(shared, request.POST if request.method == "POST" else None) for shared in found.dossiers]
    if request.method == "POST":
        status = 422
        if all_valid(places):
            refused = carry_out(request, places, lambda dossier, who: _assign(dossier, who, user), _told)
            if not refused:
                return redirect("dossiers:challenge", reference) if reference and places else _done()
            found = sharing(user, reference=reference)
            places = [ReferentsForm(shared) for shared in found.dossiers]
    context = {
        "reference": reference,
        "places": places,
        "more": found.more,
        "refused": refused,
        "failed": status != 200,
    }
    return render(request, "dossiers/share.html", context, status=status)


def _done() -> HttpResponse:
    return redirect("dossiers:referents")


def _assign(dossier: Dossier, referent: User, by: User) -> object:
    return actions.assign_referent(dossier=dossier, referent=referent, by=by)


def _told(count: int) -> str:
    return ngettext(
        "%(count)s référent est désigné, et prévenu par courriel.",
        "%(count)s référents sont désignés, et prévenus par courriel.",
        count,
    ) % {"count": count}
