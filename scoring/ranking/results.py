"""The results of a ranking as a table of plain values, whatever the file it goes into; what is tried is never in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from scoring.arithmetic import Advice
from scoring.ranking.board import Board, Row
from workflow import clock

#: Text, a number (euros or points), a day, or nothing.
Cell = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a column holds: how a file shows it."""

    TEXT = "text"
    COUNT = "count"
    POINTS = "points"
    EUROS = "euros"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    label: str
    kind: Kind


@dataclass(frozen=True)
class Results:
    """`name` is that of the sheet; each row has a cell a column."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def results(board: Board, steps: Sequence[str]) -> Results:
    """The board as it stands; `steps` says the state of each row in words."""
    columns = (
        Column(_("Rang"), Kind.COUNT),
        Column(_("Référence"), Kind.TEXT),
        Column(_("Titre"), Kind.TEXT),
        Column(_("Service"), Kind.TEXT),
        Column(_("Département"), Kind.TEXT),
        Column(_("Déposé le"), Kind.DAY),
        Column(_("Étape"), Kind.TEXT),
        Column(_("Note du consensus"), Kind.POINTS),
        *(Column(criterion.label, Kind.POINTS) for criterion in board.criteria),
        Column(_("Ce que les notes proposent"), Kind.TEXT),
        Column(_("Moyenne des évaluations"), Kind.POINTS),
        Column(_("Médiane"), Kind.POINTS),
        Column(_("Écart entre évaluateurs"), Kind.POINTS),
        Column(_("Évaluations"), Kind.COUNT),
        Column(_("Demandé"), Kind.EUROS),
        Column(_("Recommandé"), Kind.EUROS),
        Column(_("Montant"), Kind.EUROS),
        Column(_("Cumul"), Kind.EUROS),
        Column(_("Situation"), Kind.TEXT),
        Column(_("Liste complémentaire"), Kind.COUNT),
    )
    rows = tuple(_cells(row, step) for row, step in zip(board.rows, steps, strict=True))
    return Results(_("Classement"), columns, rows)


def _cells(row: Row, step: str) -> tuple[Cell, ...]:
    dossier = row.dossier
    return (
        row.rank,
        dossier.reference,
        dossier.title,
        dossier.service.name if dossier.service else "",
        dossier.get_department_display() if dossier.department else "",
        clock.day_of(dossier.deposited_at) if dossier.deposited_at else None,
        step,
        row.weighted,
        *row.points,
        _advice(row.advice),
        row.mean,
        row.median,
        row.spread,
        row.reviews,
        dossier.requested,
        row.recommended,
        row.amount,
        row.total,
        _situation(row.code),
        row.waiting or None,
    )


def _advice(advice: Advice) -> str:
    return {
        Advice.RECOMMEND: _("Recommandé"),
        Advice.DISCUSS: _("À discuter"),
        Advice.REFUSE: _("Refus proposé"),
    }[advice]


def _situation(code: str) -> str:
    return {
        "funded": _("Financé"),
        "partial": _("Accord partiel possible"),
        "under": _("Sous la ligne"),
        "settled": _("Décidé"),
        "none": _("Sans financement"),
    }[code]
