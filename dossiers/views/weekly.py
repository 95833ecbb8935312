"""The page of the weekly review: read together, printed, closed."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.weekly import close_weekly_review
from dossiers.desk.listing import FILTERING
from dossiers.desk.weekly import weekly
from dossiers.views.common import TITLES, person, problem
from workflow.verdict import Refusal


class SinceForm(forms.Form):
    """From which day a deposit is new; a day that means nothing is the last review's."""

    since = forms.DateField(
        label=gettext_lazy("Nouveaux depuis le"),
        required=False,
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))],
    )
    partial = True  # the label must not say « facultatif »


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The review; a POST notes that it was held."""
    user = person(request)
    if not user.roles & FILTERING:
        raise Http404
    if request.method == "POST":
        return _close(request, user)
    form = SinceForm(request.GET)
    said = form.cleaned_data.get("since") if form.is_valid() else None
    found = weekly(user, since=said)
    context = {
        "weekly": found,
        "form": SinceForm(initial={"since": found.since}),
        "holds": Role.TEAM in user.roles,
    }
    return render(request, "dossiers/weekly.html", context)


def _close(request: HttpRequest, user: User) -> HttpResponse:
    outcome = close_weekly_review(by=user)
    if isinstance(outcome, Refusal):
        return problem(
            request,
            status=outcome.status,
            title=str(TITLES[outcome.why]),
            explanation=outcome.sentence,
            back_url=request.path,
        )
    messages.success(request, _("La revue du jour est close : la prochaine partira d’aujourd’hui."))
    return redirect("dossiers:weekly")
