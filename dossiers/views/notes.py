"""The team's notes on a dossier, and the notes that mention one."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Role
from dossiers import actions
from dossiers.actions.challenge import MAX_TEXT
from dossiers.models import TeamNote
from dossiers.notes.mentions import unknown
from dossiers.notes.reading import may_note, mentions, notes
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, person, refused
from workflow.verdict import Refusal, Why

#: Mentions listed at once, the latest.
MENTIONS_SHOWN = 100


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Votre note"),
        help_text=gettext_lazy("Pour prévenir un collègue, tapez @ puis son nom."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Écrivez la note.")},
    )


def noter(request: HttpRequest, reference: str) -> Glance:
    """Who notes on that dossier; 404 for all others, who are not told that there are notes."""
    glance = glance_or_404(request, reference)
    if not may_note(glance.roles, glance.dossier, aside=glance.aside):
        raise Http404
    return glance


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The notes; looking at them is seeing where one is mentioned."""
    glance = noter(request, reference)
    if request.method != "POST":
        return _show(request, glance, NoteForm(prefix="note"), key=str(uuid4()))
    form = NoteForm(request.POST, prefix="note")
    key = _uuid(request.POST.get("key", "")) or uuid4()
    if not form.is_valid():
        return _show(request, glance, form, key=str(key), status=422)
    outcome = actions.write_note(dossier=glance.dossier, text=form.cleaned_data["text"], by=glance.user, key=key)
    if isinstance(outcome, Refusal) and outcome.why is not Why.FORBIDDEN:
        form.add_error("text", outcome.sentence)
        return _show(request, glance, form, key=str(uuid4()), status=outcome.status)
    if isinstance(outcome, TeamNote):
        _tell_mentions(request, glance, outcome)
    return _back(request, glance, outcome, _("La note est gardée."))


def _tell_mentions(request: HttpRequest, glance: Glance, note: TeamNote) -> None:
    """Who was told, and which names are nobody's."""
    names = ", ".join(mention.person.full_name for mention in note.mentions.select_related("person"))
    if names:
        messages.info(request, _("Prévenus par courriel\u00a0: %(names)s.") % {"names": names})
    people = [*notes(glance).people, glance.user]
    if strangers := ", ".join(unknown(note.text, people)):
        sentence = _("%(names)s\u00a0: ce nom n’est celui de personne de l’équipe, personne n’a été prévenu.")
        messages.warning(request, sentence % {"names": strangers})


def _show(request: HttpRequest, glance: Glance, form: NoteForm, *, key: str, status: int = 200) -> HttpResponse:
    found = notes(glance)
    if request.method != "HEAD":
        actions.note_mentions_seen(dossier=glance.dossier, by=glance.user)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "found": found,
        "form": form,
        "key": key,
        "failed": status != 200,
    }
    return render(request, "dossiers/notes.html", context, status=status)


@require_POST
def pin(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """Puts a note on top, or takes it down: the button says which."""
    glance, note = _note(request, reference, pk)
    pinned = request.POST.get("pinned") != "no"
    outcome = actions.pin_note(note=note, by=glance.user, pinned=pinned)
    return _back(request, glance, outcome, _("La note est épinglée.") if pinned else _("La note n’est plus épinglée."))


@require_POST
def remove(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """Takes a note away."""
    glance, note = _note(request, reference, pk)
    return _back(request, glance, actions.remove_note(note=note, by=glance.user), _("La note est retirée."))


def _note(request: HttpRequest, reference: str, pk: UUID) -> tuple[Glance, TeamNote]:
    glance = noter(request, reference)
    return glance, get_object_or_404(TeamNote.objects.select_related("dossier"), pk=pk, dossier=glance.dossier)


def _back(request: HttpRequest, glance: Glance, outcome: TeamNote | Refusal, done: str) -> HttpResponse:
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, done)
    answer = redirect("dossiers:notes", glance.dossier.reference)
    answer["Location"] += f"#note-{outcome.pk}"
    return answer


@require_safe
def mentioned(request: HttpRequest) -> HttpResponse:
    """The notes that mention the person, for the team."""
    user = person(request)
    if Role.TEAM not in user.roles:
        raise Http404
    return render(request, "dossiers/mentions.html", {"mentions": mentions(user, limit=MENTIONS_SHOWN)})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
