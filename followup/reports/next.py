"""The day of the next report, on the dossier: what its step is due by (`next_report`)."""

from datetime import date

from dossiers.models import Dossier
from followup.models import Report


def next_expected(case: Dossier) -> date | None:
    """By when the first report still expected is wanted; None once all are handed in."""
    expected = Report.objects.filter(dossier=case, state="expected").order_by("wanted_on")
    return expected.values_list("wanted_on", flat=True).first()


def note_next(case: Dossier, day: date | None) -> None:
    """Brings the dossier's day in line with the report expected next."""
    due_on = day if case.state == "granted" else case.due_on
    if (case.next_report_on, case.due_on) == (day, due_on):
        return
    case.next_report_on, case.due_on = day, due_on
    case.save(update_fields=["next_report_on", "due_on"])
