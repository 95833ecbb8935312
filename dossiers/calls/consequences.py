"""What opening or closing a call does, said before it is done."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.models import Call, Dossier, Phase
from dossiers.wording import written_day
from workflow import clock

DRAFT = Q(state="draft")
NEVER = Q(deposited_at=None)


@dataclass(frozen=True)
class Standing:
    """How many dossiers of a call are where."""

    drafts: int
    returned: int
    waiting: int
    in_course: int


def standing_of(call: Call) -> Standing:
    """One statement."""
    ends = [state.code for state in Dossier.PROCESS.states if state.end]
    away = Q(state__in=["draft", "waiting", "granted", *ends])
    found = Dossier.objects.filter(call=call).aggregate(
        drafts=Count("pk", filter=DRAFT & NEVER),
        returned=Count("pk", filter=DRAFT & ~NEVER),
        waiting=Count("pk", filter=Q(state="waiting")),
        in_course=Count("pk", filter=~away),
    )
    return Standing(**found)


def of_opening(call: Call) -> list[str]:
    """What a person must know before they open a call, or open it again."""
    standing = standing_of(call)
    first = max(call.opens_on, clock.today())
    said = [
        _("Toute personne qui a un compte peut ouvrir un dossier et le déposer, du %(first)s au dernier jour choisi.")
        % {"first": written_day(first)},
        _("L’appel est annoncé à tous, visiteurs compris, avec sa présentation, ses dates et ses critères."),
    ]
    if standing.drafts:
        said.append(
            ngettext(
                "%(count)s brouillon jamais déposé pourra l’être : son porteur est prévenu par courriel.",
                "%(count)s brouillons jamais déposés pourront l’être : leurs porteurs sont prévenus par courriel.",
                standing.drafts,
            )
            % {"count": standing.drafts}
        )
    return [*said, *_going_on(call, standing)]


def of_closing(call: Call) -> list[str]:
    """What a person must know before they close a call."""
    standing = standing_of(call)
    said = [_("Dès maintenant, plus personne n’ouvre de dossier dans cet appel ni n’y dépose pour la première fois.")]
    if standing.drafts:
        said.append(
            ngettext(
                "%(count)s brouillon jamais déposé ne pourra plus l’être. Son texte reste à son porteur, qui est "
                "prévenu par courriel.",
                "%(count)s brouillons jamais déposés ne pourront plus l’être. Leur texte reste à leurs porteurs, qui "
                "sont prévenus par courriel.",
                standing.drafts,
            )
            % {"count": standing.drafts}
        )
    else:
        said.append(_("Aucun brouillon n’est en cours : personne n’est surpris."))
    return [*said, *_going_on(call, standing)]


def _going_on(call: Call, standing: Standing) -> list[str]:
    """What neither opening nor closing changes."""
    said = []
    if standing.returned:
        said.append(
            ngettext(
                "%(count)s dossier renvoyé à son porteur peut encore être redéposé, appel ouvert ou non.",
                "%(count)s dossiers renvoyés à leurs porteurs peuvent encore être redéposés, appel ouvert ou non.",
                standing.returned,
            )
            % {"count": standing.returned}
        )
    if standing.in_course:
        said.append(
            ngettext(
                "L’instruction de %(count)s dossier déposé continue.",
                "L’instruction de %(count)s dossiers déposés continue.",
                standing.in_course,
            )
            % {"count": standing.in_course}
        )
    if standing.waiting:
        said.append(
            ngettext(
                "%(count)s dossier reste en liste complémentaire jusqu’à la fin de l’appel, le %(day)s.",
                "%(count)s dossiers restent en liste complémentaire jusqu’à la fin de l’appel, le %(day)s.",
                standing.waiting,
            )
            % {"count": standing.waiting, "day": written_day(call.ends_on)}
        )
    return said


def may_close(call: Call) -> bool:
    return call.phase(clock.today()) is Phase.OPEN


def may_open(call: Call) -> bool:
    """Whether its opening is to be decided, a first time or again."""
    return call.phase(clock.today()) in {Phase.PREPARING, Phase.CLOSED}
