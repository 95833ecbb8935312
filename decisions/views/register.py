"""The room's front page: what the signatory has to sign, the register of what was signed and what it adds up to."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role
from decisions.register.acts import ORDER, READERS, Wanted, register_for
from decisions.register.desk import desk_of
from decisions.register.figures import figures_of
from decisions.register.file import csv_of
from decisions.register.forms import RegisterForm
from dossiers.desk import keyset
from dossiers.views.common import person

PER_PAGE = 25


def _reader(request: HttpRequest) -> User:
    """The signatory, the team and the auditors; the register does not exist for anybody else."""
    user = person(request)
    if not user.roles & READERS:
        raise Http404
    return user


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register as it was narrowed, page by page."""
    user = _reader(request)
    form = RegisterForm(request.GET, user=user)
    wanted = form.wanted()
    rows = register_for(user, wanted)
    figures = figures_of(rows)
    listed = rows.select_related("dossier", "superseded_by").defer("inputs", "words")
    said = request.GET
    shown = keyset.page(listed, ORDER, size=PER_PAGE, after=said.get("after", ""), before=said.get("before", ""))
    summary = ngettext("%(count)s acte", "%(count)s actes", figures.count) % {"count": figures.count}
    context = {
        "desk": desk_of(user) if Role.SIGNATORY in user.roles else None,
        "key": uuid4(),
        "acts": shown.rows,
        "form": form,
        "figures": figures,
        "narrowed": wanted != Wanted(),
        "query": said.urlencode(),
        "page": keyset.links(shown, said, summary),
        "team": Role.TEAM in user.roles,
    }
    return render(request, "decisions/register.html", context)


@require_safe
@never_cache
def file(request: HttpRequest) -> StreamingHttpResponse:
    """The same acts as a file for spreadsheets."""
    user = _reader(request)
    rows = register_for(user, RegisterForm(request.GET, user=user).wanted())
    return StreamingHttpResponse(
        csv_of(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="registre-des-decisions.csv"'},
    )
