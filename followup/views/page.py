"""The page of one dossier's follow-up: what is owed, by whom, until when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.reading import reads_evidence, shown_conditions
from followup.views.common import reader


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The follow-up as this person may read it."""
    glance, found = reader(request, reference)
    conditions = shown_conditions(glance)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "follow_up": found,
        "conditions": conditions,
        "stages": [shown.stage for shown in conditions if not shown.condition.is_over],
        "reads_evidence": reads_evidence(glance),
    }
    return render(request, "followup/page.html", context)
