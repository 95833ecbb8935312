"""What the room's pages share."""

from django.http import Http404, HttpRequest

from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404
from followup.models import FollowUp
from followup.reading import follow_up_or_404, may_read


def decided(request: HttpRequest, reference: str) -> Glance:
    """The dossier as this person stands to it; 404 for who does not read what follows its decision."""
    glance = glance_or_404(request, reference)
    if not may_read(glance):
        raise Http404
    return glance


def reader(request: HttpRequest, reference: str) -> tuple[Glance, FollowUp]:
    """The dossier as this person stands to it, and its follow-up; 404 for who does not read it."""
    glance = glance_or_404(request, reference)
    return glance, follow_up_or_404(glance)
