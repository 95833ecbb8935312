"""The page on which leaders write a report, saved while they type, then hand it in."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dossiers.actions import Autosaved, TextMoved
from dossiers.actions.attachments import too_heavy
from dossiers.actions.autosave import save_while_typing
from dossiers.files.names import cleaned
from dossiers.files.uploads import oversized
from dossiers.form import fields
from dossiers.form.display import said
from dossiers.form.merging import merge
from dossiers.form.questions import SectionDef
from dossiers.form.values import readable
from dossiers.page.glance import Glance
from dossiers.views import saving, sheet
from dossiers.views.common import refused, sentence_for
from dossiers.views.completion_forms import FilesField
from followup import actions
from followup.models import FollowUp, Report
from followup.moving import why_not
from followup.reports.measure import indicator_of, measured
from followup.reports.questions import SECTIONS
from followup.reports.reading import shown_report
from followup.views.common import reader
from workflow.verdict import Refusal, Why

HAND = "hand"


class JoinedForm(forms.Form):
    """What goes with the answers when they are handed in; `key` makes a second sending harmless."""

    partial = True

    key = forms.UUIDField(widget=forms.HiddenInput)
    joined = FilesField(
        label=gettext_lazy("Fichiers"),
        help_text=gettext_lazy("L’état des dépenses, des photos, un bilan : ils partent avec le compte rendu."),
        required=False,
    )


@dataclass(frozen=True)
class Desk:
    """One of its leaders before a report that they may write."""

    glance: Glance
    report: Report
    follow_up: FollowUp

    @property
    def section(self) -> SectionDef:
        return SECTIONS[self.report.kind]

    @property
    def url(self) -> str:
        return reverse("followup:report_hand", args=[self.glance.dossier.reference, self.report.number])


@dataclass(frozen=True)
class Written:
    """The form as the page shows it; `shows_kept`: the site has all of it already."""

    form: fields.SectionForm
    joined: JoinedForm
    revision: int
    shows_kept: bool = False
    choice: saving.TwoTexts | None = None
    sentence: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Shows the report as it is being written, keeps it, or hands it in; what was typed always comes back."""
    glance, found = reader(request, reference)
    rows = Report.objects.select_related("dossier", "draft_saved_by")
    report = get_object_or_404(rows, dossier=glance.dossier, number=number)
    if (refusal := why_not(glance.dossier, report, HAND, glance.roles)) is not None:
        return refused(request, refusal, glance)
    desk = Desk(glance, report, found)
    if request.method != "POST":
        form = fields.blank(desk.section, report.draft)
        return _show(request, desk, Written(form, _joined(), report.draft_revision, shows_kept=True))
    revision = saving.revision_of(request.POST.get("revision", ""))
    if saving.AUTOSAVE in request.POST:
        return _autosave(request, desk, revision)
    return _receive(request, desk, revision)


def _joined() -> JoinedForm:
    return JoinedForm(initial={"key": uuid4()})


def _receive(request: HttpRequest, desk: Desk, revision: int) -> HttpResponse:
    """What a button sent: kept, then handed in when that is what the button says."""
    sent, shown = request.POST.dict(), max(revision, 0)
    joined = JoinedForm(request.POST, request.FILES)
    if (again := fields.rows_changed(desk.section, sent)) is not None:  # found again in the browser: not judged yet
        return _show(request, desk, Written(again, _joined(), shown))
    form = fields.bound(desk.section, fields.settled(desk.section, sent, desk.report.draft))
    if heavy := oversized(request):
        told = {"name": cleaned(heavy[0]), "sentence": too_heavy()}
        joined.add_error("joined", _("« %(name)s » : %(sentence)s") % told)
    key: UUID | None = joined.cleaned_data.get("key") if joined.is_valid() else None
    if not form.is_valid() or key is None:
        return _show(request, desk, Written(form, joined, shown), status=422)
    by, report = desk.glance.user, desk.report
    kept = actions.save_report(report=report, answers=form.answers, revision=revision, by=by)
    if isinstance(kept, TextMoved):
        choice = sheet.two_texts(desk.section, kept, by)
        return _show(request, desk, Written(form, joined, kept.revision, choice=choice), status=kept.status)
    if isinstance(kept, Refusal):
        return _show(request, desk, Written(form, joined, shown, sentence=kept.sentence), status=kept.status)
    if request.POST.get("do") != HAND:
        messages.success(request, _("Le compte rendu est enregistré ; il n’est pas encore remis."))
        return redirect(desk.url)
    uploads = joined.cleaned_data["joined"]
    outcome = actions.hand_report(report=report, answers=form.answers, uploads=uploads, key=key, by=by)
    if not isinstance(outcome, Refusal):
        messages.success(request, _("Le compte rendu est remis à l’équipe projet."))
        return redirect("followup:page", desk.glance.dossier.reference)
    if outcome.why is not Why.UNMET:
        return refused(request, outcome, desk.glance)
    left = _tell_unmet(form, joined, outcome)
    return _show(request, desk, Written(form, joined, kept.draft_revision, sentence=left), status=422)


def _tell_unmet(form: fields.SectionForm, joined: JoinedForm, refusal: Refusal) -> str:
    """Puts each reason beside the field that answers it; what no field answers."""
    left = []
    for unmet in refusal.unmet:
        if unmet.code in form.form.fields:
            form.form.add_error(unmet.code, unmet.sentence)
        elif unmet.code in {"reason_given", "until_given"}:
            left.append(unmet.sentence)
        else:
            joined.add_error("joined", unmet.sentence)
    return " ".join(left)


# -- while one types -------------------------------------------------------------------
def _autosave(request: HttpRequest, desk: Desk, revision: int) -> JsonResponse:
    """Keeps what was typed so far and says so, or says why not; nothing that was typed is ever in danger."""
    if stranger := saving.not_the_writer(request, desk.glance.user):
        return stranger
    section, sent, kept = desk.section, request.POST.dict(), desk.report.draft
    typed, start = fields.settled(section, sent, kept), saving.started_from(sent)
    base = readable(section, fields.typed_answers(section, start), kept)[0] if start else None
    outcome = save_while_typing(
        read=lambda theirs: readable(section, typed, theirs),
        merged=lambda mine, theirs: merge(section, base=base, mine=mine, theirs=theirs),
        save=lambda answers, seen: actions.save_report(
            report=desk.report, answers=answers, revision=seen, by=desk.glance.user
        ),
        kept=kept,
        revision=revision,
    )
    if isinstance(outcome, TextMoved):
        return saving.moved(request, outcome, sheet.two_texts(section, outcome, desk.glance.user))
    if isinstance(outcome, Refusal):
        return saving.refused(outcome, sentence_for(outcome, desk.glance))
    return _saved(request, desk, outcome)


def _saved(request: HttpRequest, desk: Desk, outcome: Autosaved[Report]) -> JsonResponse:
    report, taken, note = outcome.kept, {}, ""
    if outcome.moved is not None:
        parts = sheet.parts(fields.blank(desk.section, report.draft), {})
        taken = {
            part.name: render_to_string("dossiers/parts/form_part.html", {"part": part}, request)
            for part in parts
            if part.name in outcome.moved.taken
        }
        context = {"moved": outcome.moved, "texts": sheet.two_texts(desk.section, outcome.moved, desk.glance.user)}
        note = render_to_string("followup/parts/taken.html", context, request)
    problems = [
        saving.problem(
            label=said(desk.section.question(one.question).label),
            sentence=one.sentence,
            anchor=f"id_{one.question}",
        )
        for one in outcome.problems
    ]
    return saving.saved(
        revision=report.draft_revision,
        at=report.draft_saved_at or desk.report.entered_at,
        around={},
        problems=problems,
        taken=taken,
        note=note,
    )


# -- the page --------------------------------------------------------------------------
def _show(request: HttpRequest, desk: Desk, written: Written, *, status: int = 200) -> HttpResponse:
    indicator = indicator_of(desk.glance.dossier)
    context: dict[str, Any] = {
        "dossier": desk.glance.dossier,
        "glance": desk.glance,
        "step": desk.glance.step,
        "desk": desk,
        "report": desk.report,
        "follow_up": desk.follow_up,
        "shown": shown_report(desk.report, desk.glance),
        "measure": measured(indicator, None) if indicator else None,
        "parts": sheet.parts(written.form, {}),
        "written": written,
        "form": written.form.form,
        "joined": written.joined,
        "title": said(desk.section.title),
        "why": said(desk.section.why),
        "failed": status != 200,
    }
    return render(request, "followup/report.html", context, status=status)
