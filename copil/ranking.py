"""The order of an agenda: that of the consensus scores (4-scoring.md)."""

from collections.abc import Iterable

from copil.models import AgendaItem
from scoring.reading import ranks


def in_rank_order(agenda: Iterable[AgendaItem]) -> list[AgendaItem]:
    """Best first; what has no consensus any more comes last, in the order in which it was put on. Two statements."""
    items = list(agenda)
    places = ranks(item.dossier for item in items)
    return sorted(items, key=lambda item: (places.get(item.dossier_id, len(items) + 1), item.position))
