"""The plain page of a verb: what it does, what it asks, and every reason why not."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dossiers.models import Dossier
from dossiers.page.glance import Glance, own_pages
from dossiers.page.verbs import GIVING_UP, why_not
from dossiers.views.common import glance_or_404, person, refused, sentence_for
from workflow.gesture import Actor, Gesture, new_key
from workflow.grammar import Page, Transition
from workflow.judgment import believed, find, judge, known, load_facts, open_to
from workflow.perform import perform
from workflow.verdict import Refusal, Unmet, Why

#: Guards that a written reason can lift, on verbs that do not ask for one otherwise.
LIFTED_BY_REASON = frozenset({"in_rank_order_or_reason"})
#: Which field answers an unmet guard.
FIELDS = {
    "reason_given": "reason",
    "in_rank_order_or_reason": "reason",
    "until_given": "until",
    "end_date_given": "until",
}


class GestureForm(forms.Form):
    """What a verb asks for. Missing words are the engine's to refuse, not the form's."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)
    until = forms.DateField(label=gettext_lazy("Date de fin"), widget=forms.DateInput, required=False)
    exception = forms.BooleanField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Il est conservé au journal du dossier."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, *args: Any, step: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (step.asks_reason or step.asks_exception or LIFTED_BY_REASON.intersection(step.guards)):
            del self.fields["reason"]
        elif step.asks_reason:
            self.partial = True  # the label must not say « facultatif »
        if not step.asks_until:
            del self.fields["until"]
        if step.asks_exception:
            self.fields["exception"].label = _(step.asks_exception)
        else:
            del self.fields["exception"]

    def gesture(self, verb: str) -> Gesture:
        said = self.cleaned_data
        until: date | None = said.get("until")
        return Gesture(verb, reason=said.get("reason", ""), until=until, exception=bool(said.get("exception")))


@require_http_methods(["GET", "HEAD", "POST"])
def verb(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Shows the verb's form, or carries it out; refusals come back with all that was typed."""
    glance = glance_or_404(request, reference)
    if not known(glance.dossier.PROCESS, verb):
        raise Http404
    step = find(glance.dossier, verb)
    if step is None or not open_to(glance.dossier, step, glance.roles):
        left = next((t for t in believed(glance.dossier, glance.roles) if t.verb == verb), None)
        if left is None:
            return refused(request, why_not(glance, verb), glance)
        return _too_late(request, glance, left)
    if step.page is not Page.FORM:
        if step.page is Page.OWN and verb in own_pages and request.method != "POST":
            return redirect(own_pages[verb], glance.dossier.reference)
        raise Http404
    if request.method != "POST":
        form = GestureForm(step=step, initial={"key": new_key(), "version": glance.version})
        unmet = judge(step, load_facts(glance.dossier, Actor(glance.user), (step,), None), None).unmet
        return _page(request, glance, step, form, unmet=unmet, possible=not unmet)
    form = GestureForm(request.POST, step=step)
    form.fields["version"].required = glance.version is not None
    if not form.is_valid():
        return _page(request, glance, step, form, status=422)
    return _carry_out(request, glance, step, form)


def _too_late(request: HttpRequest, glance: Glance, step: Transition) -> HttpResponse:
    """A verb that this person still sees, of a state left unknown to them: shown as before, refused once sent."""
    if request.method != "POST":
        form = GestureForm(step=step, initial={"key": new_key(), "version": glance.version})
        return _page(request, glance, step, form)
    sentence = _(
        "Une décision vient d’être prise sur ce dossier : ce geste n’est plus possible. Elle vous sera notifiée."
    )
    form = GestureForm(request.POST, step=step)
    form.is_valid()  # only so that what was typed is shown again
    return _page(request, glance, step, form, refusal=sentence, status=Why.WRONG_STATE.status)


def _carry_out(request: HttpRequest, glance: Glance, step: Transition, form: GestureForm) -> HttpResponse:
    outcome = perform(
        model=Dossier,
        pk=glance.dossier.pk,
        actor=Actor(glance.user),
        gesture=form.gesture(step.verb),
        key=form.cleaned_data["key"],
        expected_version=form.cleaned_data["version"],
    )
    if isinstance(outcome, Refusal):
        left = []
        for unmet in outcome.unmet:
            field = FIELDS.get(unmet.code, "")
            if field in form.fields:
                form.add_error(field, unmet.sentence)
            else:
                left.append(unmet)
        refusal = "" if outcome.why is Why.UNMET else sentence_for(outcome, glance)
        return _page(request, glance, step, form, unmet=tuple(left), refusal=refusal, status=outcome.status)
    messages.success(request, _("C’est fait : %(label)s.") % {"label": _(step.label).lower()})
    if Dossier.objects.visible_to(person(request)).filter(pk=glance.dossier.pk).exists():
        return redirect(glance.dossier)
    return redirect("home")


def _page(
    request: HttpRequest,
    glance: Glance,
    step: Transition,
    form: GestureForm,
    *,
    unmet: tuple[Unmet, ...] = (),
    refusal: str = "",
    possible: bool = True,
    status: int = 200,
) -> HttpResponse:
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "form": form,
        "label": _(step.label),
        "consequence": _consequence(glance, step),
        "reasons": unmet,
        "refusal": refusal,
        "possible": possible,
        "danger": step.verb in GIVING_UP,
        "failed": status != 200,
    }
    return render(request, "dossiers/verb.html", context, status=status)


def _consequence(glance: Glance, step: Transition) -> str:
    """Where the verb leads, by the name that this person may read."""
    dossier = glance.dossier
    target = step.target if isinstance(step.target, str) else getattr(dossier, step.target.value)
    if not target:
        return ""
    state = dossier.PROCESS.state(target)
    label = _(state.label if glance.inside else state.leader_label or state.label)
    if step.verb in GIVING_UP:
        return _("Le dossier passera à l’étape « %(step)s » : on ne revient pas en arrière.") % {"step": label}
    return _("Le dossier passera à l’étape « %(step)s ».") % {"step": label}
