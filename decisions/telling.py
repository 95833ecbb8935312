"""Who is told of acts, read from the log by the tick: the leaders, that a decision is signed and where to read it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.roles import Role
from decisions.kinds import COUNTERSIGN
from decisions.receipts.making import MADE
from dossiers.telling.moves import SIGNED
from dossiers.telling.people import happened, leaders, to_do
from dossiers.wording import written_day
from workflow.models import WorkItem
from workflow.tellers import task, tells, told_at_once
from workflow.telling import Letter, News


@tells(*sorted(SIGNED), by=("decision_notified",))
def notified(news: News) -> Iterator[Letter]:
    """The leaders: that there is one, not which."""
    yield Letter("decision_notified", leaders(news), {"signed_on": written_day(news.on)})


@tells("act_prepared", by=("happened",))
def prepared(news: News) -> Iterator[Letter]:
    """The coordination, when the beneficiary must sign first."""
    awaited = WorkItem.objects.filter(case_id=news.case.pk, kind=COUNTERSIGN, closed_at=None)
    if awaited.filter(opened_at__gte=news.entry.at).exists():
        sign = _("À faire\u00a0: recueillir la signature du bénéficiaire sur la convention.")
        yield happened(news, news.office(Role.TEAM_LEAD), then=sign, due=news.case.due_on)


@tells("act_countersigned", by=("happened",))
def countersigned(news: News) -> Iterator[Letter]:
    """Who signs: nothing is awaited of the beneficiary any more."""
    yield happened(news, news.office(Role.SIGNATORY), then=to_do("signature"), due=news.case.due_on)


told_at_once(MADE, "receipt_made")
task(COUNTERSIGN, "happened")
