"""A notice of the committee on its way: kept, then told to everyone it calls."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from copil.convocation.inputs import NoticeInputs, inputs_of, read
from copil.convocation.press import press
from copil.messages import written_hour, written_moment
from copil.models import AgendaItem, Notice, Seat, Session
from dossiers.visibility import leaders_of
from dossiers.wording import written_day
from notifications import outbox
from workflow import clock

TEMPLATES = {
    Notice.Kind.CONVOCATION: "session_convoked",
    Notice.Kind.POSTPONEMENT: "session_postponed",
    Notice.Kind.UNDATED: "session_undated",
    Notice.Kind.CANCELLATION: "session_cancelled",
}


def send(
    *,
    session: Session,
    kind: Notice.Kind,
    seats: Sequence[Seat],
    by: User,
    former: datetime | None = None,
    reason: str = "",
) -> Notice:
    """Keeps what the notice says and queues it to whoever holds a seat or may stand in; the session is locked."""
    number = session.notices.count() + 1
    reference, code = f"COPIL-{session.number}-{number}", press().new_code()
    said = inputs_of(
        session=session, kind=kind, number=number, reference=reference, code=code, seats=seats, former=former,
        reason=reason,
    )  # fmt: skip
    notice = Notice.objects.create(
        session=session,
        number=number,
        kind=kind,
        reference=reference,
        code=code,
        said=said.as_json(),
        sent_at=clock.now(),
        sent_by=by,
    )
    key = f"{kind.value}:{notice.pk}"
    outbox.queue_each(to=called(seats), template=TEMPLATES[kind], context=_context(session, notice, said), key=key)
    return notice


def call_also(session: Session, seats: Sequence[Seat]) -> None:
    """Sends the last notice to whoever joined the seats since: the same mail, under the same key, leaves once each."""
    notice = session.notices.order_by("-number").first()
    if notice is None:
        return
    kind = Notice.Kind(notice.kind)
    context = _context(session, notice, read(notice.said))
    outbox.queue_each(to=called(seats), template=TEMPLATES[kind], context=context, key=f"{kind.value}:{notice.pk}")


def called(seats: Iterable[Seat]) -> list[User]:
    """Who is called: holders and substitutes, experts to be heard included, each once."""
    people = {person.pk: person for seat in seats for person in (seat.person, seat.substitute) if person is not None}
    return list(people.values())


def _context(session: Session, notice: Notice, said: NoticeInputs) -> dict[str, str]:
    context = {"session": written_hour(session), "notice": notice.reference, "link": session.get_absolute_url()}
    if notice.kind in {Notice.Kind.CANCELLATION, Notice.Kind.UNDATED}:
        return {**context, "reason": said.reason}
    context["place"] = session.place or _("précisé par le secrétariat du COPIL")
    context["items"] = "\n".join(f"{point.position}. {_titled(point.reference, point.title)}" for point in said.points)
    if notice.kind == Notice.Kind.POSTPONEMENT and said.started_before:
        context |= {"former": written_moment(said.started_before), "reason": said.reason}
    return context


def _titled(reference: str, title: str) -> str:
    return f"{reference} {title}" if reference else title


def tell_leaders(
    *, item: AgendaItem, template: str, session: Session, key: str, former: datetime | None = None
) -> None:
    """To the leaders of a dossier on the agenda, what becomes of the day they were told of; of a grant that waits for
    credits and is voted again, they were told of none.
    """
    if item.dossier.waiting_rank is not None:
        return
    context = {"dossier": str(item.dossier), "session": written_day(session.held_on)}
    if former is not None:
        context["former"] = written_day(clock.day_of(former))
    context["link"] = item.dossier.get_absolute_url()
    outbox.queue_each(to=leaders_of(item.dossier), template=template, context=context, key=key)
