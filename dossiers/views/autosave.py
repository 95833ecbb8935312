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
from dossiers.page.glance import Glance
from dossiers.views import sheet
from dossiers.views.common import sentence_for
from dossiers.wording import written_hour
from workflow.verdict import Refusal

#: Before a field's name: the text that the person started from.
BASE = "base-"
#: In the address: the text comes from the one page of the short form, which holds its questions alone.
SHORT = "court"


def answer(request: HttpRequest, glance: Glance, section: SectionDef, *, revision: int) -> JsonResponse:
    """Keeps what was typed so far and says so, or says why not; nothing that was typed is ever in danger.

    The page says for whom it was made: another person may have signed in since, in the same browser.
    """
    if request.POST.get("writer") != str(glance.user.ref):
        sentence = _("Une autre personne s’est connectée dans ce navigateur : ce texte n’est pas enregistré à son nom.")
        return JsonResponse({"why": "other_person", "sentence": sentence}, status=403)
    sent = request.POST.dict()
    base = {name.removeprefix(BASE): shown for name, shown in sent.items() if name.startswith(BASE)}
    kept = glance.dossier.sections.filter(code=section.code).first()
    outcome = actions.autosave(
        dossier=glance.dossier,
        section=section.code,
        typed=fields.settled(section, sent, kept.data if kept else {}),
        base=fields.typed_answers(section, base) if base else None,
        revision=revision,
        by=glance.user,
    )
    if isinstance(outcome, actions.SectionMoved):
        return _moved(request, glance, section, outcome)
    if isinstance(outcome, Refusal):
        said_why = {"why": outcome.why.code, "sentence": sentence_for(outcome, glance)}
        return JsonResponse(said_why, status=outcome.status)
    return _saved(request, glance, section, outcome)


def _moved(request: HttpRequest, glance: Glance, section: SectionDef, moved: actions.SectionMoved) -> JsonResponse:
    context = {
        "dossier": glance.dossier,
        "section": section,
        "moved": moved,
        "own": moved.saved_by == glance.user.full_name,
        "differences": sheet.differences(section, moved),
    }
    panel = render_to_string("dossiers/parts/moved.html", context, request)
    said_why = {"why": "moved", "sentence": moved.sentence, "revision": moved.revision, "panel": panel}
    return JsonResponse(said_why, status=moved.status)


def _saved(request: HttpRequest, glance: Glance, section: SectionDef, saved: actions.Autosaved) -> JsonResponse:
    contents = {s.code: s.data for s in glance.dossier.sections.all()}
    glance.dossier.form_length = saved.section.dossier.form_length  # an amount may have outgrown the short form
    told: dict[str, Any] = {
        "revision": saved.section.revision,
        "hour": written_hour(saved.section.saved_at),
        "problems": [_problem(section, problem) for problem in saved.problems],
        "around": _around(request, glance, section, contents),
        "taken": {},
        "note": "",
    }
    if saved.moved is not None:
        form = fields.blank(section, saved.section.data)
        told["taken"] = {
            part.name: render_to_string("dossiers/parts/form_part.html", {"part": part}, request)
            for part in sheet.parts(form, wording_of(glance.dossier.call_id, section.code))
            if part.name in saved.moved.taken
        }
        context = {"moved": saved.moved, "differences": sheet.differences(section, saved.moved)}
        told["note"] = render_to_string("dossiers/parts/taken.html", context, request)
    return JsonResponse(told)


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
    return {"label": label, "sentence": problem.sentence, "anchor": f"id_{problem.question}"}
