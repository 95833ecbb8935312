"""Pages of the committee's composition."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import Role
from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.forms import people_choices
from copil.mandates.forms import EndForm, MandateForm, SubstituteForm
from copil.models import Mandate
from copil.views.common import Returned, posted, refused, returned
from copil.views.rules import reader
from dossiers.visibility import holders
from workflow import clock
from workflow.verdict import Refusal, Why

HOME = "/copil/composition/"


def _members() -> dict[str, User]:
    found = holders(Role.COPIL_MEMBER).filter(is_active=True).select_related("service")
    return {str(person.pk): person for person in sorted(found, key=lambda one: one.full_name)}


@require_safe
def composition(request: HttpRequest) -> HttpResponse:
    """Who is of the committee today, who will be, who was."""
    user, today = reader(request), clock.today()
    found = list(Mandate.objects.select_related("person", "substitute", "service"))
    context = {
        "now": [mandate for mandate in found if mandate.covers(today)],
        "coming": [mandate for mandate in found if mandate.starts_on > today],
        "over": [mandate for mandate in found if mandate.ends_on is not None and mandate.ends_on < today],
        "plans": rights.plans(user),
    }
    return render(request, "copil/composition.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A new mandate."""
    user = reader(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), HOME)
    people = _members()
    form = MandateForm(posted(request), members=people_choices(people.values()))

    def carry_out() -> object:
        said = form.cleaned_data
        draft = actions.MandateDraft(
            **{**said, "person": people[said["person"]], "substitute": people.get(said["substitute"])}
        )
        return actions.give_mandate(draft=draft, by=user)

    return _asked(request, form, carry_out, "give", None, _("Le mandat est donné."))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a mandate."""
    user = reader(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), HOME)
    mandate = get_object_or_404(Mandate.objects.select_related("person"), pk=pk)
    form = EndForm(posted(request), initial={"ends_on": mandate.ends_on})

    def carry_out() -> object:
        return actions.end_mandate(mandate=mandate, on=form.cleaned_data["ends_on"], by=user)

    return _asked(request, form, carry_out, "end", mandate, _("La fin du mandat est fixée."))


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may stand in."""
    user = reader(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), HOME)
    mandate = get_object_or_404(Mandate.objects.select_related("person"), pk=pk)
    people = _members()
    initial = {"substitute": str(mandate.substitute_id or "")}
    form = SubstituteForm(posted(request), members=people_choices(people.values()), initial=initial)

    def carry_out() -> object:
        named = people.get(form.cleaned_data["substitute"])
        return actions.name_substitute(mandate=mandate, substitute=named, by=user)

    return _asked(request, form, carry_out, "substitute", mandate, _("Le suppléant est enregistré."))


def _asked(
    request: HttpRequest,
    form: forms.Form,
    carry_out: Callable[[], object],
    gesture: str,
    mandate: Mandate | None,
    done: str,
) -> HttpResponse:
    """The page of one gesture on a mandate; each unmet point goes to its field."""
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = carry_out()
            if not isinstance(outcome, Refusal):
                messages.success(request, done)
                return redirect("copil:composition")
            result = returned(outcome, form, {name: name for name in form.fields})
    context = {"form": form, "returned": result, "gesture": gesture, "mandate": mandate}
    return render(request, "copil/mandate.html", context, status=result.status)
