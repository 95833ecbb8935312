"""The modes of a call, in words; what a change of mode would open."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.models import Call, Dossier
from scoring.models import CallBlindness
from scoring.stages import CONCLUDING
from scoring.visibility import open_to_team

Mode = CallBlindness.Mode


def mode_of(call: Call) -> Mode:
    """What holds in that call; one statement."""
    chosen = CallBlindness.objects.filter(call=call).values_list("mode", flat=True).first()
    return Mode(chosen) if chosen else Mode.OWN


def opening(call: Call, before: Mode, after: Mode) -> str:
    """Why a call under review may not pass from one mode to the other; empty when it may. One statement.

    Whoever still owes a review reads nothing in any mode, and a reviewer whose review is in has scored: the only people
    to whom a looser mode opens anything before they score are those of the team who were not asked.
    """
    under_review = Dossier.objects.filter(call=call, state__in=("draft", *CONCLUDING, "suspended"))
    opened = under_review.filter(open_to_team("", after)).exclude(open_to_team("", before)).count()
    if not opened:
        return ""
    return ngettext(
        "Ce choix ouvrirait les notes d’%(count)s dossier en cours à des personnes de l’équipe qui ne l’ont pas "
        "évalué : attendez que ses notes soient ouvertes selon la règle actuelle.",
        "Ce choix ouvrirait les notes de %(count)s dossiers en cours à des personnes de l’équipe qui ne les ont pas "
        "évalués : attendez que leurs notes soient ouvertes selon la règle actuelle.",
        opened,
    ) % {"count": opened}


def read_once(mode: Mode) -> str:
    """When a reviewer reads the others' scores, as they are told it before they write."""
    return {
        Mode.OWN: _("Vous lirez celles des autres une fois la vôtre remise."),
        Mode.ALL: _("Vous lirez celles des autres quand toutes seront remises."),
        Mode.DISCUSSION: _("Vous lirez celles des autres quand l’équipe ouvrira la discussion."),
    }[mode]


def closed_until(mode: Mode) -> str:
    """Until when the scores stay closed, as it is told in their place."""
    if mode == Mode.DISCUSSION:
        return _("Les notes se liront ici quand l’équipe ouvrira la discussion, toutes les évaluations étant remises.")
    return _("Les notes se liront ici quand toutes les évaluations demandées seront remises.")
