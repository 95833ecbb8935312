"""The dossier's page: who has the ball first, then what may be done, what was written, what happened."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dossiers.ball import ball, open_items
from dossiers.form.completeness import Contents, completeness
from dossiers.form.display import shown
from dossiers.journey import journey
from dossiers.page import Glance, panels
from dossiers.timeline import timeline
from dossiers.verbs import verbs
from dossiers.views.common import glance_or_404
from dossiers.visibility import has_interest


@dataclass(frozen=True)
class Content:
    """What the reader reads of the form: the working draft (`version` is 0) or a frozen version."""

    contents: Contents
    version: int


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The dossier as this person may see it."""
    glance = glance_or_404(request, reference)
    content = content_for(glance)
    entries = timeline(glance)
    moves = [entry for entry in entries if entry.target]
    dossier = glance.dossier
    context = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "ball": ball(glance, open_items(glance), since=moves[0].at if moves else None),
        "journey": journey(glance, entries),
        "verbs": verbs(glance),
        "panels": rendered_panels(request, glance),
        "sections": shown(content.contents),
        "version": content.version,
        "editable": glance.as_leader and dossier.PROCESS.state(dossier.state).editable,
        "completeness": completeness(content.contents),
        "entries": entries,
        "oversees": may_oversee(glance),
    }
    return render(request, "dossiers/page.html", context)


def content_for(glance: Glance) -> Content:
    """The working draft for its leaders, the last deposited version for everybody else; one statement."""
    dossier = glance.dossier
    if glance.as_leader:
        # Prefetched: the guards on the form read the same sections.
        prefetch_related_objects([dossier], "sections")
        return Content({section.code: section.data for section in dossier.sections.all()}, 0)
    version = dossier.versions.filter(number=dossier.submitted_version).first()
    return Content(version.content if version else {}, dossier.submitted_version)


def rendered_panels(request: HttpRequest, glance: Glance) -> list[SafeString]:
    """The panels that have something to show to this person, in their order, each with its own context."""
    shown_panels: list[SafeString] = []
    for panel in panels:
        context = panel.load(glance)
        if context is not None:
            full = {**context, "dossier": glance.dossier, "glance": glance}
            shown_panels.append(render_to_string(panel.template, full, request))
    return shown_panels


def may_oversee(glance: Glance) -> bool:
    """Whether this person may read who sees the dossier."""
    from accounts.roles import Role

    return bool(glance.roles & {Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR})
