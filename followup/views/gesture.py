"""The plain page of one gesture on one thing owed: what it is about, what the gesture does, what it asks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.actions.attachments import too_heavy
from dossiers.files.names import cleaned
from dossiers.files.uploads import oversized
from dossiers.page.glance import Glance
from dossiers.views.common import refused
from followup.forms import GestureForm
from followup.gestures import Asking, Kind
from followup.models import Obligation
from followup.moving import find, why_not
from followup.views.common import decided, reader
from workflow.grammar import Transition
from workflow.verdict import Refusal, Why

#: Which field answers what is not met; the rest is said above the form.
FIELDS = {
    "reason_given": "reason",
    "until_given": "until",
    "evidence_given": "text",
    "claim_given": "text",
    "few_files": "joined",
    "amount_given": "amount",
}


@require_http_methods(["GET", "HEAD", "POST"])
def gesture(
    request: HttpRequest, reference: str, number: int, *, kind: Kind, verb: str, asking: Asking
) -> HttpResponse:
    """Shows the form, or carries the gesture out; refusals come back with all that was typed."""
    glance = reader(request, reference)[0] if kind.of_grant else decided(request, reference)
    rows = kind.model._default_manager.select_related("dossier")
    thing: Obligation = get_object_or_404(rows, dossier=glance.dossier, number=number)
    refusal, step = why_not(glance.dossier, thing, verb, glance.roles), find(thing, verb)
    if refusal is not None or step is None:
        return refused(request, refusal or Refusal(Why.WRONG_STATE, ""), glance)
    if request.method != "POST":
        return _show(request, glance, kind, thing, step, asking, asking.form(initial=asking.form.initial_for(thing)))
    form = asking.form(request.POST, request.FILES)
    if heavy := oversized(request):
        said = {"name": cleaned(heavy[0]), "sentence": too_heavy()}
        form.add_error("joined" if "joined" in form.fields else None, _("« %(name)s » : %(sentence)s") % said)
    if not form.is_valid():
        return _show(request, glance, kind, thing, step, asking, form, status=422)
    outcome = asking.run(thing, form.cleaned_data, glance.user)
    if not isinstance(outcome, Refusal):
        messages.success(request, str(asking.done))
        return redirect(kind.home, glance.dossier.reference)
    if outcome.why is not Why.UNMET:
        return refused(request, outcome, glance)
    tell_unmet(form, outcome)
    return _show(request, glance, kind, thing, step, asking, form, status=422)


def tell_unmet(form: GestureForm, refusal: Refusal) -> None:
    """Puts each reason beside the field that answers it, or above the form."""
    for unmet in refusal.unmet:
        field = FIELDS.get(unmet.code, unmet.code)
        form.add_error(field if field in form.fields else None, unmet.sentence)
    if not refusal.unmet:
        form.add_error(None, refusal.sentence)


def _show(
    request: HttpRequest,
    glance: Glance,
    kind: Kind,
    thing: Obligation,
    step: Transition,
    asking: Asking,
    form: GestureForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        **kind.about(thing, glance),
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "thing": thing,
        "of_grant": kind.of_grant,
        "home": reverse(kind.home, args=[glance.dossier.reference]),
        "label": _(step.label),
        "consequence": asking.consequence,
        "form": form,
        "failed": status != 200,
    }
    return render(request, "followup/gesture.html", context, status=status)
