"""The reports of a grant as pages show them: where each stands, what was handed in, what it measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from dossiers.files.reading import ShownFile, shown_file
from dossiers.form.display import ShownSection, shown_section
from dossiers.page.glance import Glance
from followup.models import Handing, Report
from followup.reading import Stage, reads_evidence, stage_of
from followup.reports.measure import Indicator, Measure, indicator_of, measured, number
from followup.reports.publishing import may_publish
from followup.reports.questions import PUBLISH, SECTIONS


@dataclass(frozen=True)
class ShownHanding:
    """What was handed in, one time, in words."""

    handing: Handing
    answers: ShownSection
    files: tuple[ShownFile, ...]
    measure: Measure | None


@dataclass(frozen=True)
class ShownReport:
    """One report; `last` is what was handed in last, `earlier` what was before: nothing for who does not read it.
    `publishes`: the reader may publish what others can reuse of it.
    """

    report: Report
    stage: Stage
    last: ShownHanding | None
    earlier: tuple[ShownHanding, ...]
    publishes: bool


def shown_reports(glance: Glance) -> tuple[ShownReport, ...]:
    """The reports in their order; four statements at most."""
    rows = Report.objects.filter(dossier=glance.dossier).exclude(state="dropped").order_by("number")
    reads = reads_evidence(glance)
    if reads:
        rows = rows.prefetch_related(Prefetch("handings", _handings()))
    found = list(rows)
    told = [list(one.handings.all()) if reads else [] for one in found]
    indicator = indicator_of(glance.dossier) if any(told) else None
    return tuple(
        _shown(report, [_handing(one, report, indicator, glance) for one in handings], glance)
        for report, handings in zip(found, told, strict=True)
    )


def shown_report(report: Report, glance: Glance) -> ShownReport:
    """One report with all that was handed in, for a page of its own; three statements at most."""
    handings = list(_handings().filter(report=report)) if reads_evidence(glance) else []
    indicator = indicator_of(glance.dossier) if handings else None
    return _shown(report, [_handing(one, report, indicator, glance) for one in handings], glance)


def _handings() -> "QuerySet[Handing]":
    rows = Handing.objects.select_related("by", "judged_by").order_by("number")
    return rows.prefetch_related("files__added_by")


def _shown(report: Report, handings: Sequence[ShownHanding], glance: Glance) -> ShownReport:
    last = handings[-1] if handings else None
    willing = last is not None and last.handing.answers.get(PUBLISH.name) == "yes"
    publishes = willing and may_publish(report, glance)
    return ShownReport(report, stage_of(report, glance), last, tuple(reversed(handings[:-1])), publishes)


def _handing(one: Handing, report: Report, indicator: Indicator | None, glance: Glance) -> ShownHanding:
    value: Decimal | None = number(one.answers.get("measured"))
    return ShownHanding(
        one,
        shown_section(SECTIONS[report.kind], one.answers),
        tuple(shown_file(file, glance) for file in one.files.all()),
        measured(indicator, value) if indicator else None,
    )
