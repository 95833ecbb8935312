"""What the template of an act lays out, and its outcome in words: no PDF here, pages ask for it too."""

from collections.abc import Mapping
from dataclasses import dataclass

from decisions.clauses import CLAUSES, Clauses
from decisions.document import ActInputs, Grant, Kind, NotificationInputs, Route, Text
from decisions.french import long_date
from decisions.law import visas
from decisions.wording.placeholders import Paragraph, lines, paragraphs, values_of
from decisions.wording.shipped import shipped
from decisions.wording.texts import act_document, letter_document, visas_slot


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the template lays out: its name and title, the texts it cites, its articles in order; `prose` is what the
    lab wrote, by the code of each text.
    """

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
    prose: Mapping[str, tuple[Paragraph, ...]]
    appeals: str


def layout_of(act: ActInputs) -> Layout:
    """How `act` is laid out: a grant by its route, a refusal or an inadmissibility as a decision."""
    clauses = CLAUSES[act.route]
    values = values_of(act)
    texts = {one.code: one.text for one in act.texts or shipped(act_document(act.kind, act.route))}
    prose = {code: paragraphs(text, values) for code, text in texts.items()}
    cited = visas(act, lines(texts[visas_slot(act.kind, act.route)], values))
    if act.kind is Kind.GRANT and act.grant is not None:
        names = clauses.amending if act.amendment else clauses
        return Layout(
            act_name=names.act_name,
            subject=_subject(act, clauses),
            verb=clauses.verb,
            named_act=names.named_act,
            this_act=names.this_act,
            of_this_act=names.of_this_act,
            agreement=act.route.is_agreement,
            visas=cited,
            articles=_grant_articles(act, act.grant),
            clauses=clauses,
            prose=prose,
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
        visas=cited,
        articles=("rejection" if refused else "inadmissibility", "another_request", "notice"),
        clauses=clauses,
        prose=prose,
        appeals=_appeals(act.route),
    )


def _subject(act: ActInputs, clauses: Clauses) -> str:
    amended = act.amendment
    if amended is None:
        return clauses.subject
    return (
        f"{clauses.amending.title(amended.number, amended.of)} du {long_date(amended.of_signed_on)}, {clauses.subject}"
    )


def _appeals(route: Route) -> str:
    return f"pdf/parts/appeals_{'internal' if route is Route.STATE_SERVICE else 'ordinary'}.html"


def outcome_of(act: ActInputs) -> str:
    """The outcome in a few words, as a letter's object says it."""
    if act.amendment is not None:
        return "Modification de l’accord de financement"
    match act.kind:
        case Kind.REFUSAL:
            return "Refus de financement"
        case Kind.INADMISSIBILITY:
            return "Demande irrecevable"
    partial = act.grant is not None and act.grant.amount < act.request.amount
    conditional = act.grant is not None and bool(act.grant.conditions)
    return f"Accord{' partiel' if partial else ''} de financement{' sous conditions' if conditional else ''}"


def letter_prose(letter: NotificationInputs) -> Mapping[str, tuple[Paragraph, ...]]:
    """What the lab wrote of a letter, by the code of each text."""
    act = letter.act
    texts: tuple[Text, ...] = letter.texts or shipped(letter_document(act.kind))
    values = values_of(act, {"acte": layout_of(act).named_act, "civilité": letter.salutation})
    return {one.code: paragraphs(one.text, values) for one in texts}


def _grant_articles(act: ActInputs, grant: Grant) -> tuple[str, ...]:
    """The nine articles of every grant, after what it amends if it does; conditions and an agreement's changes come
    before the last.
    """
    articles = ["amended"] if act.amendment else []
    articles += ["beneficiary", "project", "amount", "calendar", "payments", "report", "repayment", "budget"]
    if grant.conditions:
        articles.append("conditions")
    if act.route.is_agreement:
        articles.append("changes")
    return (*articles, "execution")
