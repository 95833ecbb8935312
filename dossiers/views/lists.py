"""Finding dossiers and calls, and starting a new dossier."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.paging import page_links
from accounts.roles import Role
from dossiers import actions
from dossiers.form.questions import SECTIONS
from dossiers.listing import FILTERING, dossiers_for, lines
from dossiers.models import Call
from dossiers.views.common import person, problem
from workflow import clock
from workflow.states import DOSSIER
from workflow.verdict import Refusal

PER_PAGE = 25
#: Who may know what is left of an envelope.
KNOWS_ENVELOPE = frozenset(
    {Role.TEAM, Role.TEAM_LEAD, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.SIGNATORY, Role.AUDITOR}
)


class FilterForm(forms.Form):
    """What narrows the list; a value that means nothing narrows nothing."""

    q = forms.CharField(
        label=gettext_lazy("Rechercher"),
        help_text=gettext_lazy("Référence, titre ou service"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Étape"),
        choices=[("", gettext_lazy("Toutes")), *((s.code, gettext_lazy(s.label)) for s in DOSSIER.states)],
        required=False,
    )
    call = forms.ModelChoiceField(
        label=gettext_lazy("Appel"),
        queryset=Call.objects.all(),
        to_field_name="code",
        empty_label=gettext_lazy("Tous"),
        required=False,
    )


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers this person may see; those who see many filter them by state, call and words."""
    user = person(request)
    filters = bool(user.roles & FILTERING)
    form = FilterForm(request.GET if filters else None)
    form.is_valid()
    wanted = form.cleaned_data if form.is_bound else {}
    rows = dossiers_for(user, state=wanted.get("state", ""), call=wanted.get("call"), words=wanted.get("q", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    summary = ngettext("%(count)s dossier", "%(count)s dossiers", total) % {"count": total}
    context = {
        "form": form if filters else None,
        "narrowed": any(wanted.values()),
        "lines": lines(page.object_list),
        "page": page_links(page, query=request.GET, summary=summary),
    }
    return render(request, "dossiers/list.html", context)


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
    outcome = actions.open_draft(call=call, by=person(request), key=key)
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
    return redirect("dossiers:section", outcome.reference, SECTIONS[0].code)
