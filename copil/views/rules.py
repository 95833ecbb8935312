"""Pages of the house rules: those in force, each version, and the form that adopts the next."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.models import HouseRules
from copil.rules.explained import explained
from copil.rules.forms import RulesForm
from copil.rules.versions import history
from copil.views.common import Returned, posted, refused, returned
from dossiers.views.common import person
from workflow import clock
from workflow.verdict import Refusal, Why


def reader(request: HttpRequest) -> User:
    """Who asks; 404 for who has nothing to do with the committee."""
    user = person(request)
    if not rights.reads_rules(user):
        raise Http404
    return user


def latest() -> HouseRules:
    """The version in force; before any session there is none in the database, and the default is told."""
    return HouseRules.objects.order_by("-version").first() or HouseRules(version=1, adopted_on=clock.today())


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The rules in force, each explained, and what each version changed."""
    user = reader(request)
    return _page(request, user, latest(), latest=True)


@require_safe
def version(request: HttpRequest, version: int) -> HttpResponse:
    """One version, as a session was held under it."""
    user = reader(request)
    if version > 32_000:
        raise Http404
    found = get_object_or_404(HouseRules, version=version)
    return _page(request, user, found, latest=not HouseRules.objects.filter(version__gt=version).exists())


def _page(request: HttpRequest, user: User, rules: HouseRules, *, latest: bool) -> HttpResponse:
    context = {
        "rules": rules,
        "explained": explained(rules),
        "latest": latest,
        "history": history(),
        "settles": rights.settles_rules(user),
    }
    return render(request, "copil/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest) -> HttpResponse:
    """The form of the next version."""
    user = reader(request)
    if not rights.settles_rules(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), "/copil/reglement/")
    in_force = latest()
    form = RulesForm(posted(request), initial=RulesForm.of(in_force))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            said = form.cleaned_data
            outcome = actions.adopt_rules(
                draft=form.draft(),
                shown=said["shown"],
                adopted_on=said["adopted_on"],
                reason=said["reason"],
                reference=said["reference"],
                by=user,
            )
            if not isinstance(outcome, Refusal):
                adopted = _("La version %(version)s est adoptée. Les membres en sont prévenus.")
                messages.success(request, adopted % {"version": outcome.version})
                return redirect("copil:rules")
            result = returned(outcome, form, {name: name for name in form.fields})
    context = {"form": form, "returned": result, "in_force": in_force}
    return render(request, "copil/adopt_rules.html", context, status=result.status)
