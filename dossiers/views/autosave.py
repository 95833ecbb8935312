"""The answer to a section that is saved while it is being typed: JSON for `static/js/autosave.js`."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dossiers import actions
from dossiers.calls.wording import wording_of
from dossiers.form import fields
from dossiers.form.budget import totals
from dossiers.form.completeness import Contents
from dossiers.form.display import said
from dossiers.form.questions import SectionDef
from dossiers.form.values import Problem
from dossiers.models import Section
from dossiers.page.glance import Glance
from dossiers.views import saving, sheet
from dossiers.views.common import sentence_for
from workflow.verdict import Refusal

#: In the address: the text comes from the one page of the short form, which holds its questions alone.
SHORT = "court"


def answer(request: HttpRequest, glance: Glance, section: SectionDef, *, revision: int) -> JsonResponse:
    """Keeps what was typed so far and says so, or says why not; nothing that was typed is ever in danger."""
    if stranger := saving.not_the_writer(request, glance.user):
        return stranger
    sent = request.POST.dict()
    base = saving.started_from(sent)
    kept = glance.dossier.sections.filter(code=section.code).first()
    outcome = actions.autosave(
        dossier=glance.dossier,
        section=section.code,
        typed=fields.settled(section, sent, kept.data if kept else {}),
        base=fields.typed_answers(section, base) if base else None,
        revision=revision,
        by=glance.user,
    )
    if isinstance(outcome, actions.TextMoved):
        return saving.moved(request, outcome, sheet.two_texts(section, outcome, glance.user))
    if isinstance(outcome, Refusal):
        return saving.refused(outcome, sentence_for(outcome, glance))
    return _saved(request, glance, section, outcome)


def _saved(
    request: HttpRequest, glance: Glance, section: SectionDef, outcome: actions.Autosaved[Section]
) -> JsonResponse:
    kept, taken, note = outcome.kept, {}, ""
    contents = {s.code: s.data for s in glance.dossier.sections.all()}
    glance.dossier.form_length = kept.dossier.form_length  # an amount may have outgrown the short form
    if outcome.moved is not None:
        form = fields.blank(section, kept.data)
        taken = {
            part.name: render_to_string("dossiers/parts/form_part.html", {"part": part}, request)
            for part in sheet.parts(form, wording_of(glance.dossier.call_id, section.code))
            if part.name in outcome.moved.taken
        }
        context = {"moved": outcome.moved, "texts": sheet.two_texts(section, outcome.moved, glance.user)}
        note = render_to_string("dossiers/parts/taken.html", context, request)
    return saving.saved(
        revision=kept.revision,
        at=kept.saved_at,
        around=_around(request, glance, section, contents),
        problems=[_problem(section, problem) for problem in outcome.problems],
        taken=taken,
        note=note,
    )


def _around(request: HttpRequest, glance: Glance, section: SectionDef, contents: Contents) -> Mapping[str, str]:
    """What the page shows besides the fields and that a save changes, by the id of the element that it fills."""
    framed = {**sheet.frame(glance, contents, section.code), "outgrown": SHORT in request.GET}
    context: dict[str, Any] = {"completeness": framed["meter"]}
    found = {
        "form-tabs": render_to_string("dossiers/parts/form_tabs.html", framed, request),
        "form-length": render_to_string("dossiers/parts/form_length.html", framed, request),
        "form-meter": render_to_string("components/completeness.html", context, request),
    }
    if section.code == "budget":
        context = {"totals": totals(contents.get("budget", {}))}
        found["budget-totals"] = render_to_string("dossiers/parts/totals.html", context, request)
    return found


def _problem(section: SectionDef, problem: Problem) -> dict[str, str]:
    """What is wrong, and where: the label of the question, the line of a table."""
    label = said(section.question(problem.question).label)
    if problem.row:
        label = _("%(table)s, ligne %(row)s") % {"table": label, "row": problem.row}
    return saving.problem(label=label, sentence=problem.sentence, anchor=f"id_{problem.question}")
