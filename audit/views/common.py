"""What the room's pages share."""

from django.http import Http404, HttpRequest

from accounts.models import User
from audit import rights
from dossiers.views.common import person


def auditor_or_404(request: HttpRequest) -> User:
    """Who asks, on a mission of control today; these pages do not exist for anybody else."""
    user = person(request)
    if not rights.audits(user):
        raise Http404
    return user
