"""Who is told of reviews and consensus, read from the log by the tick: never a score, nor to whom may not read them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers.telling.events import mission_over
from dossiers.telling.people import happened, team
from scoring import tasks
from scoring.models import Review
from workflow.models import WorkItem
from workflow.tellers import task, tells, told_at_once, untold
from workflow.telling import Letter, News


@tells("reviewer_relieved", by=("mission_over", "happened"))
def relieved(news: News) -> Iterator[Letter]:
    """The reviewer, relieved by somebody else; or the team, when they declined."""
    yield mission_over(news, "reviewer")
    if _opened(news, tasks.REPLACE):
        yield happened(news, team(news), then=_("À faire\u00a0: désigner un autre évaluateur."))


@tells("review_submitted", by=("happened",))
def all_in(news: News) -> Iterator[Letter]:
    """The team, once as many reviews are in as the call asks for: not before, each is written without the others."""
    if _opened(news, tasks.CONSENSUS):
        yield happened(
            news,
            team(news),
            what=_("Toutes les évaluations sont remises"),
            then=_("À faire\u00a0: établir le consensus."),
            due=news.case.due_on,
            named=False,
        )


@tells("consensus_recorded", by=("happened",))
def consensus(news: News) -> Iterator[Letter]:
    """Those who reviewed, to say whether they agree; the coordination, who puts it on an agenda."""
    reviews = Review.objects.counted().filter(dossier=news.case).select_related("reviewer")
    reviewers = news.others(review.reviewer for review in reviews)
    link = reverse("scoring:consensus", args=[news.case.reference])
    yield happened(news, reviewers, then=_("Dites si vous en êtes d’accord."), link=link)
    ready = _("À faire\u00a0: inscrire le dossier à une séance du COPIL.")
    yield happened(news, news.office(Role.TEAM_LEAD), then=ready)


@tells("consensus_undone", by=("happened",))
def undone(news: News) -> Iterator[Letter]:
    """The team."""
    yield happened(news, team(news), then=_("À faire\u00a0: établir de nouveau le consensus."), due=news.case.due_on)


@tells("discussion_opened", by=("happened",))
def discussed(news: News) -> Iterator[Letter]:
    """Those who reviewed: they read the scores now, and answer each other."""
    reviews = Review.objects.counted().filter(dossier=news.case).select_related("reviewer")
    link = reverse("scoring:discussion", args=[news.case.reference])
    then = _("Dites ce qui explique les écarts ; vous pouvez corriger vos notes.")
    yield happened(news, news.others(review.reviewer for review in reviews), then=then, link=link)


@tells("consensus_dissented", by=("happened",))
def dissented(news: News) -> Iterator[Letter]:
    """The coordination: the dossier goes to the committee with a voice against."""
    then = _("Lisez pourquoi sous le consensus, et voyez s’il est à revoir.")
    link = reverse("scoring:consensus", args=[news.case.reference])
    yield happened(news, news.office(Role.TEAM_LEAD), then=then, link=link)


@tells("review_set_aside", by=("happened",))
def set_aside(news: News) -> Iterator[Letter]:
    """The coordination: what was concluded from it may not hold."""
    yield happened(news, news.office(Role.TEAM_LEAD), then=_("Voyez si ce qui en a été conclu tient encore."))


def _opened(news: News, kind: str) -> bool:
    """Whether that task is open since the entry, which logged what opened it."""
    found = WorkItem.objects.filter(case_id=news.case.pk, kind=kind, closed_at=None, opened_at__gte=news.entry.at)
    return found.exists()


told_at_once("reviewer_assigned", "review_assigned")
untold("Cela se lit avec les autres évaluations, et n’appelle aucun geste.", "review_corrected", "review_confirmed")
untold("Chacun lit la discussion sur sa page ; son ouverture a été annoncée.", "discussion_remark")
untold(
    "Chacun de ceux qui évaluent trouve l’exercice sur la page du calibrage ; il ne change rien au dossier.",
    "calibration_opened",
    "calibration_closed",
)
untold("Le consensus qui suit est annoncé.", "discussion_closed")
untold("Chacun lit l’accord des autres sous le consensus.", "consensus_agreed")

task(tasks.REVIEW, "review_assigned")
task(tasks.CONFIRM, "happened")
task(tasks.CONSENSUS, "happened")
task(tasks.REPLACE, "happened")
task(tasks.READY, "happened")
task(tasks.LATE, "happened")
