"""Publishing what others may reuse, and taking it back: by the team, where the leaders agreed."""

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions.doing import lock, require, verb
from followup.models import Report
from followup.reports.publishing import PUBLISHED, PUBLISHES, TAKEN_BACK, agreed
from workflow import clock
from workflow.gesture import Actor
from workflow.log import record
from workflow.verdict import Refusal, Refused, Why


@verb
def publish_experience(*, report: Report, publish: bool, by: User) -> Report:
    """Says that anybody may read what the accepted final report tells of reuse, or no longer; twice is once.

    It is read once the dossier is closed. Refused where its leaders did not agree.
    """
    case = lock(report.dossier)
    require(case, by, PUBLISHES)
    current = Report.objects.get(pk=report.pk, dossier=case)
    if publish and agreed(current) is None:
        sentence = _("Ce retour d’expérience n’est pas, ou pas encore, à publier.")
        raise Refused(Refusal(Why.WRONG_STATE, sentence))
    if publish == (current.published_at is not None):
        return current
    current.published_at = clock.now() if publish else None
    current.save(update_fields=["published_at"])
    record(case=case, actor=Actor(by), event=PUBLISHED if publish else TAKEN_BACK)
    return current
