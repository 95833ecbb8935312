"""Votes cast, ballots closed: the only moment that decides."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import tally
from copil.actions import items
from copil.actions.doing import (
    Floor,
    changed,
    floor,
    forbidden,
    impossible,
    move,
    note,
    require_conduct,
    verb,
)
from copil.ballots import secret, windows
from copil.ballots.proposals import fits
from copil.ballots.seal import seal
from copil.models import Ballot, Seat, Turnout, Vote
from copil.roll import Roll
from copil.tally_file import case_as_json, result_as_json
from copil.wording import VERDICTS, named_votes, not_sitting, proposal_words, said_counts, why_late, why_not_vote
from dossiers.models import Call
from workflow import clock, log, workitems
from workflow.gesture import Actor, Gesture
from workflow.verdict import Refusal, Refused, Why, unmet

Proposed = Ballot.Outcome


@verb
def cast_vote(*, ballot: Ballot, choice: str, by: User, seat: Seat | None = None) -> Vote | Turnout | Refusal:
    """A vote for one's own seat (by default), or for a seat whose valid proxy one holds; the last one counts.

    The law itself says who may not, and why. Of a secret ballot only that the seat voted is answered, and kept. After
    the close the vote is refused, and its lateness logged.
    """
    here = floor(ballot.item, by, of_session=False)
    now = here.item.ballots.get(pk=ballot.pk)
    if now.group_id is not None and now.is_open:
        raise impossible(_("Ce point est dans un vote groupé : votez sur l’ensemble, ou détachez-le."))
    return take(here, now, choice=choice, by=by, seat=seat)


def no_seat(roll: Roll, by: User) -> Refused:
    """Told to who acts for no seat; a titular and their substitute, that the other one does."""
    if by.is_active and Role.COPIL_MEMBER in by.roles:
        why = not_sitting(roll, by)
        if why:
            return Refused(Refusal(Why.FORBIDDEN, why))
    return forbidden(of_dossier=True)


def take(here: Floor, now: Ballot, *, choice: str, by: User, seat: Seat | None) -> Vote | Turnout | Refusal:
    """The vote on a locked ballot, taken or refused in words."""
    own = here.roll.seat_of(by)
    if own is None or not by.is_active or Role.COPIL_MEMBER not in by.roles:
        raise no_seat(here.roll, by)
    voted = here.roll.by_pk.get(seat.pk) if seat is not None else own
    if voted is None:
        raise forbidden(of_dossier=True)
    if choice not in Vote.Choice.values:
        raise unmet("choice_made", _("Choisissez : pour, contre, abstention ou ne prend pas part au vote."))
    roll = here.roll.during(now)
    if not now.is_open or windows.over(now):
        note(here.dossier, by, "vote_late", {"ballot": str(now.number), "seat": str(voted.pk)})
        return Refusal(Why.WRONG_STATE, why_late(now))
    why = roll.why_not(own, voted)
    if why is not None:
        raise Refused(Refusal(Why.FORBIDDEN, why_not_vote(why, own=own.pk == voted.pk)))
    # Before the close the log says that the seat voted, never what.
    logged = {"ballot": str(now.number), "seat": str(voted.pk), "by_seat": str(own.pk)}
    if now.secret:
        sealed = {"cast_by": own, "sealed": seal(now, voted.pk, choice)}
        turnout, _first = Turnout.objects.update_or_create(ballot=now, seat=voted, defaults=sealed)
        note(here.dossier, by, "vote_cast", logged)
        return turnout
    last = now.votes.filter(seat=voted).order_by("-at", "-pk").first()
    if last is not None and (last.choice, last.cast_by_id) == (choice, own.pk):
        return last
    vote = Vote.objects.create(ballot=now, seat=voted, choice=choice, cast_by=own, person=by, at=clock.now())
    note(here.dossier, by, "vote_cast", logged)
    return vote


@verb
def close_ballot(*, ballot: Ballot, by: User) -> Ballot:
    """Closes the vote, counts it, keeps the result and moves the dossier, under one lock in one transaction.

    Closed already, by whoever was first: answers what was recorded. Rejected or invalid, nothing moves. Refused once it
    is cancelled: nothing of it is counted.
    """
    here = floor(ballot.item, by)
    require_conduct(here, by)
    now = here.item.ballots.get(pk=ballot.pk)
    require_not_cancelled(now)
    if now.is_open and now.group_id is not None:
        raise impossible(_("Ce point est dans un vote groupé, qui se clôt d’un seul geste."))
    if now.is_open:
        windows.require_over(now)
        count(here, now, by)
    return now


def require_not_cancelled(ballot: Ballot) -> None:
    """Refused once somebody took the vote back: it has no result to answer."""
    if ballot.is_cancelled:
        raise impossible(_("Ce vote a été annulé : mettez une autre proposition aux voix."))


@verb
def close_by_time(*, ballot: Ballot) -> bool:
    """Closes an asynchronous vote whose hour has passed; whether it was still open. The automate's own verb."""
    here = floor(ballot.item, ballot.opened_by)
    now = here.item.ballots.get(pk=ballot.pk)
    if not now.is_open or not windows.over(now):
        return False
    count(here, now, None)
    return True


def count(here: Floor, now: Ballot, closer: User | None) -> None:
    """Counts an open ballot under its lock and does what follows; without a `closer` it is time that closes it."""
    roll = here.roll.during(now)
    case = secret.case_of(now, roll) if now.secret else roll.case(list(now.votes.order_by("at", "pk")))
    result = tally.tally(case)
    now.verdict, now.result = result.outcome.value, result_as_json(result)
    now.case = secret.case_as_kept(case) if now.secret else case_as_json(case)
    if now.secret:
        now.salt = ""
        now.turnout.update(sealed="")
    settle(here, now, result, closer)


def settle(here: Floor, now: Ballot, result: tally.Result, closer: User | None) -> None:
    """Keeps a counted ballot as closed, logs it and does what its outcome asks for."""
    by = closer or now.opened_by
    now.closed_at, now.closed_by = clock.now(), closer
    now.save()
    workitems.close_items(case=here.dossier, kind=items.VOTE)
    _log_close(here, now, result, closer)
    changed(here.item.session)
    _follow(here, now, result.outcome, by)


def _log_close(here: Floor, ballot: Ballot, result: tally.Result, closer: User | None) -> None:
    """Counts in the hashed data; the named votes beside it, in words that can be erased."""
    counts, quorum = result.counts, result.quorum
    data = {
        "ballot": str(ballot.number),
        "proposal": ballot.outcome,
        "amount": str(ballot.amount),
        "verdict": ballot.verdict,
        "pour": str(counts.pour),
        "contre": str(counts.contre),
        "abstention": str(counts.abstention),
        "nppv": str(counts.nppv),
        "present": str(quorum.present),
        "required": str(quorum.required),
        "casting_vote": str(result.casting_vote).lower(),
        **({"paper": "true"} if ballot.paper else {}),
    }
    with translation.override(settings.LANGUAGE_CODE):  # the log is kept in one language, whoever closes
        counted = said_counts(counts, result.casting_vote)
        summary = f"{proposal_words(ballot)}\u00a0: {VERDICTS[result.outcome]}, {counted}"
        votes = "" if ballot.secret else named_votes(ballot, here.roll)
    texts = {"summary": summary, "votes": votes, "result": "\n".join(result.reasons)}
    actor = Actor(closer) if closer is not None else Actor.system(cause=ballot.opened_by)
    log.record(case=here.dossier, actor=actor, event="ballot_closed", data=data, texts=texts)


def _follow(here: Floor, ballot: Ballot, outcome: tally.Outcome, by: User) -> None:
    """What the outcome does to the dossier (3-committee.md)."""
    if outcome is tally.Outcome.DEFERRED:
        items.defer(here, by=by, reason=_("Le vote n’a pas départagé les voix, ou aucune n’a été exprimée."))
        return
    if outcome is not tally.Outcome.ADOPTED:
        return
    if ballot.outcome == Proposed.DEFERRAL:
        items.defer(here, by=by, reason=ballot.reasons, ballot=ballot)
        return
    items.close(here.item)
    move(here.dossier, Gesture(_verb_for(here, ballot)), cause=by)
    items.ask_excerpt(here.item, here.roll)


def _verb_for(here: Floor, ballot: Ballot) -> str:
    """A grant that no longer fits waits; the call is locked so that what fits now still does when it is reserved."""
    if not ballot.is_grant:
        return "adopt"
    call = Call.objects.select_for_update(no_key=True).get(pk=here.dossier.call_id)
    return "adopt" if fits(ballot, here.dossier, call) else "wait_list"
