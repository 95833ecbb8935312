"""Two versions of a dossier side by side, with the words that changed marked."""

from collections.abc import Mapping

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.page.glance import Glance
from dossiers.versions import Comparison, Edition, compare, editions, may_compare
from dossiers.views.common import glance_or_404


class PairForm(forms.Form):
    """Which two editions to compare, in any order."""

    def __init__(self, data: Mapping[str, str] | None, *, choices: list[tuple[int, str]]) -> None:
        super().__init__(data, initial={"before": choices[-2][0], "after": choices[-1][0]})
        self.fields["before"] = forms.TypedChoiceField(label=_("Comparer"), coerce=int, choices=choices)
        self.fields["after"] = forms.TypedChoiceField(label=_("avec"), coerce=int, choices=choices)


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The two last editions, or those that the address names; 404 when there is nothing to compare."""
    glance = glance_or_404(request, reference)
    if not may_compare(glance):
        raise Http404
    known = editions(glance)
    asked = {name: request.GET[name] for name in ("before", "after") if name in request.GET}
    form = PairForm(asked or None, choices=[(edition.number, edition.label) for edition in known.values()])
    failed = bool(asked) and not form.is_valid()
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "form": form,
        "failed": failed,
        "comparison": None if failed else _comparison(glance, list(known.values()), form),
    }
    return render(request, "dossiers/versions.html", context, status=422 if failed else 200)


def _comparison(glance: Glance, known: list[Edition], form: PairForm) -> Comparison:
    if not form.is_bound:
        return compare(glance, *known[-2:])
    numbers = {form.cleaned_data["before"], form.cleaned_data["after"]}
    pair = [edition for edition in known if edition.number in numbers]
    return compare(glance, pair[0], pair[-1])
