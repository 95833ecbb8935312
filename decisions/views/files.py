"""The documents of an act, byte for byte as they were prepared or signed."""

import hashlib
import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions.kinds import READ_DRAFTS
from decisions.layout import layout_of
from decisions.models import Act, ActFile
from decisions.reading import inputs_of
from dossiers.models import Dossier
from dossiers.page.glance import INSIDE
from dossiers.views.common import person, problem
from workflow.gesture import Actor
from workflow.judgment import standing

logger = logging.getLogger("jalon.decisions")


@require_safe
@never_cache
def act(request: HttpRequest, number: str) -> HttpResponse:
    """The act's PDF."""
    return _file(request, number, ActFile.Part.ACT)


@require_safe
@never_cache
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter of notification's PDF."""
    return _file(request, number, ActFile.Part.LETTER)


def _file(request: HttpRequest, number: str, part: ActFile.Part) -> HttpResponse:
    """Told: to whoever sees the dossier. Signed: to all of them but its leaders and those they invited. Not signed: to
    those who prepare it. An altered file is given to nobody.
    """
    user = person(request)
    rows = Act.objects.filter(dossier__in=Dossier.objects.visible_to(user).order_by().values("pk"))
    found = get_object_or_404(rows.select_related("dossier"), number=number)
    if found.notified_at is None:
        readers = INSIDE if found.signed_at else READ_DRAFTS
        if not standing(Actor(user), found.dossier) & readers:
            raise Http404
    content = bytes(ActFile.objects.values_list("content", flat=True).get(act=found, part=part))
    wanted = found.pdf_sha256 if part is ActFile.Part.ACT else found.letter_sha256
    if hashlib.sha256(content).hexdigest() != wanted:
        logger.error("the stored %s of act %s is not the one that was rendered", part.value, found.number)
        return problem(
            request,
            status=500,
            title=_("Document altéré"),
            explanation=_("Le fichier conservé n’est plus celui qui a été établi : il n’est pas délivré."),
            what_next=_("Prévenez l’administration du site : l’original se trouve dans ses sauvegardes."),
            back_url=found.dossier.get_absolute_url(),
        )
    response = HttpResponse(content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=False, filename=_name(found, part))
    response["Content-Disposition"] = disposition or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _name(act: Act, part: ActFile.Part) -> str:
    """Convention 2026-LABO-0042.pdf; Lettre de notification 2026-LABO-0042.pdf."""
    name = layout_of(inputs_of(act)).act_name if part is ActFile.Part.ACT else _("Lettre de notification")
    draft = "" if act.signed_at else _(" (projet)")
    return f"{name} {act.number}{draft}.pdf"
