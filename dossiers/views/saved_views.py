"""The views of the list that a person keeps: saved from the list, then renamed, removed or shown first."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from dossiers.actions.views import MAX_NAME, remove_view, rename_view, save_view, show_view_first
from dossiers.desk.listing import FILTERING
from dossiers.desk.reading import listing
from dossiers.models import SavedView
from dossiers.views.common import person
from workflow.verdict import Refusal


class NameForm(forms.Form):
    """A view's name. What is wrong with it is the verb's to say."""

    partial = True  # the label must not say « facultatif »
    name = forms.CharField(label=gettext_lazy("Nom de la vue"), max_length=10 * MAX_NAME, required=False)


class SaveForm(NameForm):
    query = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)
    first = forms.BooleanField(label=gettext_lazy("L’afficher à l’ouverture de la liste"), required=False)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the filters of the list under a name."""
    user = _keeper(request)
    form = SaveForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        query = listing(user, QueryDict(said["query"])).query
        outcome = save_view(name=said["name"], query=query, by=user, shown_first=said["first"])
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La vue « %(name)s » est enregistrée.") % {"name": outcome.name})
            return redirect(f"{reverse('dossiers:list')}?{outcome.query}")
        form.add_error("name", outcome.sentence)
    return render(request, "dossiers/save_view.html", {"form": form, "query": form.data.get("query", "")}, status=422)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """One's own views, to keep in order."""
    return _page(request, _keeper(request))


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Renames, removes or shows first the view whose button was pressed."""
    user = _keeper(request)
    view = get_object_or_404(SavedView, pk=pk, person=user)
    gesture = request.POST.get("gesture", "")
    if gesture == "rename":
        return _renamed(request, user, view)
    if gesture == "remove":
        return _told(request, view, remove_view(view=view, by=user), _("La vue « %(name)s » est retirée."))
    if gesture == "first":
        done = _("La liste s’ouvre désormais sur « %(name)s ».")
        return _told(request, view, show_view_first(view=view, first=True, by=user), done)
    if gesture == "not_first":
        done = _("La liste s’ouvre désormais sur tous les dossiers.")
        return _told(request, view, show_view_first(view=view, first=False, by=user), done)
    return _page(request, user, status=422)


def _told(request: HttpRequest, view: SavedView, outcome: SavedView | Refusal | None, done: str) -> HttpResponse:
    if isinstance(outcome, Refusal):
        messages.error(request, outcome.sentence)
    else:
        messages.success(request, done % {"name": view.name})
    return redirect("dossiers:views")


def _renamed(request: HttpRequest, user: User, view: SavedView) -> HttpResponse:
    form = NameForm(request.POST, prefix=str(view.pk))
    if form.is_valid():
        outcome = rename_view(view=view, name=form.cleaned_data["name"], by=user)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La vue s’appelle désormais « %(name)s ».") % {"name": outcome.name})
            return redirect("dossiers:views")
        form.add_error("name", outcome.sentence)
    return _page(request, user, wrong={view.pk: form}, status=422)


def _keeper(request: HttpRequest) -> User:
    """Whoever has a desk; the page is not there for others."""
    user = person(request)
    if not user.roles & FILTERING:
        raise Http404
    return user


def _page(
    request: HttpRequest, user: User, *, wrong: dict[int, NameForm] | None = None, status: int = 200
) -> HttpResponse:
    known = SavedView.objects.filter(person=user)
    views = [
        (view, (wrong or {}).get(view.pk) or NameForm(initial={"name": view.name}, prefix=str(view.pk)))
        for view in known
    ]
    context = {"views": views, "forms": [form for _view, form in views], "failed": status != 200}
    return render(request, "dossiers/views.html", context, status=status)
