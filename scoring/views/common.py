"""What the room's pages share: where a person stands, and how a refusal comes back to a form."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest

from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404
from scoring.board import Standing, standing_of
from workflow.verdict import Refusal, Unmet, Why


@dataclass(frozen=True)
class Place:
    """A person before the reviews of a dossier."""

    glance: Glance
    standing: Standing


@dataclass(frozen=True)
class Returned:
    """What a refused form's page says at its top, beside what stands in the fields; status 200: nothing was refused."""

    status: int = 200
    sentence: str = ""
    reasons: tuple[Unmet, ...] = ()


def place_or_404(request: HttpRequest, reference: str) -> Place:
    """The dossier and its reviews as this person stands to them; 404 when they may not see the dossier."""
    glance = glance_or_404(request, reference)
    return Place(glance, standing_of(glance))


def returned(refusal: Refusal, form: forms.Form) -> Returned:
    """Puts each unmet point on the field it names; the others, and any other refusal, go to the top of the page."""
    left: list[Unmet] = []
    for unmet in refusal.unmet:
        if unmet.code in form.fields and not form.fields[unmet.code].widget.is_hidden:
            form.add_error(unmet.code, unmet.sentence)
        else:
            left.append(unmet)
    if refusal.why is not Why.UNMET:
        return Returned(refusal.status, refusal.sentence)
    sentence = " ".join(unmet.sentence for unmet in left)
    return Returned(refusal.status, sentence, tuple(left) if len(left) > 1 else ())
