"""Pages of the texts of acts: what is in use, the draft and what it changes, its preview, putting it in use."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from decisions.wording import writing
from decisions.wording.forms import DropForm, PreviewForm, TextsForm, UseForm
from decisions.wording.preview import OFFERED, UnfitPreviewError, may_preview, preview, previewable
from decisions.wording.reach import waiting_for
from decisions.wording.texts import DOCUMENTS, Document
from decisions.wording.versions import Shelf, Version, shelf_of, shelves
from dossiers.form.values import plain
from dossiers.views.common import TITLES, pdf_answer, person, problem
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why

DRAFT = "brouillon"


@dataclass(frozen=True)
class Edition:
    """One side of a comparison, as its head names it."""

    label: str
    at: datetime | None


def reader(request: HttpRequest) -> User:
    """Who asks; 404 for who has nothing to do with acts."""
    user = person(request)
    if not user.roles & (writing.READERS | {writing.WRITER}):
        raise Http404
    return user


def _document(code: str) -> Document:
    if code not in DOCUMENTS:
        raise Http404
    return DOCUMENTS[code]


def _writes(user: User) -> bool:
    return writing.WRITER in user.roles


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Every document with texts of its own, the version in use and the draft."""
    user = reader(request)
    return render(request, "decisions/wordings.html", {"shelves": shelves(), "writes": _writes(user)})


@require_safe
def document(request: HttpRequest, code: str) -> HttpResponse:
    """The texts in use, the draft of the next version, the versions before."""
    user = reader(request)
    return _page(request, user, shelf_of(_document(code)))


def _page(request: HttpRequest, user: User, shelf: Shelf, *, refusal: Refusal | None = None) -> HttpResponse:
    return render(
        request,
        "decisions/wording.html",
        {
            **_both(shelf),
            "writes": _writes(user),
            "preview": PreviewForm(offered=_offered(user, shelf.document)) if _writes(user) else None,
            "drop": DropForm(initial=TextsForm.of(shelf.draft)) if shelf.draft else None,
            "refusal": refusal,
            "refusal_title": TITLES[refusal.why] if refusal else "",
        },
        status=refusal.status if refusal else 200,
    )


def _both(shelf: Shelf) -> dict[str, Any]:
    """The document, its versions, and how the two sides of a comparison are named."""
    draft = shelf.draft.row if shelf.draft else None
    used = shelf.in_use.row
    older = Edition(_("Version %(number)s") % {"number": shelf.in_use.number}, used.used_at if used else None)
    newer = Edition(_("Brouillon"), draft.written_at) if draft else None
    return {"shelf": shelf, "document": shelf.document, "comparison": {"older": older, "newer": newer}}


def _offered(user: User, document: Document) -> list[tuple[str, str]]:
    found = previewable(user, document)[:OFFERED]
    return [(one.reference, f"{one.reference} · {one.title}") for one in found]


@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version, as acts were prepared with it."""
    reader(request)
    shelf = shelf_of(_document(code))
    found = next((one for one in shelf.served if one.number == number), None)
    if found is None:
        raise Http404
    context = {"document": shelf.document, "version": found, "current": found is shelf.in_use}
    return render(request, "decisions/wording_version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponse:
    """The draft of the next version, from the one in use or as it was last saved."""
    user = reader(request)
    shelf = shelf_of(_document(code))
    if not _writes(user):
        return _forbidden(request)
    asked = request.POST if request.method == "POST" else None
    form = TextsForm(asked, document=shelf.document, initial=TextsForm.of(shelf.draft or shelf.in_use))
    refusal = None
    if asked is not None and form.is_valid():
        outcome = writing.save_texts(
            document=shelf.document, texts=form.texts(), shown=form.cleaned_data["shown"], by=user
        )
        if not isinstance(outcome, Refusal):
            messages.success(
                request, _("Le brouillon est enregistré : voyez-le sur un dossier, puis mettez-le en service.")
            )
            return redirect("decisions:wording", code)
        refusal = outcome
        for unmet in outcome.unmet:
            form.add_error(unmet.code if unmet.code in form.fields else None, unmet.sentence)
    context = {
        **_both(shelf),
        "form": form.fit_rows(),
        "failed": asked is not None,
        "refusal": refusal if refusal and refusal.why is not Why.UNMET else None,
        "refusal_title": TITLES[refusal.why] if refusal else "",
    }
    status = 200 if asked is None else refusal.status if refusal else 422
    return render(request, "decisions/wording_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, code: str) -> HttpResponse:
    """What the draft changes, whom it reaches, and the reason for it."""
    user = reader(request)
    shelf = shelf_of(_document(code))
    if not _writes(user):
        return _forbidden(request)
    asked = request.POST if request.method == "POST" else None
    if asked is None and shelf.draft is None:
        return redirect("decisions:wording", code)
    initial = {"shown": shelf.draft.row.revision} if shelf.draft and shelf.draft.row else {}
    form = UseForm(asked, initial=initial)
    refusal = None
    if asked is not None and form.is_valid():
        said = form.cleaned_data
        outcome = writing.put_in_use(document=shelf.document, shown=said["shown"], reason=said["reason"], by=user)
        if not isinstance(outcome, Refusal):
            done = _("La version %(number)s est en service : les actes se préparent avec elle.")
            messages.success(request, done % {"number": outcome.number})
            return redirect("decisions:wording", code)
        refusal = outcome
        for unmet in outcome.unmet:
            form.add_error(unmet.code if unmet.code in form.fields else None, unmet.sentence)
        if refusal.why is not Why.UNMET:
            return _page(request, user, shelf_of(shelf.document), refusal=refusal)
    context = {**_both(shelf), "form": form, "failed": asked is not None, "waiting": waiting_for(shelf.document)}
    return render(request, "decisions/wording_use.html", context, status=422 if asked is not None else 200)


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """The draft is given up."""
    user = reader(request)
    shelf = shelf_of(_document(code))
    form = DropForm(request.POST)
    shown = form.cleaned_data["shown"] if form.is_valid() else 0
    outcome = writing.drop_draft(document=shelf.document, shown=shown, by=user)
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return _forbidden(request)
        return _page(request, user, shelf, refusal=outcome)
    messages.success(request, _("Le brouillon est abandonné : les textes en service n’ont pas changé."))
    return redirect("decisions:wording", code)


@require_safe
@never_cache
def see(request: HttpRequest, code: str) -> HttpResponse:
    """The document on a dossier, as a PDF that says it is a draft; nothing of it is kept."""
    user = reader(request)
    shelf = shelf_of(_document(code))
    if not _writes(user):
        return _forbidden(request)
    reference = plain(request.GET.get("dossier", ""))[:40]
    rows = previewable(user, shelf.document).select_related("call", "leader")
    dossier = get_object_or_404(rows, reference=reference)
    if not may_preview(user, dossier):
        raise Http404
    asked: Version = shelf.draft if shelf.draft and request.GET.get("texts") == DRAFT else shelf.in_use
    try:
        content = preview(version=asked, dossier=dossier)
    except UnfitPreviewError as unfit:
        return problem(
            request,
            status=422,
            title=_("Cet aperçu ne peut pas être fait"),
            explanation=str(unfit),
            back_url=request.path.removesuffix("apercu.pdf"),
        )
    return pdf_answer(content, _("Projet %(reference)s.pdf") % {"reference": dossier.reference})


def _forbidden(request: HttpRequest) -> HttpResponse:
    return problem(
        request, status=403, title=str(TITLES[Why.FORBIDDEN]), explanation=FORBIDDEN, back_url="/decisions/textes/"
    )
