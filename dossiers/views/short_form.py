"""The short form: one page for all that a small request is asked, each section saved on its own as it is typed."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions
from dossiers.actions import TextMoved
from dossiers.calls.wording import wordings_of
from dossiers.form import fields
from dossiers.form.budget import totals
from dossiers.form.display import said
from dossiers.form.length import Length, asked
from dossiers.form.questions import SECTIONS
from dossiers.page.glance import Glance
from dossiers.views import sheet
from dossiers.views.autosave import SHORT
from dossiers.views.common import glance_or_404, refused
from dossiers.views.saving import TwoTexts
from workflow.verdict import Refusal, Why


@dataclass(frozen=True)
class Leaf:
    """One section of the page. `shows_kept`: what it shows is saved already."""

    code: str
    title: str
    url: str
    revision: int
    parts: list[sheet.Part]
    shows_kept: bool
    texts: TwoTexts | None


@dataclass(frozen=True)
class Again:
    """A section to show again as it was typed."""

    code: str
    form: fields.SectionForm
    revision: int
    status: int = 200
    moved: TextMoved | None = None
    refusal: Refusal | None = None


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole short form, for the leaders of a request that is written in it."""
    glance = glance_or_404(request, reference)
    if not glance.as_leader:
        raise Http404
    if not sheet.editable(glance):
        messages.info(request, _("Le dossier est déposé : vous pouvez le relire, plus le modifier."))
        return redirect("dossiers:form", reference)
    if glance.dossier.length is Length.FULL:
        return redirect("dossiers:section", reference, SECTIONS[0].code)
    return show(request, glance)


def show(request: HttpRequest, glance: Glance, again: Again | None = None) -> HttpResponse:
    """The page, with the section that was refused or changed by a button as it was typed."""
    kept = {section.code: section for section in glance.dossier.sections.all()}
    contents = {code: section.data for code, section in kept.items()}
    wordings = wordings_of(glance.dossier.call_id)
    leaves = []
    for section in SECTIONS:
        saved = kept.get(section.code)
        restored = again if again and again.code == section.code else None
        answers = saved.data if saved else {}
        form = restored.form if restored else fields.blank(asked(section, Length.SHORT), answers, spare_rows=False)
        moved = restored.moved if restored else None
        leaves.append(
            Leaf(
                section.code,
                said(section.title),
                f"{sheet.plain_section_url(glance.dossier.reference, section.code)}?{SHORT}=1",
                restored.revision if restored else saved.revision if saved else 0,
                sheet.parts(form, wordings.get(section.code, {})),
                restored is None,
                sheet.two_texts(asked(section, Length.SHORT), moved, glance.user) if moved else None,
            )
        )
    context = {
        **sheet.frame(glance, contents, ""),
        "leaves": leaves,
        "form": again.form.form if again else None,
        "tables": [table.rows for table in again.form.tables] if again else [],
        "refusal": again.refusal if again else None,
        "failed": again is not None and again.status != 200,
        "totals": totals(contents.get("budget", {})),
    }
    return render(request, "dossiers/short_form.html", context, status=again.status if again else 200)


@require_POST
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Passes from one form to the other."""
    glance = glance_or_404(request, reference)
    if not glance.as_leader:
        raise Http404
    length = next((known for known in Length if known == request.POST.get("length")), None)
    if length is None:
        sentence = _("Choisissez le formulaire court ou le formulaire complet.")
        return refused(request, Refusal(Why.UNMET, sentence), glance)
    outcome = actions.choose_length(dossier=glance.dossier, length=length, by=glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, _("Vos réponses sont toutes là : seules changent les questions posées."))
    return redirect(sheet.first_page(outcome))
