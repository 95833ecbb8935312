"""Writing the form: one page a section, and the recapitulation that says what is missing before the deposit."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.calls.wording import wording_of
from dossiers.files.reading import shown_files
from dossiers.form import fields
from dossiers.form.budget import totals
from dossiers.form.display import said, shown
from dossiers.form.length import Length, asked
from dossiers.form.questions import BY_CODE, SECTIONS, SectionDef
from dossiers.page.glance import Glance
from dossiers.page.verbs import verbs
from dossiers.views import autosave, saving, sheet, short_form
from dossiers.views.common import glance_or_404, refused
from workflow.verdict import Refusal, Why


@require_safe
def recapitulation(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole form in words, what is missing, and the deposit: the working draft is its leaders' alone."""
    glance = writer(request, reference)
    contents = {section.code: section.data for section in glance.dossier.sections.all()}
    context = {
        **sheet.frame(glance, contents, ""),
        "title": glance.dossier.title or _("Dossier sans titre"),
        "sections": shown(contents, every=True, length=glance.dossier.length),
        "totals": totals(contents.get("budget", {})),
        "files": shown_files(glance, 0),
        "verbs": [can for can in verbs(glance) if not can.danger],
    }
    return render(request, "dossiers/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One section to write in; whatever happens, what was typed is shown again."""
    glance = writer(request, reference)
    if section not in BY_CODE:
        raise Http404
    definition = BY_CODE[section]
    if request.method == "POST":
        return _receive(request, glance, definition)
    if not sheet.editable(glance):
        messages.info(request, _("Le dossier est déposé : vous pouvez le relire, plus le modifier."))
        return redirect("dossiers:form", reference)
    if glance.dossier.length is Length.SHORT:
        return redirect(f"{sheet.first_page(glance.dossier)}#{section}")
    kept = {s.code: s for s in glance.dossier.sections.all()}
    saved = kept.get(section)
    form = fields.blank(definition, saved.data if saved else {})
    return _page(request, glance, definition, form, revision=saved.revision if saved else 0)


def writer(request: HttpRequest, reference: str) -> Glance:
    """The dossier for one of its leaders; nobody else may see the working draft."""
    glance = glance_or_404(request, reference)
    if not glance.as_leader:
        raise Http404
    return glance


def _receive(request: HttpRequest, glance: Glance, definition: SectionDef) -> HttpResponse:
    """What was typed on the section's page, or on the one page of the short form, which has fewer of its questions."""
    if autosave.SHORT in request.GET:
        definition = asked(definition, Length.SHORT)
    revision = saving.revision_of(request.POST.get("revision", ""))
    if saving.AUTOSAVE in request.POST:
        return autosave.answer(request, glance, definition, revision=revision)
    data = request.POST.dict()
    changed = fields.rows_changed(definition, data)
    if changed is not None:
        return _page(request, glance, definition, changed, revision=revision)
    kept = glance.dossier.sections.filter(code=definition.code).first()
    form = fields.bound(definition, fields.settled(definition, data, kept.data if kept else {}))
    if not form.is_valid():
        return _page(request, glance, definition, form, revision=revision, status=422)
    outcome = actions.save_section(
        dossier=glance.dossier, section=definition.code, answers=form.answers, revision=revision, by=glance.user
    )
    if isinstance(outcome, actions.TextMoved):
        return _page(request, glance, definition, form, revision=outcome.revision, status=409, moved=outcome)
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, glance)
        return _page(request, glance, definition, form, revision=revision, status=outcome.status, refusal=outcome)
    glance.dossier.form_length = outcome.dossier.form_length
    return _saved(request, glance, definition)


def _saved(request: HttpRequest, glance: Glance, definition: SectionDef) -> HttpResponse:
    reference = glance.dossier.reference
    messages.success(request, _("« %(section)s » : enregistré.") % {"section": said(definition.title)})
    if autosave.SHORT in request.GET:
        if glance.dossier.length is Length.SHORT:
            return redirect(f"{sheet.first_page(glance.dossier)}#{definition.code}")
        outgrown = _("Ce n’est plus une petite demande : le formulaire complet prend la suite, rien n’est perdu.")
        messages.warning(request, outgrown)
    if "stay" in request.POST or fields.CHOOSE in request.POST:
        return redirect("dossiers:section", reference, definition.code)
    following = SECTIONS[SECTIONS.index(BY_CODE[definition.code]) + 1 :]
    return (
        redirect("dossiers:section", reference, following[0].code)
        if following
        else redirect("dossiers:attachments", reference)
    )


def _page(
    request: HttpRequest,
    glance: Glance,
    definition: SectionDef,
    form: fields.SectionForm,
    *,
    revision: int,
    status: int = 200,
    moved: actions.TextMoved | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    if autosave.SHORT in request.GET:
        again = short_form.Again(definition.code, form, max(revision, 0), status, moved, refusal)
        return short_form.show(request, glance, again)
    contents = {s.code: s.data for s in glance.dossier.sections.all()}
    place = SECTIONS.index(definition)
    context = {
        **sheet.frame(glance, contents, definition.code),
        "section": definition,
        "title": said(definition.title),
        "why": said(definition.why),
        "parts": sheet.parts(form, wording_of(glance.dossier.call_id, definition.code)),
        "tables": [table.rows for table in form.tables],
        "form": form.form,
        "revision": max(revision, 0),
        "number": place + 1,
        "count": len(SECTIONS) + 1,  # the files come last
        "previous": sheet.section_url(glance.dossier, SECTIONS[place - 1].code) if place else "",
        "texts": sheet.two_texts(definition, moved, glance.user) if moved else None,
        # Otherwise what the page shows is still to be saved.
        "shows_kept": request.method != "POST",
        "refusal": refusal,
        "failed": status != 200,
        "totals": totals(contents.get("budget", {})) if definition.code == "budget" else None,
    }
    return render(request, "dossiers/section.html", context, status=status)
