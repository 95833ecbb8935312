"""Archives: asked for, followed while they are made, taken away by whoever asked."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from audit import actions
from audit.exports.downloading import file_answer
from audit.exports.making import open_to
from audit.forms import ExportForm
from audit.models import Export
from audit.scope import Kind, Scope
from audit.views.common import auditor_or_404
from copil.models import Session
from dossiers.models import Call, Dossier
from dossiers.views.common import glance_or_404, person, refused
from workflow.verdict import Refusal

#: How many of one's archives the page lists.
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def exports(request: HttpRequest) -> HttpResponse:
    """One's archives, and the form that asks for another."""
    user = auditor_or_404(request)
    form, status = _form(user, request), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = actions.ask_export(scope=form.scope(), by=user)
            if not isinstance(outcome, Refusal):
                return redirect(outcome)
            form.add_error(None, outcome.sentence)
            status = outcome.status
    rows = Export.objects.filter(asked_by=user).select_related("call", "session", "dossier")
    return render(request, "audit/exports.html", {"form": form, "exports": rows[:SHOWN]}, status=status)


def _form(user: User, request: HttpRequest) -> ExportForm:
    seen = Dossier.objects.visible_to(user).filter(deposited_at__isnull=False).order_by()
    return ExportForm(
        request.POST if request.method == "POST" else None,
        sessions=Session.objects.visible_to(user).filter(status__in=Session.HELD).order_by("-number"),
        calls=Call.objects.filter(pk__in=seen.values("call")).order_by("-opens_on", "code"),
        initial={"kind": Kind.SESSIONS.value},
    )


def _found(request: HttpRequest, pk: UUID) -> Export:
    export = open_to(person(request), pk)
    if export is None:
        raise Http404
    return export


@require_POST
def ask_dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for the whole file of one dossier."""
    glance = glance_or_404(request, reference)
    outcome = actions.ask_export(scope=Scope(Kind.DOSSIER, dossier=glance.dossier), by=glance.user)
    return refused(request, outcome, glance) if isinstance(outcome, Refusal) else redirect(outcome)


@require_safe
@never_cache
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where one archive stands: how far the worker is, or what it holds and how to check it."""
    return render(request, "audit/export.html", {"export": _found(request, pk)})


@require_safe
@never_cache
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that follows the worker."""
    return render(request, "audit/parts/export_state.html", {"export": _found(request, pk)})


@require_safe
@never_cache
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file, from where a download stopped if need be."""
    return _file(request, _found(request, pk), reference="")


@require_safe
@never_cache
def download_dossier(request: HttpRequest, reference: str, pk: UUID) -> HttpResponseBase:
    """That of one dossier, likewise."""
    return _file(request, _found(request, pk), reference=reference)


def _file(request: HttpRequest, export: Export, *, reference: str) -> HttpResponseBase:
    of = export.dossier.reference if export.dossier is not None else ""
    if of != reference or not export.downloadable or not export.path.exists():
        raise Http404
    return file_answer(request, export.path, name=f"{export.name}.zip", size=export.size, sha256=export.sha256)
