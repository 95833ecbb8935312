"""The exchange between leaders and the team: its page, and what one does there."""

from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import actions
from dossiers.actions.attachments import too_heavy
from dossiers.actions.challenge import MAX_TEXT
from dossiers.conversation.reading import conversation, shown_rows
from dossiers.conversation.rules import MAX_FILES, may_read
from dossiers.files.kinds import EXTENSIONS
from dossiers.files.names import cleaned
from dossiers.files.uploads import oversized
from dossiers.form.display import said
from dossiers.form.questions import SECTIONS
from dossiers.models import Exchange, FileKind
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, refused, sentence_for
from dossiers.wording import weight
from workflow.verdict import Refusal, Why


class MessageForm(forms.Form):
    """A message being written; its files are read by the view, for they may be many."""

    section = forms.ChoiceField(label=gettext_lazy("À propos de"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Votre message"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Écrivez le message.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", gettext_lazy("Le dossier en général")), *((s.code, said(s.title)) for s in SECTIONS)]


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Votre message, corrigé"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


def reader(request: HttpRequest, reference: str) -> Glance:
    """Who takes part in the exchange, or checks it; 404 for all others who see the dossier."""
    glance = glance_or_404(request, reference)
    if not may_read(glance.roles, glance.dossier):
        raise Http404
    return glance


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The exchange; looking at it is reading what is new in it."""
    glance = reader(request, reference)
    if request.method == "POST":
        return _send(request, glance)
    form = MessageForm(initial={"section": request.GET.get("section", "")}, prefix="message")
    return _show(request, glance, form, key=str(uuid4()))


def _send(request: HttpRequest, glance: Glance) -> HttpResponse:
    form = MessageForm(request.POST, prefix="message")
    uploads = request.FILES.getlist("files")
    key = _uuid(request.POST.get("key", "")) or uuid4()
    heavy = [
        _("« %(name)s » : %(sentence)s") % {"name": cleaned(name), "sentence": too_heavy()}
        for name in oversized(request)
    ]
    if not form.is_valid() or heavy:
        return _show(request, glance, form, key=str(key), sentences=heavy, status=422)
    outcome = actions.write_message(
        dossier=glance.dossier,
        text=form.cleaned_data["text"],
        section=form.cleaned_data["section"],
        uploads=uploads,
        key=key,
        by=glance.user,
    )
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, glance)
        sentences = [why.sentence for why in outcome.unmet] or [sentence_for(outcome, glance)]
        return _show(request, glance, form, key=str(uuid4()), sentences=sentences, status=outcome.status)
    messages.success(request, _("Votre message est envoyé."))
    answer = redirect("dossiers:conversation", glance.dossier.reference)
    answer["Location"] += f"#message-{outcome.pk}"
    return answer


def _show(
    request: HttpRequest,
    glance: Glance,
    form: forms.Form,
    *,
    key: str,
    sentences: list[str] | None = None,
    status: int = 200,
    correcting: tuple[UUID, CorrectionForm] | None = None,
) -> HttpResponse:
    found = conversation(glance, before=_uuid(request.GET.get("before", "")))
    if request.method != "HEAD":
        actions.note_read(dossier=glance.dossier, messages=shown_rows(found), by=glance.user)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "conversation": found,
        "form": form,
        "key": key,
        "sentences": sentences or [],
        "failed": status != 200,
        "refused_forms": [one for one in (form, correcting[1] if correcting else None) if one and one.errors],
        "correcting": correcting[0] if correcting else None,
        "correction_form": correcting[1] if correcting else None,
        "file_max": weight(settings.FILE_MAX_BYTES),
        "files_max": MAX_FILES,
        "accept": ",".join(sorted({f".{ending}" for kind in FileKind for ending in EXTENSIONS[kind]})),
    }
    return render(request, "dossiers/conversation.html", context, status=status)


@require_POST
def correct(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """Corrects what one has just sent."""
    glance, message = _message(request, reference, pk)
    form = CorrectionForm(request.POST, prefix=f"correct-{pk}")
    if not form.is_valid():
        fresh = MessageForm(prefix="message")
        return _show(request, glance, fresh, key=str(uuid4()), status=422, correcting=(pk, form))
    outcome = actions.correct_message(message=message, text=form.cleaned_data["text"], by=glance.user)
    return _back(request, glance, message, outcome, _("Votre message est corrigé."))


@require_POST
def withdraw(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """Takes one's message back."""
    glance, message = _message(request, reference, pk)
    outcome = actions.withdraw_message(message=message, by=glance.user)
    return _back(request, glance, message, outcome, _("Votre message est retiré."))


def _message(request: HttpRequest, reference: str, pk: UUID) -> tuple[Glance, Exchange]:
    glance = reader(request, reference)
    return glance, get_object_or_404(Exchange.objects.select_related("dossier"), pk=pk, dossier=glance.dossier)


def _back(request: HttpRequest, glance: Glance, message: Exchange, outcome: object, done: str) -> HttpResponse:
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    messages.success(request, done)
    answer = redirect("dossiers:conversation", glance.dossier.reference)
    answer["Location"] += f"#message-{message.pk}"
    return answer


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
