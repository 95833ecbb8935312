"""The order of an agenda: that of the consensus scores (4-scoring.md)."""

from collections.abc import Sequence

from copil.models import AgendaItem
from scoring.reading import ranks


def in_rank_order(agenda: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Best first; what has no consensus any more comes last, in the order in which it was put on. Two statements."""
    places = ranks(item.dossier for item in agenda)
    return sorted(agenda, key=lambda item: (places.get(item.dossier_id, len(agenda) + 1), item.position))
