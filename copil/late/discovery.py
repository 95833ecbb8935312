"""What an interest recorded after a vote does to it, whoever recorded it; under the lock of the dossier."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from copil.actions.doing import impossible, move, note
from copil.effects import current_item
from copil.late.marks import LATE, RECOUNTED
from copil.late.recount import Recount, without
from copil.models import AgendaItem, Ballot, Seat
from copil.roll import Roll, roll_of
from copil.tally import Outcome
from copil.wording import said_counts
from dossiers.actions.doing import lock
from dossiers.actions.people import follow_interests
from dossiers.models import Dossier
from workflow import workitems
from workflow.gesture import Gesture
from workflow.models import WorkItem

#: States in which what the committee adopted awaits its signature.
UNSIGNED = frozenset({"signature", "waiting"})


@follow_interests
def discovered(dossier: Dossier, person: User, by: User) -> None:
    """A decision not signed yet is counted again without that person's seat: it stands, or is held again.

    Once it is signed, whoever it was (a voter, a reviewer, a référent), the coordination is asked to look at it. The
    instance that the caller holds is stale afterwards.
    """
    case = lock(dossier)
    if case.decided_at is not None:
        _flag(case)
        return
    item = current_item(case)
    ballot = _decisive(item)
    if item is None or ballot is None or (case.suspended_from or case.state) not in UNSIGNED:
        return
    item.dossier = case
    roll = roll_of(item)
    seats = _new(roll, ballot, person)
    if seats:
        _count_again(case, ballot, seats, by)


def _decisive(item: AgendaItem | None) -> Ballot | None:
    """The grant or refusal that was adopted on the item and stands."""
    if item is None:
        return None
    adopted = item.ballots.filter(verdict=Outcome.ADOPTED.value, superseded_at=None)
    return adopted.exclude(outcome=Ballot.Outcome.DEFERRAL).last()


def _new(roll: Roll, ballot: Ballot, person: User) -> list[Seat]:
    """The seats with a voice that this person held on the item and that the vote did not know to be out."""
    known = set((ballot.case or {}).get("interests", ()))
    sat = [seat for seat in roll.seats if seat.has_voice and _who_sat(roll, seat) == person]
    return [seat for seat in sat if str(seat.pk) not in known]


def _who_sat(roll: Roll, seat: Seat) -> User:
    """Who acted for the seat when the item was called."""
    substituted = roll.attends[seat.pk] == Seat.Attends.SUBSTITUTE and seat.substitute is not None
    return seat.substitute if substituted and seat.substitute else seat.person


def _count_again(case: Dossier, ballot: Ballot, seats: Iterable[Seat], by: User) -> None:
    named = list(seats)
    again = without(ballot, frozenset(seat.pk for seat in named))
    if not again.stands and case.suspended_from:
        raise impossible(_("Sans ce siège, le vote ne tient plus : reprenez d’abord l’instruction, pour le refaire."))
    with translation.override(settings.LANGUAGE_CODE):  # the log is kept in one language, whoever acts
        words = _words(ballot, again, ", ".join(seat.label for seat in named))
    data = {
        "session": str(ballot.item.session.number),
        "ballot": str(ballot.number),
        "seats": " ".join(str(seat.pk) for seat in named),
        "stands": "yes" if again.stands else "",
    }
    note(case, by, RECOUNTED, data, {"result": words})
    if not again.stands:
        move(case, Gesture("vote_again", reason=words), cause=by)


def _words(ballot: Ballot, again: Recount, labels: str) -> str:
    """What the count without those seats gives; of a secret ballot no more than whether it could change."""
    if again.result is not None and not ballot.secret:
        counted = said_counts(again.result.counts, again.result.casting_vote)
        known = _("Sans le siège %(label)s\u00a0: %(counted)s.") % {"label": labels, "counted": counted}
        tail = _("La décision est la même : elle tient.") if again.stands else _("La décision n’est plus la même.")
        return f"{known} {tail}"
    if again.stands:
        sentence = _("On ne sait pas ce qu’a voté le siège %(label)s ; quoi que ce soit, la décision est la même.")
    else:
        sentence = _("On ne sait pas ce qu’a voté le siège %(label)s : selon son vote, la décision peut changer.")
    return sentence % {"label": labels}


def _flag(case: Dossier) -> None:
    """Once for all those that are found: a correction or a reopening closes it, or the reason why there is none."""
    if WorkItem.objects.filter(case_id=case.pk, kind=LATE, closed_at=None).exists():
        return
    workitems.open_item(
        case=case,
        kind=LATE,
        label=gettext_noop("Lien d’intérêt découvert après la signature\u00a0: corriger, rouvrir ou maintenir"),
        role=Role.TEAM_LEAD,
        state=workitems.AFTER_END,
    )
