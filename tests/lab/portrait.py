"""What two labs of the same seed have in common, row by row: everything said, scored, voted; no key drawn at random."""

from typing import Any

from copil.models import Vote
from dossiers.models import Call, Opinion, Question
from lab.models import ImportedProject
from scoring.models import Consensus, Score
from workflow.models import LogEntry


def portrait(call: Call) -> dict[str, Any]:
    """Of each dossier of that call: its form, who said and scored what and when, its votes; keyed by its project."""
    return {
        imported.slug: _of(imported)
        for imported in ImportedProject.objects.filter(call=call).select_related("dossier__leader").order_by("pk")
    }


def _of(imported: ImportedProject) -> dict[str, Any]:
    dossier = imported.dossier
    entries = LogEntry.objects.filter(case_id=dossier.pk, event__in=["submit", "adopt", "put_on_agenda"])
    return {
        "reference": dossier.reference,
        "leader": dossier.leader.email,
        "requested": dossier.requested,
        "form": {s.code: s.data for s in dossier.sections.order_by("code")},
        "moves": list(entries.order_by("seq").values_list("event", "at")),
        "questions": list(
            Question.objects.filter(assignment__dossier=dossier).values_list(
                "assignment__referent__email", "text", "blocking", "asked_at", "answer"
            )
        ),
        "opinions": list(
            Opinion.objects.filter(assignment__dossier=dossier)
            .order_by("assignment")
            .values_list("assignment__referent__email", "sense", "text", "given_at")
        ),
        "scores": list(
            Score.objects.filter(version__review__dossier=dossier)
            .order_by("version__review", "pk")
            .values_list("version__review__reviewer__email", "criterion__code", "half_points", "rationale")
        ),
        "consensus": list(
            Consensus.objects.filter(dossier=dossier).values_list("weighted", "recommended_amount", "recorded_at")
        ),
        "votes": list(
            Vote.objects.filter(ballot__item__dossier=dossier)
            .order_by("pk")
            .values_list("ballot__outcome", "ballot__amount", "seat__label", "choice", "at")
        ),
    }
