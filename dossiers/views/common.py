"""What the room's pages share: finding the dossier, refusing in words."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from dossiers.visibility import reads_by_invitation, stepped_aside
from workflow.asked import Asked, More
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.verdict import Refusal, Why

TITLES = {
    Why.FORBIDDEN: gettext_lazy("Action non permise"),
    Why.WRONG_STATE: gettext_lazy("Ce n’est plus possible"),
    Why.STALE: gettext_lazy("Le dossier a changé entre-temps"),
    Why.KEY_REUSED: gettext_lazy("Demande déjà traitée"),
    Why.UNMET: gettext_lazy("Ce n’est pas encore possible"),
}


def person(request: HttpRequest) -> User:
    """Who asks: every page of the room but the public ones requires a sign-in."""
    return cast(User, request.user)


def _looked_at(user: User, reference: str) -> "QuerySet[Dossier]":
    visible = Dossier.objects.visible_to(user).filter(reference=reference).order_by()
    visible = visible.select_related("call", "leader", "service")
    return visible.annotate(invited=reads_by_invitation(user), aside=stepped_aside(user))


_asked: Asked[Dossier] = Asked(_looked_at, str)


def glance_or_404(request: HttpRequest, reference: str, *, more: More | None = None) -> Glance:
    """The dossier as this person stands to it; 404 when they may not see it.

    `more`, a function of a module, is what its row shall bring too.
    """
    user = person(request)
    dossier: Any = next(_asked.instances(user, reference, more=more), None)
    if dossier is None:
        raise Http404
    roles = standing(Actor(user), dossier)
    return Glance(user, dossier, roles, Role.LEADER not in roles and dossier.invited, dossier.aside)


def typed_number(text: str) -> int:
    """A small number from a hidden field; 0 for anything else, which nothing that is counted bears."""
    return int(text) if text.isdecimal() and len(text) <= 6 else 0


def pdf_answer(content: bytes, name: str, *, saved: bool = False) -> HttpResponse:
    """A PDF by that name, to read in the browser or, when `saved`, to keep."""
    disposition = content_disposition_header(as_attachment=saved, filename=name)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition or ""})


def problem(
    request: HttpRequest, *, status: int, title: str, explanation: str, back_url: str = "", what_next: str = ""
) -> HttpResponse:
    """A page that says why not."""
    context = {
        "status": status,
        "title": title,
        "explanation": explanation,
        "back_url": back_url,
        "what_next": what_next,
    }
    return render(request, "problem.html", context, status=status)


def refused(request: HttpRequest, refusal: Refusal, glance: Glance) -> HttpResponse:
    """A refusal as a page of its own, for verbs whose form is not worth showing again."""
    context = {
        "status": refusal.status,
        "title": TITLES[refusal.why],
        "explanation": sentence_for(refusal, glance),
        "reasons": refusal.unmet if len(refusal.unmet) > 1 else (),
        "back_url": glance.dossier.get_absolute_url(),
    }
    return render(request, "problem.html", context, status=refusal.status)


def sentence_for(refusal: Refusal, glance: Glance) -> str:
    """The refusal's sentence, in which the step has the name that this person may read."""
    if refusal.why is Why.WRONG_STATE and not glance.inside:
        step = glance.step.label.lower()
        return _("Ce geste n’est pas possible : le dossier est à l’étape « %(step)s ».") % {"step": step}
    return refusal.sentence


def may_oversee(glance: Glance) -> bool:
    """Whether this person may read who sees the dossier."""
    return bool(glance.roles & {Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR})


def altered(request: HttpRequest, back_url: str) -> HttpResponse:
    """The page in place of a kept document whose bytes are no longer those that were made: it is given to nobody."""
    return problem(
        request,
        status=500,
        title=_("Document altéré"),
        explanation=_("Le fichier conservé n’est plus celui qui a été établi : il n’est pas délivré."),
        what_next=_("Prévenez l’administration du site : l’original se trouve dans ses sauvegardes."),
        back_url=back_url,
    )
