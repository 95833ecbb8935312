"""Writing the form: one page a section, and the recapitulation that says what is missing before the deposit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.form import fields
from dossiers.form.budget import totals
from dossiers.form.completeness import Contents, completeness
from dossiers.form.display import ShownSection, said, shown, shown_section
from dossiers.form.questions import BY_CODE, SECTIONS, Kind, SectionDef
from dossiers.page import Glance
from dossiers.verbs import verbs
from dossiers.views.common import glance_or_404, refused
from workflow.verdict import Refusal, Why


@dataclass(frozen=True)
class MissingLink:
    """One thing to complete, and where."""

    label: str
    url: str


@dataclass(frozen=True)
class Meter:
    """What `components/completeness.html` shows."""

    given: int
    wanted: int
    missing: tuple[MissingLink, ...]


@dataclass(frozen=True)
class Tab:
    """One section in the list beside the form."""

    title: str
    url: str
    missing: int
    current: bool


def meter(reference: str, contents: Contents) -> Meter:
    """How far the form is, and a link to each thing still missing; a budget out of balance is one of them."""
    found = completeness(contents)
    links = [MissingLink(said(m.label), f"{section_url(reference, m.section)}#id_{m.question}") for m in found.missing]
    wanted = found.wanted
    if not found.missing_in("budget") and not totals(contents.get("budget", {})).balanced:
        wanted += 1
        url = f"{section_url(reference, 'budget')}#id_resources"
        links.append(MissingLink(_("Des ressources égales aux dépenses"), url))
    return Meter(found.given, wanted, tuple(links))


def section_url(reference: str, section: str) -> str:
    return reverse("dossiers:section", args=[reference, section])


@require_safe
def recapitulation(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole form in words, what is missing, and the deposit: the working draft is its leaders' alone."""
    glance = _writer(request, reference)
    contents = {section.code: section.data for section in glance.dossier.sections.all()}
    context = {
        **_frame(glance, contents, ""),
        "title": glance.dossier.title or _("Dossier sans titre"),
        "sections": shown(contents, every=True),
        "totals": totals(contents.get("budget", {})),
        "verbs": [can for can in verbs(glance) if not can.danger],
    }
    return render(request, "dossiers/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One section to write in; whatever happens, what was typed is shown again."""
    glance = _writer(request, reference)
    if section not in BY_CODE:
        raise Http404
    definition = BY_CODE[section]
    if request.method == "POST":
        return _receive(request, glance, definition)
    if not _editable(glance):
        messages.info(request, _("Le dossier est déposé : vous pouvez le relire, plus le modifier."))
        return redirect("dossiers:form", reference)
    kept = {s.code: s for s in glance.dossier.sections.all()}
    saved = kept.get(section)
    form = fields.blank(definition, saved.data if saved else {})
    return _page(request, glance, definition, form, revision=saved.revision if saved else 0)


def _writer(request: HttpRequest, reference: str) -> Glance:
    """The dossier for one of its leaders; nobody else may see the working draft."""
    glance = glance_or_404(request, reference)
    if not glance.as_leader:
        raise Http404
    return glance


def _editable(glance: Glance) -> bool:
    return glance.dossier.PROCESS.state(glance.dossier.state).editable


def _receive(request: HttpRequest, glance: Glance, definition: SectionDef) -> HttpResponse:
    revision = _revision(request.POST.get("revision", ""))
    changed = fields.rows_changed(definition, request.POST)
    if changed is not None:
        return _page(request, glance, definition, changed, revision=revision)
    form = fields.bound(definition, request.POST)
    if not form.is_valid():
        return _page(request, glance, definition, form, revision=revision, status=422)
    outcome = actions.save_section(
        dossier=glance.dossier, section=definition.code, answers=form.answers, revision=revision, by=glance.user
    )
    if isinstance(outcome, actions.SectionMoved):
        return _page(request, glance, definition, form, revision=outcome.revision, status=409, moved=outcome)
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, glance)
        return _page(request, glance, definition, form, revision=revision, status=outcome.status, refusal=outcome)
    return _saved(request, glance, definition)


def _saved(request: HttpRequest, glance: Glance, definition: SectionDef) -> HttpResponse:
    reference = glance.dossier.reference
    messages.success(request, _("« %(section)s » : enregistré.") % {"section": said(definition.title)})
    if "stay" in request.POST:
        return redirect("dossiers:section", reference, definition.code)
    following = SECTIONS[SECTIONS.index(definition) + 1 :]
    return (
        redirect("dossiers:section", reference, following[0].code)
        if following
        else redirect("dossiers:form", reference)
    )


def _revision(said_revision: str) -> int:
    """The revision that the page was shown with; one that is not a number is older than any."""
    return int(said_revision) if said_revision.isdecimal() and len(said_revision) < 10 else -1


def _frame(glance: Glance, contents: Contents, current: str) -> dict[str, Any]:
    """What every page of the form shows: how far it is, and the way to each section."""
    reference = glance.dossier.reference
    found = completeness(contents)
    tabs = [
        Tab(said(s.title), section_url(reference, s.code), len(found.missing_in(s.code)), s.code == current)
        for s in SECTIONS
    ]
    return {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "editable": _editable(glance),
        "meter": meter(reference, contents),
        "tabs": tabs,
    }


def _page(
    request: HttpRequest,
    glance: Glance,
    definition: SectionDef,
    form: fields.SectionForm,
    *,
    revision: int,
    status: int = 200,
    moved: actions.SectionMoved | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    contents = {s.code: s.data for s in glance.dossier.sections.all()}
    place = SECTIONS.index(definition)
    context = {
        **_frame(glance, contents, definition.code),
        "section": definition,
        "title": said(definition.title),
        "why": said(definition.why),
        "parts": _parts(form),
        "tables": [table.rows for table in form.tables],
        "form": form.form,
        "revision": max(revision, 0),
        "number": place + 1,
        "count": len(SECTIONS),
        "previous": section_url(glance.dossier.reference, SECTIONS[place - 1].code) if place else "",
        "last": place + 1 == len(SECTIONS),
        "moved": moved,
        "theirs": _theirs(definition, moved) if moved else None,
        "refusal": refusal,
        "failed": status != 200,
        "totals": totals(contents.get("budget", {})) if definition.code == "budget" else None,
    }
    return render(request, "dossiers/section.html", context, status=status)


@dataclass(frozen=True)
class Part:
    """One question of the page: a field, or a table with its rows."""

    name: str
    label: str
    help: str
    example: str
    unit: str
    field: Any
    rows: Any


def _parts(form: fields.SectionForm) -> list[Part]:
    """The questions in their own order, fields and tables together."""
    rows = {table.question.name: table.rows for table in form.tables}
    return [
        Part(
            question.name,
            said(question.label),
            said(question.help),
            said(question.example),
            "€" if question.kind is Kind.MONEY else "",
            form.form[question.name] if question.name in form.form.fields else None,
            rows.get(question.name),
        )
        for question in form.section.questions
    ]


def _theirs(definition: SectionDef, moved: actions.SectionMoved) -> ShownSection:
    """What the other person wrote, where it differs from what was typed here."""
    current: Mapping[str, Any] = moved.current or {}
    typed: Mapping[str, Any] = moved.typed or {}
    theirs = shown_section(definition, current)
    return replace(theirs, answers=tuple(a for a in theirs.answers if current.get(a.name) != typed.get(a.name)))
