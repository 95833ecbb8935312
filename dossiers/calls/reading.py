"""The calls as the administration, the team and those who audit them read them: list, figures, history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.audited import calls_in_scope
from dossiers.calls.registry import names
from dossiers.form.display import said
from dossiers.form.questions import BY_CODE
from dossiers.models import Call, CallChange, Phase
from dossiers.wording import euros, written_day
from workflow import clock

#: DSFR badges, a phase each.
BADGES = {
    Phase.PREPARING: "",
    Phase.COMING: "fr-badge--blue-cumulus",
    Phase.OPEN: "fr-badge--success fr-badge--no-icon",
    Phase.CLOSED: "fr-badge--warning fr-badge--no-icon",
    Phase.ENDED: "",
}
#: What the history does not say by field: the gesture itself says it.
UNSAID = frozenset({"published", "closed_at"})
#: A text longer than that is folded in the history.
SHORT = 120
DRAFT = Q(dossiers__state="draft", dossiers__deposited_at=None)


@dataclass(frozen=True)
class CallLine:
    """One call of the list, with how many dossiers it has."""

    call: Call
    phase: Phase
    badge: str
    drafts: int
    deposited: int
    waiting: int


@dataclass(frozen=True)
class Moved:
    """One thing that a change moved, in words; `long` texts are folded."""

    label: str
    before: str
    after: str
    long: bool


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    by: str
    title: str
    moved: tuple[Moved, ...]
    reason: str
    reference: str


def administers(user: User) -> bool:
    return user.is_active and Role.ADMIN in user.roles


def readable_by(user: User) -> "QuerySet[Call]":
    """The calls whose settings and history this person may read: all for the administration and the team, those of
    their missions for auditors.
    """
    if user.is_active and user.roles & {Role.ADMIN, Role.TEAM}:
        return Call.objects.all()
    return calls_in_scope(user) if user.is_active else Call.objects.none()


def counted(calls: "QuerySet[Call]") -> "QuerySet[Call]":
    """With the number of drafts never deposited, of deposited dossiers, of those on the waiting list."""
    return calls.annotate(
        drafts=Count("dossiers", filter=DRAFT),
        deposited=Count("dossiers", filter=Q(dossiers__deposited_at__isnull=False)),
        waiting=Count("dossiers", filter=Q(dossiers__state="waiting")),
    ).order_by("-opens_on", "code")


def lines(calls: Iterable[Call]) -> list[CallLine]:
    today = clock.today()
    return [
        CallLine(call, phase := call.phase(today), BADGES[phase], call.drafts, call.deposited, call.waiting)  # type: ignore[attr-defined] # from `counted`
        for call in calls
    ]


def history(changes: Iterable[CallChange]) -> list[HistoryLine]:
    """The changes in words, in the order given; their authors come with them."""
    return [
        HistoryLine(
            change.at,
            change.by.full_name,
            change.get_what_display(),
            tuple(_moved(*each) for each in change.moved if each[0] not in UNSAID),
            change.reason,
            change.reference,
        )
        for change in changes
    ]


def _moved(field: str, before: str, after: str) -> Moved:
    old, new = _in_words(field, before), _in_words(field, after)
    return Moved(_label(field), old, new, max(len(old), len(new)) > SHORT)


def _label(field: str) -> str:
    """The field's name in words: a column's, what a room has named, or a question's help or example."""
    if field in names:
        return str(names[field])
    try:
        return str(Call._meta.get_field(field).verbose_name)  # type: ignore[union-attr] # a column has one
    except FieldDoesNotExist:
        section, _dot, rest = field.partition(".")
        question, _dot, what = rest.partition(".")
        asked = {"question": said(BY_CODE[section].question(question).label)}
        return (_("Aide de « %(question)s »") if what == "help" else _("Exemple de « %(question)s »")) % asked


def _in_words(field: str, text: str) -> str:
    """A kept text as one reads it: days, amounts, yes and no."""
    if not text:
        return _("rien")
    if field.endswith("_on"):
        return written_day(date.fromisoformat(text))
    if field in {"envelope", "small_request", "short_form_threshold"}:
        return euros(Decimal(text))
    return {"yes": _("oui"), "no": _("non")}.get(text, text) if field == "challenger_may_review" else text
