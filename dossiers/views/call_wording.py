"""The help and the examples that a call gives beside the questions, in place of the site's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.actions.calls import word_call
from dossiers.calls.forms import lines
from dossiers.calls.wording import Told, Wording, sections_worded, wording_of
from dossiers.form.display import said
from dossiers.form.examples import EXAMPLES
from dossiers.form.questions import BY_CODE, SECTIONS, SectionDef
from dossiers.models import Call
from dossiers.views.call_answers import administered, put_on, revision_of
from workflow.verdict import Refusal


class WordingForm(forms.Form):
    """Two texts a question; an empty one leaves the site's, which is shown beside it."""

    partial = True
    revision = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, section: SectionDef, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in section.questions:
            self.fields[f"{question.name}_help"] = lines(_("Aide"), rows=2, required=False)
            self.fields[f"{question.name}_example"] = lines(_("Exemple"), rows=3, required=False)

    def told(self, section: SectionDef) -> Wording:
        clean = self.cleaned_data
        return {q.name: Told(clean[f"{q.name}_help"], clean[f"{q.name}_example"]) for q in section.questions}


@require_safe
def wording(request: HttpRequest, code: str) -> HttpResponse:
    """The sections, and which of them have the call's own words."""
    _user, call = administered(request, code)
    worded = sections_worded(call)
    sections = [(s.code, said(s.title), len(s.questions), worded.get(s.code, 0)) for s in SECTIONS]
    return render(request, "calls/wording.html", {"call": call, "sections": sections})


@require_http_methods(["GET", "HEAD", "POST"])
def section_wording(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """One section's help and examples."""
    user, call = administered(request, code)
    if section not in BY_CODE:
        raise Http404
    here = BY_CODE[section]
    form = WordingForm(here, request.POST) if request.method == "POST" else _as_kept(call, here)
    status, told = 200, {}
    if form.is_bound:
        status = 422
        if form.is_valid():
            outcome = word_call(call=call, section=section, said=form.told(here), revision=revision_of(form), by=user)
            if not isinstance(outcome, Refusal):
                messages.success(
                    request, _("L’aide de « %(section)s » est enregistrée.") % {"section": said(here.title)}
                )
                return redirect("dossiers:call_wording", code)
            status, told = outcome.status, put_on(form, outcome)
    rows = [
        (
            said(q.label),
            _site(q.help),
            _site(EXAMPLES.get(q.name, "")),
            form[f"{q.name}_help"],
            form[f"{q.name}_example"],
        )
        for q in here.questions
    ]
    context = {
        "call": call,
        "title": said(here.title),
        "form": form,
        "rows": rows,
        "failed": status != 200,
        **told,
    }
    return render(request, "calls/section_wording.html", context, status=status)


def _site(text: str) -> str:
    """What the site says where the call says nothing."""
    return _("Le site dit : %(text)s") % {"text": said(text)} if text else _("Le site ne dit rien ici.")


def _as_kept(call: Call, section: SectionDef) -> WordingForm:
    initial: dict[str, Any] = {"revision": call.revision}
    for name, told in wording_of(call.pk, section.code).items():
        initial |= {f"{name}_help": told.help, f"{name}_example": told.example}
    return WordingForm(section, initial=initial)
