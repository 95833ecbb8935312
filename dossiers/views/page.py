"""The dossier's page: who has the ball first, then what may be done, what was written, what happened."""

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.taking_up import TAKEN_UP
from dossiers.conversation.reading import with_latest
from dossiers.desk.labels import with_marks
from dossiers.files.reading import shown_files
from dossiers.form.display import shown
from dossiers.form.length import Length
from dossiers.models import Dossier
from dossiers.notes.reading import with_pinned
from dossiers.page.ball import after_end, ball, open_items
from dossiers.page.content import content_for
from dossiers.page.glance import Glance, leads, panels
from dossiers.page.glance import rows as told_by_rooms
from dossiers.page.journey import journey
from dossiers.page.timeline import timeline
from dossiers.page.verbs import task_button, verbs
from dossiers.receipt import legal_clock
from dossiers.receipt.completion import completion, may_ask
from dossiers.versions import may_compare
from dossiers.views.common import glance_or_404, may_oversee
from dossiers.views.sheet import meter


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The dossier as this person may see it."""
    glance = glance_or_404(request, reference, more=_told_by_panels)
    content = content_for(glance)
    entries = timeline(glance)
    moves = [entry for entry in entries if entry.kind != "note"]
    dossier = glance.dossier
    editable = glance.as_leader and dossier.PROCESS.state(dossier.state).editable
    items = open_items(glance)
    ball_now = ball(glance, items, since=moves[0].at if moves else None)
    expected = ball_now or after_end(glance, items)
    context = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "ball": expected,
        "asked_for": next((e for e in entries if e.kind == "return"), None) if dossier.is_returned else None,
        "journey": journey(glance, entries),
        "verbs": [*([] if editable else task_button(glance, expected)), *verbs(glance)],
        "panels": rendered_panels(request, glance),
        "leads": [lead for find in leads if (lead := find(glance))],
        "sections": shown(content.contents, length=content.length),
        "version": content.version,
        "short": content.length is Length.SHORT,
        "compares": may_compare(glance),
        "files": shown_files(glance, content.version),
        "completion": completion(glance, open_only=True),
        "may_ask": may_ask(glance),
        "delay": legal_clock.told(dossier),
        "tells_grant": glance.inside or dossier.is_told,
        "title": dossier.title or _("Dossier sans titre"),
        "editable": editable,
        "meter": meter(dossier, content.contents),
        "may_recuse": glance.inside and ball_now is not None,
        "entries": entries,
        "may_take_up": glance.as_leader and dossier.leader_state in TAKEN_UP,
        "may_replace": Role.TEAM_LEAD in glance.roles and ball_now is not None,
        "oversees": may_oversee(glance),
    }
    return render(request, "dossiers/page.html", context)


def _told_by_panels(rows: "QuerySet[Dossier]", user: User) -> "QuerySet[Dossier]":
    """What the landmarks, the panels of the exchange, of the notes and of the labels, and those of rooms above, need of
    its row.
    """
    rows = rows.annotate(takes_up=F("taken_up_from__reference"))
    for add in told_by_rooms:
        rows = add(rows)
    return with_marks(with_pinned(with_latest(rows, user), user), user)


def rendered_panels(request: HttpRequest, glance: Glance) -> list[SafeString]:
    """The panels that have something to show to this person, in their order, each with its own context."""
    shown_panels: list[SafeString] = []
    for panel in panels:
        context = panel.load(glance)
        if context is not None:
            full = {**context, "dossier": glance.dossier, "glance": glance}
            shown_panels.append(render_to_string(panel.template, full, request))
    return shown_panels
