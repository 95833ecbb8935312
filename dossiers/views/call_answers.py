"""What the pages of the calls share: who finds them, refusals put on the form that keeps what was typed."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from dossiers.calls.keeping import CallMoved
from dossiers.calls.reading import administers, history, readable_by
from dossiers.models import Call
from dossiers.views.common import person
from workflow.verdict import Refusal


def administrator(request: HttpRequest) -> User:
    """Who asks; whoever does not administer the house today finds no such page."""
    user = person(request)
    if not administers(user):
        raise Http404
    return user


def administered(request: HttpRequest, code: str) -> tuple[User, Call]:
    return administrator(request), get_object_or_404(Call, code=code)


def read_by(request: HttpRequest, code: str) -> tuple[User, Call]:
    """The call for those who may read its settings."""
    user = person(request)
    return user, get_object_or_404(readable_by(user), code=code)


def revision_of(form: forms.Form) -> int:
    """The revision that the page was shown with; one that is not a number is older than any."""
    said = str(form.cleaned_data.get("revision", ""))
    return int(said) if said.isdecimal() and len(said) < 10 else -1


def put_on(form: forms.Form, refusal: Refusal) -> dict[str, Any]:
    """Puts each reason at its field and answers what the page tells besides: what others changed meanwhile.

    Sent again, the form then says what it says knowing of these changes.
    """
    for reason in refusal.unmet:
        shown = reason.code in form.fields and not form.fields[reason.code].widget.is_hidden
        form.add_error(reason.code if shown else None, reason.sentence)
    if not refusal.unmet:
        form.add_error(None, refusal.sentence)
    if not isinstance(refusal, CallMoved):
        return {}
    form.data = {**{name: form.data.get(name) for name in form.data}, "revision": str(refusal.revision)}
    return {"since": history(refusal.since)}
