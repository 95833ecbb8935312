"""How the list may be sorted: an order a column, each answered by an index of `Dossier`."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.desk.keyset import Order


@dataclass(frozen=True)
class Sort:
    """One way to sort. `told`: it tells nothing of a state or a date that a leader is not told."""

    code: str
    label: str | Promise
    column: str
    told: bool
    up: str | Promise
    down: str | Promise


SORTS = (
    Sort("deposit", _("Dépôt"), "deposited_at", False, _("les plus anciens d’abord"), _("les plus récents d’abord")),
    Sort("opened", _("Ouverture"), "created_at", True, _("les plus anciens d’abord"), _("les plus récents d’abord")),
    Sort("due", _("Échéance"), "due_key", False, _("les plus proches d’abord"), _("les plus lointaines d’abord")),
    Sort("silence", _("Refus implicite"), "silence_key", False, _("le plus proche d’abord"), _("le plus tard d’abord")),
    Sort("step", _("Étape"), "step_rank", False, _("du brouillon à la fin"), _("de la fin au brouillon")),
    Sort("reference", _("Référence"), "reference", True, _("de A à Z"), _("de Z à A")),
    Sort("title", _("Titre"), "title_words", True, _("de A à Z"), _("de Z à A")),
    Sort("leader", _("Porteur"), "leader_words", True, _("de A à Z"), _("de Z à A")),
    Sort("service", _("Service"), "service_words", True, _("de A à Z"), _("de Z à A")),
    Sort("call", _("Appel"), "call_id", True, _("le premier appel d’abord"), _("le dernier appel d’abord")),
    Sort("amount", _("Demandé"), "requested", True, _("du plus petit au plus grand"), _("du plus grand au plus petit")),
)  # fmt: skip
BY_CODE = {sort.code: sort for sort in SORTS}
TEAM_FIRST, OTHERS_FIRST = "-deposit", "-opened"


def sorts_for(*, desk: bool) -> tuple[Sort, ...]:
    """What may sort the desk's list; elsewhere, only what tells a leader nothing."""
    return tuple(sort for sort in SORTS if (sort.code != "opened" if desk else sort.told))


def choices(*, desk: bool) -> list[tuple[str, str]]:
    """Each order both ways, in words, for a form."""
    found = []
    for sort in sorts_for(desk=desk):
        found += [(sort.code, f"{sort.label}, {sort.up}"), (f"-{sort.code}", f"{sort.label}, {sort.down}")]
    first = TEAM_FIRST if desk else OTHERS_FIRST
    return sorted(found, key=lambda choice: choice[0] != first)


def order(wanted: str, *, desk: bool) -> Order:
    """The order of that name, or the first one for a name that is none."""
    code = wanted.removeprefix("-")
    if code not in {sort.code for sort in sorts_for(desk=desk)}:
        wanted = TEAM_FIRST if desk else OTHERS_FIRST
    return Order(BY_CODE[wanted.removeprefix("-")].column, wanted.startswith("-"))
