"""The receipts of a dossier, byte for byte as they were sent."""

import hashlib
import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions.models import Receipt
from dossiers.views.common import altered, glance_or_404, pdf_answer

logger = logging.getLogger("jalon.decisions")


@require_safe
@never_cache
def receipt(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """To the leaders and to those who examine or check the request. An altered file is given to nobody."""
    glance = glance_or_404(request, reference)
    if not (glance.as_leader or glance.inside) or number > 999:
        raise Http404
    found = get_object_or_404(Receipt.objects.select_related("file"), dossier=glance.dossier, number=number)
    content = bytes(found.file.content)
    if hashlib.sha256(content).hexdigest() != found.sha256:
        logger.error("the stored receipt %s of %s is not the one that was made", number, reference)
        return altered(request, glance.dossier.get_absolute_url())
    name = _("Accusé de réception %(reference)s-AR%(number)s.pdf") % {"reference": reference, "number": number}
    return pdf_answer(content, name)
