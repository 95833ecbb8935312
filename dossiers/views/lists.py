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
from dossiers.calls.reading import BADGES, readable_by
from dossiers.calls.registry import shown
from dossiers.form.display import said
from dossiers.form.length import Length
from dossiers.form.questions import SECTIONS
from dossiers.models import Call, Phase
from dossiers.views.common import person, problem
from dossiers.views.sheet import first_page
from dossiers.withheld import as_read
from workflow import clock
from workflow.verdict import Refusal

#: Who may know what is left of an envelope.
KNOWS_ENVELOPE = frozenset(
    {Role.TEAM, Role.TEAM_LEAD, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.SIGNATORY, Role.AUDITOR}
)

PAST = frozenset({Phase.CLOSED, Phase.ENDED})


@require_safe
@login_not_required
def calls(request: HttpRequest) -> HttpResponse:
    """The open calls; the former ones, and what is left of each envelope, for those who may know."""
    today = clock.today()
    user = request.user if isinstance(request.user, User) else None
    roles = user.roles if user else frozenset()
    knows = bool(roles & KNOWS_ENVELOPE)
    found = list(Call.objects.filter(published=True))
    if user and knows:
        found = as_read(user, found)
    phases = {call.pk: call.phase(today) for call in found}
    context = {
        "open_calls": [call for call in found if phases[call.pk] is Phase.OPEN],
        "coming_calls": [call for call in reversed(found) if phases[call.pk] is Phase.COMING],
        "past_calls": [call for call in found if phases[call.pk] in PAST] if knows else [],
        "knows": knows,
        "reads_settings": bool(roles & {Role.ADMIN, Role.TEAM, Role.AUDITOR}),
    }
    return render(request, "dossiers/calls.html", context)


@require_safe
@login_not_required
def call(request: HttpRequest, code: str) -> HttpResponse:
    """One call as whoever thinks of depositing reads it: dates, what it finances, how it is judged, whom to ask."""
    found = get_object_or_404(Call, code=code, published=True)
    phase = found.phase(clock.today())
    context = {
        "call": found,
        "phase": phase,
        "badge": BADGES[phase],
        "open": phase is Phase.OPEN,
        "sections": [(said(section.title), said(section.why)) for section in SECTIONS],
        "shown": [(one.template, one.load(found)) for one in shown],
        "reads_settings": isinstance(request.user, User) and readable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "calls/public.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Starts a dossier; the key in the form makes one dossier of the same form sent twice."""
    call = get_object_or_404(Call, code=code, published=True)
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
