"""The team's board: what there is in each state, what is late, who has the ball, what silence will refuse.

Every figure counts rows of `desk_of`, narrowed by the criteria of the list, so that its link leads to just those rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.audited import calls_in_scope
from dossiers.desk.criteria import NO_ONE, SILENCE_DAYS, SILENCE_PAST, silent_within
from dossiers.desk.drawing import Bar, bar
from dossiers.desk.holders import ENDS, NOBODY, holder_of_row, holders, label_of
from dossiers.desk.listing import desk_of
from dossiers.models import Call, DossierQuerySet
from dossiers.withheld import as_read
from workflow import clock
from workflow.states import DOSSIER

ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """A count and the list that it counts."""

    count: int
    label: str
    url: str


@dataclass(frozen=True)
class StateRow:
    """One state: how many dossiers, euros asked, how many late, and with whom they are."""

    code: str
    label: str
    count: int
    url: str
    asked: Decimal
    late: int
    late_url: str
    drawn: Bar
    holders: tuple[Figure, ...]


@dataclass(frozen=True)
class Share:
    """A figure drawn beside the others of its kind."""

    figure: Figure
    drawn: Bar


@dataclass(frozen=True)
class Envelope:
    """A call's money in euros: signed, adopted but not signed, left."""

    call: Call
    drawn: Bar


@dataclass(frozen=True)
class Board:
    call: Call | None
    calls: tuple[Call, ...]
    states: tuple[StateRow, ...]
    holders: tuple[Share, ...]
    silence: tuple[Share, ...]
    envelopes: tuple[Envelope, ...]
    total: Figure
    asked: Decimal
    late: Figure


def board(user: User, *, code: str = "") -> Board:
    """The board of one call, or of all those this person may read; five statements, whatever there is to count."""
    calls = tuple(as_read(user, calls_in_scope(user)))
    call = next((one for one in calls if one.code == code), None)
    rows = desk_of(user).order_by()
    if call is not None:
        rows = rows.filter(call=call)
    held = _held(rows)
    states = _states(rows, held, call)
    today = clock.today()
    shown = [call] if call is not None else [one for one in calls if one.ends_on >= today]
    return Board(
        call,
        calls,
        states,
        _holders(held, call),
        _silence(rows, call),
        tuple(_envelope(one) for one in shown),
        Figure(sum(row.count for row in states), _("dossiers déposés"), _list(call)),
        sum((row.asked for row in states), ZERO),
        Figure(sum(row.late for row in states), _("en retard"), _list(call, overdue="on", sort="due")),
    )


# -- rows ---------------------------------------------------------------------------
def _states(rows: DossierQuerySet, held: dict[tuple[str, str], int], call: Call | None) -> tuple[StateRow, ...]:
    late = Count("pk", filter=Q(due_on__lt=clock.today()))
    found = {
        row["state"]: row for row in rows.values("state").annotate(count=Count("pk"), asked=Sum("requested"), late=late)
    }
    most = max((row["count"] for row in found.values()), default=0)
    return tuple(
        StateRow(
            state.code,
            _("Renvoyé au porteur") if state.code == DOSSIER.initial else _(state.label),
            row["count"],
            _list(call, state=state.code),
            row["asked"],
            row["late"],
            _list(call, state=state.code, overdue="on", sort="due"),
            bar([("late", row["late"]), ("on", row["count"] - row["late"])], whole=most),
            tuple(
                Figure(count, label_of(holder), _list(call, state=state.code, holder=holder or NO_ONE))
                for holder, count in _of_state(held, state.code)
            ),
        )
        for state in DOSSIER.states
        if (row := found.get(state.code))
    )


def _held(rows: DossierQuerySet) -> dict[tuple[str, str], int]:
    """How many dossiers that are not at an end each holder has, state by state."""
    counts = rows.exclude(state__in=ENDS).annotate(holder=holder_of_row()).values("state", "holder")
    return {(row["state"], row["holder"]): row["count"] for row in counts.annotate(count=Count("pk"))}


def _of_state(held: dict[tuple[str, str], int], state: str) -> Iterable[tuple[str, int]]:
    """Who has that state's dossiers, whoever has most first."""
    found = [(holder, count) for (of, holder), count in held.items() if of == state]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _holders(held: dict[tuple[str, str], int], call: Call | None) -> tuple[Share, ...]:
    """Everybody who may have the ball, even with none: an empty line is news too."""
    counts = dict.fromkeys([*(holder.code for holder in holders()), NOBODY], 0)
    for (_state, holder), count in held.items():
        counts[holder] += count
    most = max(counts.values(), default=0)
    return tuple(
        Share(
            Figure(count, label_of(code), _list(call, holder=code or NO_ONE, live="on", sort="due")),
            bar([("on", count)], whole=most),
        )
        for code, count in counts.items()
        if count or code
    )


def _silence(rows: DossierQuerySet, call: Call | None) -> tuple[Share, ...]:
    """What silence has refused, or will soon; each line holds those of the line before but the first, gone already."""
    codes = (SILENCE_PAST, *(str(days) for days in SILENCE_DAYS))
    near = rows.filter(implicit_decision_on__lte=clock.today() + timedelta(days=max(SILENCE_DAYS)))
    counts = near.aggregate(**{f"n{code}": Count("pk", filter=silent_within(code)) for code in codes})
    most = max(counts.values())
    return tuple(
        Share(
            Figure(counts[f"n{code}"], _silence_label(code), _list(call, silence=code, sort="silence")),
            bar([("late" if code == SILENCE_PAST else "soon", counts[f"n{code}"])], whole=most),
        )
        for code in codes
    )


def _silence_label(code: str) -> str:
    return _("date passée") if code == SILENCE_PAST else _("d’ici %(days)s jours") % {"days": code}


def _envelope(call: Call) -> Envelope:
    pieces = [("signed", call.signed), ("reserved", call.reserved), ("left", call.left)]
    return Envelope(call, bar(pieces, whole=call.envelope))


def _list(call: Call | None, **said: str) -> str:
    """The address of the list so filtered."""
    kept = {**said, **({"call": call.code} if call is not None else {})}
    return f"{reverse('dossiers:list')}?{urlencode(kept or {'all': '1'})}"
