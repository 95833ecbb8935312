"""Who reads which question, and who may ask or answer."""

from collections.abc import Sequence

from accounts.models import User
from accounts.roles import Role
from copil.board import led_by
from copil.models import AgendaItem, MemberQuestion, Seat, Session
from copil.taking_part.recusals import recusals_of
from dossiers.models import Dossier

#: While questions are asked, and while they are answered.
ASKED = (Session.Status.PLANNED, Session.Status.CONVOKED)
ANSWERED = (*ASKED, Session.Status.OPEN)


def questions_for(session: Session, user: User) -> list[MemberQuestion]:
    """What this person may read of a session that they see: nothing of a dossier that they lead or led.

    Four statements at most, however many questions.
    """
    visible = Dossier.objects.visible_to(user)
    rows = MemberQuestion.objects.filter(session=session).select_related("item__dossier", "asked_by", "answered_by")
    found = list(rows.order_by("item__position", "pk"))
    seen = set(visible.filter(pk__in=[q.item.dossier_id for q in found if q.item]).values_list("pk", flat=True))
    seen -= led_by(user, seen)
    return [question for question in found if question.item is None or question.item.dossier_id in seen]


def seat_asking(session: Session, user: User) -> Seat | None:
    """The seat for which this person may ask: theirs, or the one they may stand in for."""
    if not user.is_active or Role.COPIL_MEMBER not in user.roles:
        return None
    seats = session.seats.select_related("person", "substitute")
    mine = [seat for seat in seats if user.pk in {seat.person_id, seat.substitute_id}]
    return next((seat for seat in mine if seat.person_id == user.pk), mine[0] if mine else None)


def items_open_to(session: Session, user: User, seat: Seat) -> Sequence[AgendaItem]:
    """The dossiers about which this person may ask: on the agenda, and not those that their seat is out of."""
    visible = Dossier.objects.visible_to(user)
    rows = session.items.filter(left_at=None, dossier__in=visible).select_related("dossier").order_by("position", "pk")
    items = list(rows)
    led = led_by(user, [item.dossier_id for item in items])
    out = recusals_of(items, [seat])
    return [item for item in items if item.dossier_id not in led and not out[item.pk]]


def may_ask(session: Session, seat: Seat | None) -> bool:
    """Whether the page offers who sits there to ask."""
    return seat is not None and session.status in ASKED


def may_answer(user: User, question: MemberQuestion) -> bool:
    """Whether the page offers this person to answer; the verb looks again, at their ties with the dossier too."""
    return Role.TEAM in user.roles and question.session.status in ANSWERED
