"""What the template of an act lays out, and its outcome in words: no PDF here, pages ask for it too."""

from dataclasses import dataclass

from decisions.clauses import CLAUSES, Clauses
from decisions.document import ActInputs, Grant, Kind, Route
from decisions.law import visas


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the template lays out: its name and title, the texts it cites, its articles in order."""

    act_name: str
    subject: str
    verb: str
    named_act: str
    this_act: str
    of_this_act: str
    agreement: bool
    visas: tuple[str, ...]
    articles: tuple[str, ...]
    clauses: Clauses
    appeals: str


def layout_of(act: ActInputs) -> Layout:
    """How `act` is laid out: a grant by its route, a refusal or an inadmissibility as a decision."""
    clauses = CLAUSES[act.route]
    if act.kind is Kind.GRANT and act.grant is not None:
        return Layout(
            act_name=clauses.act_name,
            subject=clauses.subject,
            verb=clauses.verb,
            named_act=clauses.named_act,
            this_act=clauses.this_act,
            of_this_act=clauses.of_this_act,
            agreement=act.route.is_agreement,
            visas=visas(act),
            articles=_grant_articles(act.grant, clauses),
            clauses=clauses,
            appeals=_appeals(act.route),
        )
    refused = act.kind is Kind.REFUSAL
    return Layout(
        act_name="Décision",
        subject="portant refus de financement" if refused else "portant irrecevabilité d’une demande de financement",
        verb="Décide",
        named_act="la décision",
        this_act="la présente décision",
        of_this_act="de la présente décision",
        agreement=False,
        visas=visas(act),
        articles=("rejection" if refused else "inadmissibility", "another_request", "notice"),
        clauses=clauses,
        appeals=_appeals(act.route),
    )


def _appeals(route: Route) -> str:
    return f"pdf/parts/appeals_{'internal' if route is Route.STATE_SERVICE else 'ordinary'}.html"


def outcome_of(act: ActInputs) -> str:
    """The outcome in a few words, as a letter's object says it."""
    match act.kind:
        case Kind.REFUSAL:
            return "Refus de financement"
        case Kind.INADMISSIBILITY:
            return "Demande irrecevable"
    partial = act.grant is not None and act.grant.amount < act.request.amount
    conditional = act.grant is not None and bool(act.grant.conditions)
    return f"Accord{' partiel' if partial else ''} de financement{' sous conditions' if conditional else ''}"


def _grant_articles(grant: Grant, clauses: Clauses) -> tuple[str, ...]:
    """The nine articles of every grant; conditions and an agreement's changes come before the last."""
    articles = ["beneficiary", "project", "amount", "calendar", "payments", "report", "repayment", "budget"]
    if grant.conditions:
        articles.append("conditions")
    if clauses.changes:
        articles.append("changes")
    return (*articles, "execution")
