"""The answer to a form of plain texts that is saved while it is typed: a review, a consensus, minutes. JSON for
`static/js/autosave.js`. Each room says how its texts are tidied, kept and shown; how two pages meet is said here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django import forms
from django.http import HttpRequest, JsonResponse

from accounts.models import User
from dossiers.actions import Autosaved, TextMoved
from dossiers.actions.autosave import save_while_typing
from dossiers.form.merging import three_way
from dossiers.form.values import Problem
from dossiers.views import saving
from workflow.verdict import Refusal

T = TypeVar("T")
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Writing(Generic[T]):
    """What one room says of its texts. `names` are those of the form, `kept` what the site has of them; `save` is the
    verb, given the texts and the revision that they follow.
    """

    by: User
    names: Iterable[str]
    kept: Texts
    tidy: Callable[[str, str], str]
    save: Callable[[Texts, int], T | Refusal]
    two_texts: Callable[[TextMoved], saving.TwoTexts]
    sentence: Callable[[Refusal], str]
    saved: Callable[[Autosaved[T]], JsonResponse]


def answer(request: HttpRequest, form: forms.Form, typed: Texts, writing: Writing[T], *, revision: int) -> JsonResponse:
    """Keeps what was typed so far and says so, or says why not; nothing that was typed is ever in danger.

    A text that the form refuses leaves in place the one that is kept.
    """
    if stranger := saving.not_the_writer(request, writing.by):
        return stranger
    started = saving.started_from(request.POST.dict())
    base = {name: writing.tidy(name, started.get(name, "")) for name in writing.names} if started else None
    form.is_valid()
    wrong = {name: str(form.errors[name][0]) for name in typed if name in form.errors}

    def read(theirs: Texts) -> tuple[dict[str, str], list[Problem]]:
        texts = {name: theirs[name] if name in wrong else writing.tidy(name, text) for name, text in typed.items()}
        return texts, [Problem(name, 0, "", sentence) for name, sentence in wrong.items()]

    outcome = save_while_typing(
        read=read,
        merged=lambda mine, theirs: three_way(base=base, mine=mine, theirs=theirs),
        save=writing.save,
        kept=writing.kept,
        revision=revision,
    )
    if isinstance(outcome, TextMoved):
        return saving.moved(request, outcome, writing.two_texts(outcome))
    if isinstance(outcome, Refusal):
        return saving.refused(outcome, writing.sentence(outcome))
    return writing.saved(outcome)


def problems(found: Iterable[Problem], labels: Texts) -> list[dict[str, str]]:
    """The texts that were not kept, each by its label and with the id of its field."""
    return [
        saving.problem(label=labels[one.question], sentence=one.sentence, anchor=f"id_{one.question}") for one in found
    ]
