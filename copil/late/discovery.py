"""What an interest recorded after a vote does to it, whoever recorded it; under the lock of the dossier.

While the dossier sleeps nothing is decided on it: the interest is kept, and the vote counted again as it wakes, in the
transaction that wakes it. So no signature comes between the two.
"""

import json

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import User
from accounts.roles import Role
from copil.actions.doing import move
from copil.effects import current_item
from copil.late.marks import LATE, RECOUNTED
from copil.late.recount import Recount, without
from copil.models import AgendaItem, Ballot, Seat
from copil.roll import Roll, roll_of
from copil.tally import Outcome
from copil.wording import said_counts
from dossiers.actions.doing import lock
from dossiers.actions.people import follow_interests
from dossiers.models import Dossier, Interest
from workflow import log, workitems
from workflow.gesture import Actor, Gesture
from workflow.models import LogEntry, WorkItem
from workflow.registry import Move, sequel

#: States in which what the committee adopted awaits its signature.
UNSIGNED = frozenset({"signature", "waiting"})


@follow_interests
def discovered(dossier: Dossier, person: User, by: User) -> None:  # noqa: ARG001 - who is tied is read with the others
    """A decision not signed yet is counted again without the seats that are tied to it: it stands, or is held again.

    Once it is signed, whoever it was (a voter, a reviewer, a référent), the coordination is asked to look at it. The
    instance that the caller holds is stale afterwards.
    """
    case = lock(dossier)
    if case.decided_at is not None:
        _flag(case)
        return
    then = _count_again(case, Actor(by))
    if then is not None:
        move(case, then, cause=by)


@sequel
def woken(move: Move) -> Gesture | None:
    """What was found while the dossier slept counts as it wakes: its vote stands, or is held again. Likewise what was
    found while it was before the committee again, as it comes back to its list.
    """
    if (
        move.gesture.verb not in {"resume", "keep_waiting"}
        or not isinstance(move.case, Dossier)
        or move.case.decided_at is not None
    ):
        return None
    return _count_again(move.case, move.actor)


def found_asleep(case: Dossier) -> bool:
    """Whether an interest was found since the dossier sleeps, its vote awaiting its signature; one statement then."""
    if case.state != "suspended" or case.suspended_from not in UNSIGNED or case.decided_at is not None:
        return False
    return Interest.objects.filter(dossier=case, withdrawn_at=None, declared_at__gte=case.entered_at).exists()


def _count_again(case: Dossier, actor: Actor) -> Gesture | None:
    """Counts the vote that awaits its signature without the seats tied to the locked dossier, if some are new.

    The log keeps the count. Answers the gesture that undoes the vote, where it no longer stands.
    """
    if case.state not in UNSIGNED or not Interest.objects.filter(dossier=case, withdrawn_at=None).exists():
        return None
    item = current_item(case)
    ballot = _decisive(item)
    if item is None or ballot is None:
        return None
    out, new = _late(case, item, ballot)
    if not new:
        return None
    again = without(ballot, frozenset(seat.pk for seat in out))
    with translation.override(settings.LANGUAGE_CODE):  # the log is kept in one language, whoever acts
        words = _words(ballot, again, out)
    data = {
        "session": str(item.session.number),
        "ballot": str(ballot.number),
        "seats": " ".join(str(seat.pk) for seat in out),
        "stands": "yes" if again.stands else "",
    }
    log.record(case=case, actor=actor, event=RECOUNTED, data=data, texts={"result": words})
    return None if again.stands else Gesture("vote_again", reason=words)


def _decisive(item: AgendaItem | None) -> Ballot | None:
    """The grant or refusal that was adopted on the item and stands."""
    if item is None:
        return None
    adopted = item.ballots.filter(verdict=Outcome.ADOPTED.value, superseded_at=None)
    return adopted.exclude(outcome=Ballot.Outcome.DEFERRAL).last()


def _late(case: Dossier, item: AgendaItem, ballot: Ballot) -> tuple[list[Seat], list[Seat]]:
    """The seats with a voice that somebody tied to the dossier held on the item and that the vote did not know to be
    out; and those of them without which it was not counted yet.
    """
    item.dossier = case
    roll = roll_of(item)
    known = set((ballot.case or {}).get("interests", ()))
    tied = set(Interest.objects.filter(dossier=case, withdrawn_at=None).values_list("person", flat=True))
    sat = [seat for seat in roll.seats if seat.has_voice and _who_sat(roll, seat).pk in tied]
    out = [seat for seat in sat if str(seat.pk) not in known]
    counted = _counted_out(case, item, ballot) if out else frozenset()
    return out, [seat for seat in out if str(seat.pk) not in counted]


def _counted_out(case: Dossier, item: AgendaItem, ballot: Ballot) -> frozenset[str]:
    """The seats without which that ballot was counted again already, as the log tells."""
    payloads = LogEntry.objects.filter(case_id=case.pk, event=RECOUNTED).values_list("payload", flat=True)
    told = [json.loads(payload)["data"] for payload in payloads]
    of_it = [one for one in told if (one["session"], one["ballot"]) == (str(item.session.number), str(ballot.number))]
    return frozenset(seat for one in of_it for seat in one["seats"].split())


def _who_sat(roll: Roll, seat: Seat) -> User:
    """Who acted for the seat when the item was called."""
    substituted = roll.attends[seat.pk] == Seat.Attends.SUBSTITUTE and seat.substitute is not None
    return seat.substitute if substituted and seat.substitute else seat.person


def _words(ballot: Ballot, again: Recount, out: list[Seat]) -> str:
    """What the count without those seats gives; of a secret ballot no more than whether it could change."""
    said = {"label": ", ".join(seat.label for seat in out)}
    if again.result is not None and not ballot.secret:
        counted = said_counts(again.result.counts, again.result.casting_vote)
        without_them = ngettext(
            "Sans le siège %(label)s\u00a0: %(counted)s.", "Sans les sièges %(label)s\u00a0: %(counted)s.", len(out)
        )
        known = without_them % {**said, "counted": counted}
        tail = _("La décision est la même : elle tient.") if again.stands else _("La décision n’est plus la même.")
        return f"{known} {tail}"
    if again.stands:
        return (
            ngettext(
                "On ne sait pas ce qu’a voté le siège %(label)s ; quoi que ce soit, la décision est la même.",
                "On ne sait pas ce qu’ont voté les sièges %(label)s ; quoi que ce soit, la décision est la même.",
                len(out),
            )
            % said
        )
    return (
        ngettext(
            "On ne sait pas ce qu’a voté le siège %(label)s : selon son vote, la décision peut changer.",
            "On ne sait pas ce qu’ont voté les sièges %(label)s : selon leurs votes, la décision peut changer.",
            len(out),
        )
        % said
    )


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
