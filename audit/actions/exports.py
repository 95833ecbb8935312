"""Asking for an archive."""

from django.utils.translation import gettext as _

from accounts.models import User
from audit import rights
from audit.archive.gathering import acts_for, dossiers_for
from audit.exports import making
from audit.exports.taking import rights_on
from audit.models import Export
from audit.scope import Kind, Scope
from dossiers.actions.doing import verb
from workflow import clock
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet


@verb
def ask_export(*, scope: Scope, by: User) -> Export:
    """Asks the worker for an archive of what this person sees of that scope; the same one asked for twice is made once.

    Refused: to who is on no mission, or may not take that one dossier away (403), while another one is being made for
    them (409), when nothing is in it.
    """
    mark = rights_on(by, scope.dossier) if scope.dossier is not None else ""
    if not (mark if scope.kind is Kind.DOSSIER else rights.audits(by)):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    # Their own row: two requests at once ask for one archive.
    User.objects.select_for_update().get(pk=by.pk)
    asked = Export.objects.filter(asked_by=by, done_at=None, failed_at=None)
    for known in asked.select_related("call", "session", "dossier"):
        if known.awaited and known.scope == scope:
            return known
        if known.awaited:
            sentence = _("Une archive est déjà en préparation pour vous\u00a0: attendez qu’elle soit prête.")
            raise Refused(Refusal(Why.WRONG_STATE, sentence))
    dossiers = dossiers_for(by, scope).count()
    if not dossiers:
        raise unmet("nothing", _("Aucun dossier déposé n’entre dans cette portée, ou votre mission ne le couvre pas."))
    now = clock.now()
    export = Export.objects.create(
        asked_by=by,
        kind=scope.kind,
        call=scope.calls[0] if scope.calls else None,
        session=scope.sessions[0] if scope.sessions else None,
        dossier=scope.dossier,
        rights=mark,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        asked_at=now,
        beat_at=now,
        dossiers=dossiers,
        acts=acts_for(by, scope).count(),
    )
    export.missions.set(rights.missions_of(by))
    making.build.enqueue(str(export.pk))
    return export
