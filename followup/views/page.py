"""The page of one dossier's follow-up: what is owed, by whom, until when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.amendments.reading import may_ask, shown_amendments
from followup.paying import held_by, overpaid
from followup.plots import bar
from followup.reading import may_ask_back, reads_evidence, shown_conditions, shown_payments, shown_repayments
from followup.reports.reading import shown_reports
from followup.views.common import reader


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The follow-up as this person may read it."""
    glance, found = reader(request, reference)
    conditions, reports, repayments = shown_conditions(glance), shown_reports(glance), shown_repayments(glance)
    amendments = shown_amendments(glance)
    held = held_by(shown.condition for shown in conditions)
    amending = any(one.amendment.state == "to_sign" for one in amendments)
    given = [shown.report for shown in reports]
    payments = shown_payments(glance, given, held=held is not None, amending=amending)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "follow_up": found,
        "conditions": conditions,
        "reports": reports,
        "payments": payments,
        "repayments": repayments,
        "amendments": amendments,
        "may_amend": may_ask(glance, found, amendments),
        "amending": amending,
        "overpaid": overpaid(found, [shown.repayment for shown in repayments]),
        "bar": bar(found, [shown.payment for shown in payments], ended=glance.dossier.PROCESS.state(glance.state).end),
        "held": held,
        "may_ask_back": may_ask_back(glance) and found.paid > found.repaid,
        "reads_evidence": reads_evidence(glance),
    }
    return render(request, "followup/page.html", context)
