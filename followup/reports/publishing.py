"""What others may reuse of projects that are done: read by anybody, once its leaders and the team agreed to it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import normalised
from accounts.roles import Role
from dossiers.form.display import ShownSection, shown_section
from dossiers.form.questions import SectionDef
from dossiers.page.glance import Glance
from followup.models import Handing, Report
from followup.reports.questions import PUBLISH, REUSE, links

#: Whose work it is to publish it, or to take it back.
PUBLISHES = Role.TEAM
#: How the log calls it.
PUBLISHED, TAKEN_BACK = "experience_published", "experience_taken_back"
#: Shown at once; more are found by searching.
SHOWN = 50
ASKED = SectionDef("reuse", "", "", tuple(one for one in REUSE if one.name != "links"))


@dataclass(frozen=True)
class Experience:
    """What one project left for others: nothing but what its leaders wrote to be published, its title and its day."""

    title: str
    department: str
    closed_at: datetime
    answers: ShownSection
    links: tuple[str, ...]


def agreed(report: Report) -> Handing | None:
    """What was accepted of a final report whose leaders agreed to have it published; one statement."""
    if not report.is_final or report.state != "accepted":
        return None
    last = report.handings.filter(verdict="enough").order_by("-number").first()
    return last if last is not None and last.answers.get(PUBLISH.name) == "yes" else None


def may_publish(report: Report, glance: Glance) -> bool:
    """Whether this person publishes what that report says, or takes it back; no statement."""
    return PUBLISHES in glance.roles and report.is_final and report.state == "accepted"


def as_published(handing: Handing) -> Experience:
    """What anybody reads of it."""
    dossier = handing.report.dossier
    answers = shown_section(ASKED, handing.answers)
    label = {"lessons": _("Ce qui en a été retenu")}  # the others read the same to whoever wrote them
    told = tuple(replace(one, label=label.get(one.name, one.label)) for one in answers.answers if one.text)
    return Experience(
        dossier.title,
        dossier.get_department_display(),
        dossier.entered_at,
        ShownSection(answers.code, _("Ce que d’autres peuvent réutiliser"), told),
        links(handing.answers),
    )


def published(search: str) -> "QuerySet[Handing]":
    """What was published of closed projects, the last first; one statement."""
    rows = Handing.objects.filter(verdict="enough", report__published_at__isnull=False, report__dossier__state="closed")
    for word in search.split()[:8]:
        rows = rows.filter(
            Q(report__dossier__title_words__contains=normalised(word))
            | Q(answers__lessons__icontains=word)
            | Q(answers__kit__icontains=word)
        )
    return rows.select_related("report__dossier").order_by("-report__published_at", "pk")


def experiences(search: str) -> Iterator[Experience]:
    """The first of them, in words."""
    return map(as_published, published(search)[:SHOWN])
