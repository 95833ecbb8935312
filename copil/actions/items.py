"""One item of the agenda: called, presided, settled."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from copil import rights
from copil.actions.doing import (
    Floor,
    changed,
    floor,
    forbidden,
    impossible,
    move,
    note,
    require_conduct,
    require_status,
    verb,
    words,
)
from copil.actions.offering import leaving
from copil.models import AgendaItem, Ballot, Presence, Seat, Session
from copil.roll import Roll, roll_of
from copil.tally import Outcome
from dossiers.actions.doing import lock
from dossiers.models import Dossier
from workflow import calendar, clock, workitems
from workflow.gesture import Gesture
from workflow.models import WorkItem
from workflow.verdict import unmet

#: Kinds of tasks.
VOTE, EXCERPT = "vote", "validate_excerpt"
#: Working days to validate an excerpt, from the close of its point: the signature waits for it (house rule).
EXCERPT_DAYS = 3


@verb
def open_item(*, item: AgendaItem, by: User) -> AgendaItem:
    """Calls the item: who attends now stays in its quorum to the end. Called twice, it is called once."""
    here = floor(item, by)
    require_conduct(here, by)
    now = here.item
    if now.opened_at is not None and now.closed_at is None:
        return now
    require_status(now.session, Session.Status.OPEN)
    _require_on_agenda(here)
    if now.closed_at is not None:
        raise impossible(_("Ce point est clos."))
    if Ballot.objects.filter(item__session=now.session_id, closed_at=None, mode=Ballot.Mode.LIVE).exists():
        raise impossible(_("Un vote est ouvert sur un autre point : clôturez-le d’abord."))
    call(here, by)
    changed(now.session)
    return now


def call(here: Floor, by: User) -> None:
    """Calls the locked item: the presences of the moment are kept with it."""
    now = here.item
    now.opened_at = clock.now()
    now.save(update_fields=["opened_at"])
    present = [seat for seat in here.roll.seats if seat.attends != Seat.Attends.NO]
    Presence.objects.bulk_create(Presence(item=now, seat=seat, attends=seat.attends) for seat in present)
    quorum = here.roll.quorum
    data = {"session": str(now.session.number), "present": str(quorum.present), "required": str(quorum.required)}
    note(here.dossier, by, "item_opened", data)


def _require_on_agenda(here: Floor) -> None:
    if here.item.left_at is not None or here.dossier.state != "copil":
        raise impossible(_("Ce dossier n’est plus à l’ordre du jour de cette séance."))


@verb
def name_presiding(*, item: AgendaItem, seat: Seat, by: User) -> AgendaItem:
    """Replaces, for this item, a chair who is out of it or absent; the secretary names who presides."""
    here = floor(item, by)
    if not rights.keeps(by):
        raise forbidden(of_dossier=True)
    now, roll = here.item, here.roll
    if now.presiding_id == seat.pk:
        return now
    if now.excerpt_validated_at is not None:
        raise impossible(_("L’extrait du procès-verbal de ce point est déjà validé."))
    if now.presiding_id is not None and now.ballots.filter(closed_at=None).exists():
        raise impossible(_("Un vote est ouvert sous cette présidence : clôturez-le d’abord."))
    _require_replaceable(roll)
    named = roll.by_pk.get(seat.pk)
    if named is None or not named.has_voice or named.pk in roll.recused or not roll.is_present(named):
        raise unmet("presiding_is_present", _("Choisissez un siège présent, qui vote et n’est pas en déport."))
    now.presiding = named
    now.save(update_fields=["presiding"])
    note(here.dossier, by, "presiding_named", {"session": str(now.session.number), "seat": str(named.pk)})
    if workitems.close_items(case=here.dossier, kind=EXCERPT, outcome="replaced"):
        ask_excerpt(now, here.roll)
    changed(now.session)
    return now


def _require_replaceable(roll: Roll) -> None:
    chair = next((seat for seat in roll.seats if seat.kind == Seat.Kind.CHAIR), None)
    if chair is not None and chair.pk not in roll.recused and roll.is_present(chair):
        raise impossible(_("La présidence est présente et n’est pas en déport : elle préside ce point."))


@verb
def close_item(*, item: AgendaItem, by: User, reason: str = "") -> AgendaItem:
    """Closes an item on which nothing was adopted: the dossier is deferred. Closed twice, it is closed once."""
    here = floor(item, by)
    require_conduct(here, by)
    now = here.item
    if now.closed_at is not None:
        return now
    require_status(now.session, Session.Status.OPEN)
    _require_on_agenda(here)
    if now.opened_at is None:
        raise impossible(_("Ce point n’a pas été appelé."))
    if now.ballots.filter(closed_at=None).exists():
        raise impossible(_("Un vote est ouvert sur ce point : clôturez-le d’abord."))
    if lacks_quorum(now, here.roll):
        raise impossible(_("Faute de quorum, ce point ne peut être tranché : il reste pour une seconde convocation."))
    defer(here, by=by, reason=words(reason))
    changed(now.session)
    return now


def lacks_quorum(item: AgendaItem, roll: Roll) -> bool:
    """Whether the item is left for a second convocation: its last vote was invalid, or none could be held."""
    last = item.ballots.filter(cancelled_for="").order_by("-number").first()
    if last is not None and last.verdict == Outcome.INVALID:
        return True
    return last is None and not roll.quorum.met


def close(item: AgendaItem) -> None:
    item.closed_at = clock.now()
    item.save(update_fields=["closed_at"])


def defer(here: Floor, *, by: User, reason: str = "", ballot: Ballot | None = None) -> None:
    """Closes the item and sends the dossier back to the team; the leader learns it once the excerpt is validated."""
    close(here.item)
    until = ballot.complete_by if ballot is not None else None
    verb_else = leaving(here.dossier, "defer")
    because = reason or _("Rien n’a été adopté.")
    said = Gesture("defer", reason=reason, until=until) if verb_else == "defer" else Gesture(verb_else, reason=because)
    move(here.dossier, said, cause=by)
    ask_excerpt(here.item, here.roll)


def ask_excerpt(item: AgendaItem, roll: Roll) -> None:
    """Asks who presided the item to validate its excerpt of the minutes; after the dossier's move, and whatever its
    next one is: the minutes wait for it.
    """
    dossier = lock(item.dossier)
    chair = roll.by_pk.get(item.presiding_id or 0) or roll.chair
    if chair is None or WorkItem.objects.filter(case_id=dossier.pk, kind=EXCERPT, closed_at=None).exists():
        return
    workitems.open_item(
        case=dossier,
        kind=EXCERPT,
        label=_("Valider l’extrait du procès-verbal"),
        assignee=chair.sitter,
        due_on=calendar.add(clock.today(), EXCERPT_DAYS),
        state=workitems.ANY_STATE,
    )


def settle(item: AgendaItem, *, quorum_met: bool, by: User) -> None:
    """What becomes of an item that nothing closed, when its session closes; the session is locked.

    A dossier suspended meanwhile keeps its place: the team takes it off the agenda when it resumes.
    """
    dossier = lock(item.dossier)
    item = AgendaItem.objects.select_related("session__rules").get(pk=item.pk)
    item.dossier = dossier
    if item.left_at is not None or dossier.state != "copil":
        return
    if item.opened_at is None:
        if quorum_met:
            reason = _("La séance s’est close sans que le dossier ait été appelé.")
            move(dossier, Gesture(leaving(dossier, "take_off_agenda"), reason=reason), cause=by)
        else:
            note(dossier, by, "left_without_quorum", {"session": str(item.session.number)})
        return
    roll = roll_of(item)
    if lacks_quorum(item, roll):
        note(dossier, by, "left_without_quorum", {"session": str(item.session.number)})
        return
    defer(Floor(item, dossier, roll, frozenset()), by=by, reason=_("Rien n’a été adopté en séance."))


def follow_date(dossier: Dossier, day: date | None) -> None:
    """The locked dossier is due when its session or online vote ends; one that sleeps finds that day as it wakes."""
    if dossier.state != "copil":
        return
    dossier.due_on = day
    dossier.save(update_fields=["due_on"])
    WorkItem.objects.filter(case_id=dossier.pk, kind="state:copil", closed_at=None).update(due_on=day)


def carry_over(item: AgendaItem, session: Session, *, position: int, by: User) -> AgendaItem:
    """Moves a current item to a second session's agenda, at that place; both sessions are locked or new."""
    dossier = lock(item.dossier)
    item.left_at = clock.now()
    item.save(update_fields=["left_at"])
    carried = AgendaItem.objects.create(
        session=session, dossier=dossier, position=position, rapporteur_id=item.rapporteur_id
    )
    follow_date(dossier, session.held_on)
    data = {"session": str(session.number), "kind": session.second_convocation}
    note(dossier, by, "carried_to_second_session", data)
    return carried
