"""Pages of the team's marks: the labels themselves, and those of one dossier with who follows it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.labels import MAX_NAME, change_label, drop_label, make_label, set_follower, set_labels
from dossiers.desk.labels import labels_of
from dossiers.models import Label
from dossiers.models.labels import Colour
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, person, refused
from dossiers.visibility import holders
from workflow.verdict import Refusal, Why

#: Which field answers a refusal.
FIELDS = {"name": "name", "colour": "colour"}


class LabelForm(forms.Form):
    """A label's name and colour; what is wrong with them is the verb's to say."""

    partial = True  # the label must not say « facultatif »
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=10 * MAX_NAME, required=False)
    colour = forms.ChoiceField(label=gettext_lazy("Couleur"), choices=Colour.choices, required=False)


class SortingForm(forms.Form):
    """Which labels a dossier has, and who follows it."""

    partial = True
    labels = forms.MultipleChoiceField(
        label=gettext_lazy("Étiquettes"), widget=forms.CheckboxSelectMultiple, required=False
    )
    follower = forms.ChoiceField(label=gettext_lazy("Suivi par"), required=False)
    # What was there when the page was made: what somebody else changed meanwhile is not undone.
    seen_labels = forms.CharField(widget=forms.HiddenInput, required=False)
    seen_follower = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, labels: list[Label], people: list[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["labels"].choices = [(str(one.pk), one.name) for one in labels]  # type: ignore[attr-defined]
        named = [(str(one.ref), one.full_name) for one in people]
        self.fields["follower"].choices = [("", _("Personne")), *named]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The labels of the lab, for the coordination to make, change and drop."""
    user = person(request)
    if Role.TEAM_LEAD not in user.roles:
        raise Http404
    if request.method != "POST":
        return _page(request)
    pk = request.POST.get("label", "")
    label = get_object_or_404(Label, pk=int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
    if label is not None and request.POST.get("gesture") == "drop":
        outcome = drop_label(label=label, by=user)
        if isinstance(outcome, Refusal):
            messages.error(request, outcome.sentence)
        else:
            messages.success(request, _("L’étiquette « %(name)s » est retirée.") % {"name": label.name})
        return redirect("dossiers:labels")
    form = LabelForm(request.POST, prefix=str(label.pk) if label else "new")
    if form.is_valid():
        said = {"name": form.cleaned_data["name"], "colour": form.cleaned_data["colour"], "by": user}
        kept = change_label(label=label, **said) if label else make_label(**said)
        if not isinstance(kept, Refusal):
            messages.success(request, _("L’étiquette « %(name)s » est enregistrée.") % {"name": kept.name})
            return redirect("dossiers:labels")
        code = kept.unmet[0].code if kept.unmet else ""
        form.add_error(FIELDS.get(code), kept.sentence)
    return _page(request, wrong={label.pk if label else 0: form}, status=422)


def _page(request: HttpRequest, *, wrong: dict[int, LabelForm] | None = None, status: int = 200) -> HttpResponse:
    wrong = wrong or {}
    labels = [
        (one, wrong.get(one.pk) or LabelForm(initial={"name": one.name, "colour": one.colour}, prefix=str(one.pk)))
        for one in Label.objects.all()
    ]
    new = wrong.get(0) or LabelForm(prefix="new")
    context = {"labels": labels, "new": new, "forms": [new, *(form for _one, form in labels)], "failed": status != 200}
    return render(request, "dossiers/labels.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def of_dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """The labels of one dossier, and who of the team follows it."""
    glance = glance_or_404(request, reference)
    if Role.TEAM not in glance.roles:
        raise Http404
    dossier = glance.dossier
    known, people = list(Label.objects.all()), list(holders(Role.TEAM).order_by("last_name", "first_name", "pk"))
    if dossier.followed_by is not None and dossier.followed_by not in people:
        people.append(dossier.followed_by)
    there = [str(label.pk) for label in labels_of(dossier)]
    follower = str(dossier.followed_by.ref) if dossier.followed_by else ""
    initial = {"labels": there, "seen_labels": " ".join(there), "follower": follower, "seen_follower": follower}
    form = SortingForm(request.POST or None, labels=known, people=people, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = _kept(glance, form, known, people)
            if outcome is None:
                messages.success(request, _("Le classement est enregistré."))
                return redirect(dossier)
            if outcome.why is not Why.UNMET:
                return refused(request, outcome, glance)
            form.add_error("follower", outcome.sentence)
    context = {"dossier": dossier, "glance": glance, "form": form, "labels": known, "failed": status != 200}
    return render(request, "dossiers/sort_dossier.html", context, status=status)


def _kept(glance: Glance, form: SortingForm, labels: list[Label], people: list[User]) -> Refusal | None:
    """Keeps what the form changed; the refusal, if there is one."""
    said = form.cleaned_data
    if said["follower"] != said["seen_follower"]:
        follower = next((one for one in people if str(one.ref) == said["follower"]), None)
        outcome = set_follower(dossier=glance.dossier, follower=follower, by=glance.user)
        if isinstance(outcome, Refusal):
            return outcome
    wanted = [one for one in labels if str(one.pk) in said["labels"]]
    seen = [one for one in labels if str(one.pk) in said["seen_labels"].split()]
    again = set_labels(dossier=glance.dossier, labels=wanted, by=glance.user, seen=seen)
    return again if isinstance(again, Refusal) else None
