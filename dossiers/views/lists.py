"""The calls, and starting a new dossier."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.form.length import Length
from dossiers.form.questions import SECTIONS
from dossiers.models import Call
from dossiers.views.common import person, problem
from dossiers.views.sheet import first_page
from workflow import clock
from workflow.verdict import Refusal

#: Who may know what is left of an envelope.
KNOWS_ENVELOPE = frozenset(
    {Role.TEAM, Role.TEAM_LEAD, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.SIGNATORY, Role.AUDITOR}
)


@require_safe
@login_not_required
def calls(request: HttpRequest) -> HttpResponse:
    """The open calls; the former ones, and what is left of each envelope, for those who may know."""
    today = clock.today()
    knows = isinstance(request.user, User) and bool(request.user.roles & KNOWS_ENVELOPE)
    found = list(Call.objects.filter(opens_on__lte=today) if not knows else Call.objects.all())
    context = {
        "open_calls": [call for call in found if call.is_open(today)],
        "other_calls": [call for call in found if not call.is_open(today)] if knows else [],
        "knows": knows,
    }
    return render(request, "dossiers/calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Starts a dossier; the key in the form makes one dossier of the same form sent twice."""
    call = get_object_or_404(Call, code=code)
    if request.method != "POST":
        context = {"call": call, "key": uuid4(), "sections": SECTIONS, "open": call.is_open(clock.today())}
        return render(request, "dossiers/new.html", context)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return problem(
            request,
            status=422,
            title=_("Demande incomplète"),
            explanation=_("Le formulaire est arrivé incomplet : revenez à la page de l’appel et recommencez."),
            back_url=request.path,
        )
    length = Length.SHORT if request.POST.get("length") == Length.SHORT else Length.FULL
    outcome = actions.open_draft(call=call, by=person(request), key=key, length=length)
    if isinstance(outcome, Refusal):
        return problem(
            request,
            status=outcome.status,
            title=_("Le dossier n’a pas été ouvert"),
            explanation=outcome.sentence,
            back_url=request.path,
        )
    messages.success(
        request,
        _("Votre dossier %(reference)s est ouvert. Rien n’est transmis avant le dépôt.")
        % {"reference": outcome.reference},
    )
    return redirect(first_page(outcome))
