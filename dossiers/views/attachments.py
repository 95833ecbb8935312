"""The files of a dossier: the form's last step, where they are joined and taken away, and each file handed out."""

import hashlib
import logging
from typing import IO
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import actions
from dossiers.actions.attachments import too_heavy
from dossiers.files import storage
from dossiers.files.joined import completeness_of
from dossiers.files.kinds import EXTENSIONS, MIME, accepted
from dossiers.files.names import cleaned, harmless
from dossiers.files.reading import readable, shown_files, withheld
from dossiers.files.uploads import oversized
from dossiers.form.completeness import FILES
from dossiers.models import Attachment, FileKind, Purpose
from dossiers.page.glance import Glance
from dossiers.views import sheet
from dossiers.views.common import glance_or_404, problem, refused, sentence_for
from dossiers.views.form import writer
from dossiers.wording import weight
from workflow.verdict import Refusal, Unmet, Why

logger = logging.getLogger("jalon.files")


@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: HttpRequest, reference: str) -> HttpResponse:
    """The files of the working draft, for its leaders. A script sends them one by one and gets the list alone back."""
    glance = writer(request, reference)
    if request.method == "POST":
        return _receive(request, glance)
    if not sheet.editable(glance):
        messages.info(request, _("Le dossier est déposé : vous pouvez le relire, plus le modifier."))
        return redirect("dossiers:form", reference)
    return _list(request, glance) if request.htmx else _page(request, glance)  # type: ignore[attr-defined]


def _receive(request: HttpRequest, glance: Glance) -> HttpResponse:
    uploads, purpose = request.FILES.getlist("files"), _purpose(request)
    refusals = [Unmet("file_small_enough", _of(cleaned(name), too_heavy())) for name in oversized(request)]
    joined = 0
    for upload in uploads:
        outcome = actions.attach(dossier=glance.dossier, upload=upload, by=glance.user, purpose=purpose)
        if isinstance(outcome, Attachment):
            joined += 1
        elif outcome.why is Why.UNMET:
            refusals.append(Unmet(outcome.unmet[0].code, _of(cleaned(upload.name or ""), outcome.sentence)))
        else:
            return _stopped(request, outcome, glance)
    if not uploads and not refusals:
        refusals.append(Unmet("file_chosen", _("Choisissez au moins un fichier.")))
    if "quiet" in request.POST:  # the script's own request: one file, one line
        return _sentence(refusals[0].sentence, 422) if refusals else _list(request, glance)
    if joined:
        messages.success(
            request, ngettext("%(count)s fichier joint.", "%(count)s fichiers joints.", joined) % {"count": joined}
        )
    if refusals:
        return _page(request, glance, refusals=tuple(refusals))
    return redirect("dossiers:attachments", glance.dossier.reference)


def _purpose(request: HttpRequest) -> str:
    """What the files are joined as; nothing in particular for anything else than a known purpose."""
    said = request.POST.get("purpose", "")
    return said if said in Purpose.values else ""


def _of(name: str, sentence: str) -> str:
    """What is said of one file among several."""
    return _("« %(name)s » : %(sentence)s") % {"name": name, "sentence": sentence}


def _stopped(request: HttpRequest, refusal: Refusal, glance: Glance) -> HttpResponse:
    if "quiet" in request.POST:
        return _sentence(sentence_for(refusal, glance), refusal.status)
    return refused(request, refusal, glance)


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _list(request: HttpRequest, glance: Glance) -> HttpResponse:
    context = {"dossier": glance.dossier, "files": shown_files(glance, 0, removable=True)}
    return render(request, "dossiers/parts/draft_files.html", context)


def _page(request: HttpRequest, glance: Glance, *, refusals: tuple[Unmet, ...] = ()) -> HttpResponse:
    contents = {section.code: section.data for section in glance.dossier.sections.all()}
    context = {
        **sheet.frame(glance, contents, FILES),
        "cerfa_awaited": bool(completeness_of(glance.dossier, contents, glance.dossier.length).missing_in(FILES)),
        "files": shown_files(glance, 0, removable=True),
        "refusals": refusals,
        "file_max": weight(settings.FILE_MAX_BYTES),
        "file_max_bytes": settings.FILE_MAX_BYTES,
        "dossier_max": weight(settings.DOSSIER_MAX_BYTES),
        "files_max": settings.DOSSIER_MAX_FILES,
        "too_heavy": too_heavy(),
        "not_accepted": accepted(),
        "accept": ",".join(sorted({f".{ending}" for kind in FileKind for ending in EXTENSIONS[kind]})),
    }
    return render(request, "dossiers/attachments.html", context, status=422 if refusals else 200)


@require_POST
def remove(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """Takes a file away from the working draft."""
    glance = writer(request, reference)
    attachment = get_object_or_404(readable(glance).select_related("dossier"), pk=pk)
    outcome = actions.remove_attachment(attachment=attachment, by=glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, _("« %(name)s » : retiré.") % {"name": attachment.name})
    return redirect("dossiers:attachments", reference)


@require_safe
@never_cache
def download(request: HttpRequest, reference: str, pk: UUID) -> HttpResponseBase:
    """One file, always as a download and never shown in a page, to whoever may know of it and once it is clean."""
    glance = glance_or_404(request, reference)
    attachment = get_object_or_404(readable(glance), pk=pk)
    reason = withheld(attachment, glance)
    if reason:
        return problem(
            request,
            status=410 if reason.code == "infected" else 403,
            title=_("Ce fichier n’est pas délivré"),
            explanation=reason.sentence,
            back_url=glance.dossier.get_absolute_url(),
        )
    return _handed_out(request, glance, attachment)


def _handed_out(request: HttpRequest, glance: Glance, attachment: Attachment) -> HttpResponseBase:
    """The content, once it is known to be the one that was joined."""
    content = _unaltered(attachment)
    if content is None:
        logger.error("the stored content of attachment %s is not the one that was joined", attachment.pk)
        return problem(
            request,
            status=500,
            title=_("Fichier altéré"),
            explanation=_("Le fichier conservé n’est plus celui qui a été joint : il n’est pas délivré."),
            what_next=_("Prévenez l’administration du site : l’original se trouve dans ses sauvegardes."),
            back_url=glance.dossier.get_absolute_url(),
        )
    kind = FileKind(attachment.kind)
    name = harmless(attachment.name, EXTENSIONS[kind])
    response = FileResponse(content, as_attachment=True, filename=name, content_type=MIME[kind])
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _unaltered(attachment: Attachment) -> IO[bytes] | None:
    """The content, open at its start; None when it is gone, or not the one whose SHA-256 was noted."""
    try:
        content = storage.read(attachment.path)
    except FileNotFoundError:
        return None
    digest = hashlib.sha256()
    while chunk := content.read(1 << 16):
        digest.update(chunk)
    if digest.hexdigest() != attachment.sha256:
        content.close()
        return None
    content.seek(0)
    return content
