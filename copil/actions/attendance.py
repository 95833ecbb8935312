"""Who attends, who votes for whom, who steps aside."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, rights
from copil.actions.doing import (
    changed,
    forbidden,
    impossible,
    locked_session,
    require_one_seat_each,
    require_status,
    verb,
)
from copil.models import Ballot, Proxy, Seat, Session
from copil.taking_part.wording import announced_words
from copil.wording import attends_words
from workflow import clock
from workflow.verdict import unmet

Status = Session.Status


@verb
def announce(*, seat: Seat, attends: str, by: User) -> Seat:
    """Who will come on that seat, said before the session by its holder or its substitute; the last word counts.

    The secretary marks who is there: what was announced only fills in the page, and tells the quorum to expect.
    """
    here = locked_session(seat.session)
    now = here.seats.select_related("person", "substitute").get(pk=seat.pk)
    if not (by.is_active and by.pk in {now.person_id, now.substitute_id}):
        raise forbidden()
    require_status(here, Status.PLANNED, Status.CONVOKED)
    if attends not in Seat.Attends.values:
        raise unmet("attends_known", _("Dites si quelqu’un viendra, et comment."), lifted_by=_("vous"))
    _require_substitute(now, attends)
    if now.announced != attends:
        now.announced, now.announced_at = attends, clock.now()
        now.save(update_fields=["announced", "announced_at"])
        changed(here)
        journal.record(here, by, "announced", f"{now.label} – {announced_words(now)}")
    return now


def _require_substitute(seat: Seat, attends: str) -> None:
    if attends == Seat.Attends.SUBSTITUTE and seat.substitute is None:
        sentence = _("Le siège « %(label)s » n’a pas de suppléant.") % {"label": seat.label}
        raise unmet("has_a_substitute", sentence, lifted_by=_("la coordination"))


@verb
def mark_attendance(*, seat: Seat, attends: str, by: User) -> Seat:
    """How a seat attends from now on, kept by the secretary; items called before keep what was recorded then."""
    return next(one for one in _mark(seat.session, {seat.pk: attends}, by) if one.pk == seat.pk)


@verb
def mark_all(*, session: Session, attends: Mapping[int, str], by: User) -> list[Seat]:
    """The same for several seats at once, all or none; `attends` is keyed by seat."""
    return _mark(session, attends, by)


def _mark(session: Session, attends: Mapping[int, str], by: User) -> list[Seat]:
    here = locked_session(session)
    if not rights.keeps(by):
        raise forbidden()
    require_status(here, Status.CONVOKED, Status.OPEN)
    seats = list(here.seats.select_related("person", "substitute"))
    if attends.keys() - {seat.pk for seat in seats} or set(attends.values()) - set(Seat.Attends.values):
        raise unmet("attends_known", _("Choisissez comment chaque siège assiste à la séance."))
    moved = [seat for seat in seats if attends.get(seat.pk, seat.attends) != seat.attends]
    for seat in moved:
        seat.attends = attends[seat.pk]
        _require_substitute(seat, seat.attends)
    require_one_seat_each(seats)
    if moved:
        Seat.objects.bulk_update(moved, ["attends"])
        changed(here)
        said = "\n".join(f"{seat.label} – {attends_words(seat, seat.attends)}" for seat in moved)
        journal.record(here, by, "attended", said)
    return seats


@verb
def give_proxy(*, giver: Seat, holder: Seat, by: User) -> Proxy:
    """Hands a seat's vote to another seat of the session, by its holder or by the secretary; one a giver, one a holder.

    Refused to experts, to who attends or is substituted, and while a vote is open (R133-9).
    """
    here = locked_session(giver.session)
    now, other = _seat(here, giver), _seat(here, holder)
    if not (rights.keeps(by) or (by.is_active and now.person_id == by.pk)):
        raise forbidden()
    known = Proxy.objects.filter(giver=now).first()
    if known is not None and known.holder_id == other.pk:
        return known
    require_status(here, Status.CONVOKED, Status.OPEN)
    _require_no_vote(here)
    if known is not None:
        raise impossible(_("Ce siège a déjà donné mandat : retirez-le d’abord."))
    _require_giveable(now, other)
    proxy = Proxy.objects.create(session=here, giver=now, holder=other, given_at=clock.now())
    changed(here)
    journal.record(here, by, "proxy_given", f"{now.label} → {other.label}")
    return proxy


def _seat(session: Session, seat: Seat) -> Seat:
    found = session.seats.filter(pk=seat.pk).first()
    if found is None:
        raise unmet("seat_of_session", _("Choisissez deux sièges de cette séance."))
    return found


def _require_giveable(giver: Seat, holder: Seat) -> None:
    if giver.pk == holder.pk:
        raise unmet("proxy_to_another", _("Un mandat se donne à un autre siège."))
    if not giver.has_voice or not holder.has_voice:
        sentence = _("Un expert ne donne ni ne reçoit de mandat (CRPA, art. R133-6).")
        raise unmet("proxy_between_members", sentence)
    if giver.attends == Seat.Attends.SUBSTITUTE:
        raise unmet("giver_not_substituted", _("Un membre suppléé ne donne pas de mandat (CRPA, art. R133-9)."))
    if giver.attends != Seat.Attends.NO:
        raise unmet("giver_absent", _("Un membre présent vote lui-même (CRPA, art. R133-9)."))
    if Proxy.objects.filter(holder=holder).exists():
        sentence = _("Le siège « %(label)s » détient déjà un mandat (CRPA, art. R133-9).") % {"label": holder.label}
        raise unmet("one_proxy_a_holder", sentence)


@verb
def withdraw_proxy(*, proxy: Proxy, by: User) -> Session:
    """Takes a proxy back, by its giver or by the secretary; not while a vote is open. Twice is once."""
    here = locked_session(proxy.session)
    now = Proxy.objects.filter(pk=proxy.pk).select_related("giver").first()
    if not (rights.keeps(by) or (by.is_active and proxy.giver.person_id == by.pk)):
        raise forbidden()
    if now is None:
        return here
    require_status(here, Status.CONVOKED, Status.OPEN)
    _require_no_vote(here)
    now.delete()
    changed(here)
    journal.record(here, by, "proxy_withdrawn", now.giver.label)
    return here


def _require_no_vote(session: Session) -> None:
    if Ballot.objects.filter(item__session=session, closed_at=None).exists():
        raise impossible(_("Un vote est ouvert : les mandats ne changent qu’après sa clôture."))
