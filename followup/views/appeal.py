"""Recording an appeal that was received, on paper most often."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.actions.attachments import too_heavy
from dossiers.actions.doing import wrong_state
from dossiers.files.names import cleaned
from dossiers.files.uploads import oversized
from dossiers.views.common import refused
from followup import actions
from followup.actions.appeals import RECORDS, appealable
from followup.appeals.delays import last_day
from followup.appeals.forms import LodgeForm
from followup.views.common import decided
from followup.views.gesture import tell_unmet
from workflow import clock
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why


@require_http_methods(["GET", "HEAD", "POST"])
def lodge(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, or what came of it."""
    glance = decided(request, reference)
    if RECORDS not in glance.roles:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    act = appealable(glance.dossier)
    if act is None or act.notified_at is None:
        return refused(request, wrong_state(glance.dossier, glance.roles).refusal, glance)
    notified_on = clock.day_of(act.notified_at)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "act": act,
        "notified_on": notified_on,
        "last_day": last_day(notified_on),
        "label": _("Enregistrer un recours gracieux"),
        "consequence": _("La coordination est prévenue : deux mois de silence à compter de la réception valent rejet."),
    }
    if request.method != "POST":
        return render(request, "followup/appeal.html", {**context, "form": LodgeForm(initial=LodgeForm.first())})
    form = LodgeForm(request.POST, request.FILES)
    if heavy := oversized(request):
        told = {"name": cleaned(heavy[0]), "sentence": too_heavy()}
        form.add_error("joined", _("« %(name)s » : %(sentence)s") % told)
    if form.is_valid():
        said = form.cleaned_data
        outcome = actions.lodge_appeal(
            dossier=glance.dossier,
            received_on=said["received_on"],
            by_whom=said["by_whom"],
            text=said["text"],
            uploads=said["joined"],
            key=said["key"],
            by=glance.user,
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Le recours est enregistré."))
            return redirect(glance.dossier)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        tell_unmet(form, outcome)
    return render(request, "followup/appeal.html", {**context, "form": form, "failed": True}, status=422)
