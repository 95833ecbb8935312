"""Making a call, cloning one, opening and closing it: each with what it does, said beforehand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.actions.call_opening import clone_call, close_call, create_call, open_call
from dossiers.calls import consequences
from dossiers.calls.forms import CloneForm, CloseForm, NewCallForm, OpenForm
from dossiers.models import Call, Phase
from dossiers.views.call_answers import administered, administrator, put_on, revision_of
from workflow import clock
from workflow.verdict import Refusal

READ = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class GesturePage:
    """A gesture on a call: its words, what it does, where one comes from."""

    title: str
    lead: str
    submit_label: str
    done: str
    back_url: str
    call: Call | None = None
    consequences: list[str] = field(default_factory=list)
    danger: bool = False


@require_http_methods(READ)
def new_call(request: HttpRequest) -> HttpResponse:
    """A call in preparation; its settings come next."""
    user = administrator(request)
    page = GesturePage(
        title=_("Préparer un appel"),
        lead=_("Personne d’autre ne le voit tant que vous n’en avez pas décidé l’ouverture."),
        submit_label=_("Préparer cet appel"),
        done=_("L’appel est en préparation : complétez ses réglages, puis ouvrez-le."),
        back_url=reverse("dossiers:calls_admin"),
    )
    form = NewCallForm(request.POST if request.method == "POST" else None)
    return _answer(request, page, form, lambda: create_call(by=user, **form.cleaned_data))


@require_http_methods(READ)
def clone(request: HttpRequest, code: str) -> HttpResponse:
    """A call like this one, in preparation."""
    user, model = administered(request, code)
    page = GesturePage(
        title=_("Dupliquer l’appel"),
        lead=_("Un nouvel appel, en préparation, avec les mêmes réglages."),
        submit_label=_("Dupliquer cet appel"),
        done=_("L’appel est dupliqué : fixez son enveloppe, relisez ses réglages, puis ouvrez-le."),
        back_url=_url(model),
        call=model,
        consequences=[
            _("Sont repris : présentation, contact, nombres de référents et d’évaluateurs, délais, grille, aide."),
            _("Les dates gardent leurs écarts, à partir du premier jour que vous donnez."),
            _("L’enveloppe est à fixer de nouveau, avec son motif et la référence des crédits."),
            _("Aucun dossier n’est repris."),
        ],
    )
    form = CloneForm(request.POST if request.method == "POST" else None, initial={"title": model.title})
    return _answer(request, page, form, lambda: clone_call(call=model, by=user, **form.cleaned_data))


@require_http_methods(READ)
def opening(request: HttpRequest, code: str) -> HttpResponse:
    """Decides the opening, with what it does; of a closed call, that it opens again."""
    user, call = administered(request, code)
    again = call.phase(clock.today()) is Phase.CLOSED
    page = GesturePage(
        title=_("Rouvrir l’appel") if again else _("Ouvrir l’appel"),
        lead=_("Relisez ce qui va se passer avant de confirmer."),
        submit_label=_("Rouvrir l’appel") if again else _("Décider l’ouverture"),
        done=_("L’appel reçoit à nouveau des dossiers.") if again else _("L’ouverture de l’appel est décidée."),
        back_url=_url(call),
        call=call,
        consequences=consequences.of_opening(call),
    )
    last = max(call.closes_on, clock.today())
    form = OpenForm(
        request.POST if request.method == "POST" else None, initial={"closes_on": last, "revision": call.revision}
    )
    if again:
        form.fields["reason"].required = True
    else:
        del form.fields["reason"]
    return _answer(request, page, form, lambda: open_call(call=call, by=user, **_said(form)))


@require_http_methods(READ)
def closing(request: HttpRequest, code: str) -> HttpResponse:
    """Ends the deposits now, with what it does."""
    user, call = administered(request, code)
    page = GesturePage(
        title=_("Clore l’appel"),
        lead=_("Les dépôts s’arrêtent tout de suite. Pour changer le dernier jour, modifiez plutôt les dates."),
        submit_label=_("Clore l’appel maintenant"),
        done=_("L’appel est clos."),
        back_url=_url(call),
        call=call,
        consequences=consequences.of_closing(call),
        danger=True,
    )
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"revision": call.revision})
    return _answer(request, page, form, lambda: close_call(call=call, by=user, **_said(form)))


def _said(form: forms.Form) -> dict[str, Any]:
    """What a form of opening or closing says to its verb."""
    return {"reason": "", **form.cleaned_data, "revision": revision_of(form)}


def _url(call: Call) -> str:
    return reverse("dossiers:call_admin", args=[call.code])


def _answer(
    request: HttpRequest, page: GesturePage, form: forms.Form, verb: Callable[[], Call | Refusal]
) -> HttpResponse:
    """Shows the form; when it is sent, does it and goes to the call, or shows what is wrong."""
    status, told = 200, {}
    if form.is_bound:
        status = 422
        if form.is_valid():
            outcome = verb()
            if not isinstance(outcome, Refusal):
                messages.success(request, page.done)
                return redirect("dossiers:call_admin", outcome.code)
            status, told = outcome.status, put_on(form, outcome)
    context = {"page": page, "call": page.call, "form": form, "failed": status != 200, **told}
    return render(request, "calls/gesture.html", context, status=status)
