"""The documents of an act, byte for byte as they were prepared or signed."""

import hashlib
import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions.kinds import open_to
from decisions.layout import layout_of
from decisions.models import Act, ActFile
from decisions.reading import inputs_of
from dossiers.models import Dossier
from dossiers.views.common import altered, pdf_answer, person

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
    """To whom it is open; an altered file is given to nobody."""
    user = person(request)
    rows = Act.objects.filter(dossier__in=Dossier.objects.visible_to(user).order_by().values("pk"))
    found = get_object_or_404(rows.select_related("dossier"), number=number)
    if not open_to(user, found):
        raise Http404
    content = bytes(ActFile.objects.values_list("content", flat=True).get(act=found, part=part))
    wanted = found.pdf_sha256 if part is ActFile.Part.ACT else found.letter_sha256
    if hashlib.sha256(content).hexdigest() != wanted:
        logger.error("the stored %s of act %s is not the one that was rendered", part.value, found.number)
        return altered(request, found.dossier.get_absolute_url())
    return pdf_answer(content, _name(found, part))


def _name(act: Act, part: ActFile.Part) -> str:
    """Convention 2026-LABO-0042.pdf; Lettre de notification 2026-LABO-0042.pdf."""
    name = layout_of(inputs_of(act)).act_name if part is ActFile.Part.ACT else _("Lettre de notification")
    draft = "" if act.signed_at else _(" (projet)")
    return f"{name} {act.number}{draft}.pdf"
