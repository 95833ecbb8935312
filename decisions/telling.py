"""Who is told of acts, read from the log by the tick: the leaders, that a decision is signed and where to read it."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from accounts.roles import Role
from decisions.conditions.setting import CONDITIONS_DATED
from decisions.kinds import COUNTERSIGN, SIGNING_VERBS
from decisions.receipts.making import MADE
from decisions.release.following import REOPENING_TOLD
from decisions.release.moment import TELL, TOGETHER
from dossiers.models.dossier import DECISION_TOLD
from dossiers.telling.people import happened, leaders, to_do
from dossiers.wording import written_day
from workflow.models import WorkItem
from workflow.tellers import task, tells, told_at_once, untold
from workflow.telling import Letter, News


@tells(DECISION_TOLD, by=("decision_notified",))
def notified(news: News) -> Iterator[Letter]:
    """The leaders: that there is one, not which."""
    yield Letter(
        "decision_notified", leaders(news), {"signed_on": written_day(date.fromisoformat(news.data["signed_on"]))}
    )


@tells(REOPENING_TOLD, by=("happened",))
def reopened(news: News) -> Iterator[Letter]:
    """The leaders who had read the decision: that it is examined again; who decided so is not named to them."""
    then = _("L’équipe projet examine de nouveau votre dossier. Vous n’avez rien à faire.")
    yield happened(news, leaders(news), then=then, named=False)


@tells(*SIGNING_VERBS.values(), by=("happened",))
def to_be_told(news: News) -> Iterator[Letter]:
    """The secretariat, when the decision waits to be told with the others of its session."""
    if news.data.get("told") == TOGETHER:
        then = _("À faire\u00a0: notifier la décision, seule ou avec celles de la séance.")
        yield happened(news, news.office(Role.COPIL_SECRETARY), then=then, reason="")


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


untold("Les dates se lisent sur l’acte, que le signataire prépare de nouveau.", CONDITIONS_DATED)
told_at_once(MADE, "receipt_made")
task(COUNTERSIGN, "happened")
task(TELL, "happened")
