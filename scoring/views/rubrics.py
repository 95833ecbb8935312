"""The rubrics: every version with its criteria, and the form of the next one."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Role
from dossiers.views.common import person
from scoring import actions
from scoring.models import Rubric
from scoring.rubric.forms import CriterionFormSet, RubricForm, draft, initial
from scoring.rubrics import default_rubric
from workflow.verdict import Refusal

#: Who reads the rubrics: the administration, who judges by them, who controls.
READERS = frozenset({Role.ADMIN, Role.TEAM, Role.AUDITOR})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every version, the latest first."""
    user = person(request)
    if not user.roles & READERS:
        raise Http404
    found = Rubric.objects.annotate(used=Count("reviews", distinct=True), calls=Count("call_links", distinct=True))
    versions = list(found.select_related("written_by").prefetch_related("criteria").order_by("code", "-version"))
    latest: dict[str, int] = {}
    for rubric in versions:
        latest.setdefault(rubric.code, rubric.pk)
    context = {
        "versions": [(rubric, rubric.pk in latest.values()) for rubric in versions],
        "writes": Role.ADMIN in user.roles,
    }
    return render(request, "scoring/rubrics.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponse:
    """The next version of a rubric, from the latest, or from the one that was shown."""
    user = person(request)
    if Role.ADMIN not in user.roles:
        raise Http404
    default_rubric()  # there is one to start from, even before the first review
    versions = Rubric.objects.filter(code=code).prefetch_related("criteria").order_by("-version")
    former = versions.first()
    if former is None:
        raise Http404
    if request.method != "POST":
        head, rows = initial(former)
        return _form(request, former, RubricForm(initial=head), CriterionFormSet(initial=rows))
    shown = request.POST.get("shown", "")
    former = get_object_or_404(versions, version=int(shown) if shown.isdecimal() and len(shown) < 5 else 0)
    form, criteria = RubricForm(request.POST), CriterionFormSet(request.POST)
    if not (form.is_valid() & criteria.is_valid()):
        return _form(request, former, form, criteria, status=422)
    said = draft(form, criteria)
    outcome = actions.write_rubric_version(former=former, draft=said, reason=form.cleaned_data["reason"], by=user)
    if isinstance(outcome, Refusal):
        return _form(request, former, form, criteria, refusal=outcome, status=outcome.status)
    done = _("La version %(version)s est écrite. Les appels gardent la leur : choisissez-la dans leurs réglages.")
    messages.success(request, done % {"version": outcome.version})
    return redirect("scoring:rubrics")


def _form(
    request: HttpRequest,
    former: Rubric,
    form: RubricForm,
    criteria: Any,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"former": former, "form": form, "criteria": criteria, "refusal": refusal, "failed": status != 200}
    return render(request, "scoring/rubric_form.html", context, status=status)
