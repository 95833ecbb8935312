"""The minutes of a session, derived from what was recorded, with the prose that people wrote.

Nothing here asks who reads: `copil.minutes.readers` leaves out what a person may not read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils import translation

from copil.journal import told_by
from copil.messages import written_hour, written_moment
from copil.minutes import prose
from copil.minutes.envelopes import envelopes_of
from copil.minutes.examined import Examined, examined_of, files_of
from copil.minutes.points import business_of, items_of, points_of
from copil.minutes.said import AnnexSaid, FollowUpSaid, MinutesSaid, ProxySaid, SeatSaid, Step
from copil.minutes.votes import quorum_words, took_part
from copil.models import AgendaItem, Ballot, FollowUp, Minutes, Notice, Seat, Session
from copil.roll import Roll, roll_of_session
from copil.taking_part.attended import Moment, at_opening, attended, moments_of
from dossiers.wording import written_day
from dossiers.wording import written_hour as hour
from workflow import clock

#: Documents are French, whatever the language of the site.
LANGUAGE = "fr"
SECOND = {
    Session.Second.NONE: "",
    Session.Second.WITH_CLAUSE: "seconde convocation, qui dit qu’aucun quorum n’est exigé",
    Session.Second.WITHOUT_CLAUSE: "seconde convocation, quorum exigé",
}


def minutes_of(session: Session) -> Minutes | None:
    """The minutes that were begun; one statement."""
    rows = Minutes.objects.select_related("saved_by", "submitted_by", "adopted_by")
    return rows.filter(session=session).first()


def minutes_said(session: Session, minutes: Minutes | None, roll: Roll | None = None) -> MinutesSaid:
    """The minutes as things stand, a draft; `roll` is the session's, if it was read already.

    Some thirty statements, however many points and seats there are.
    """
    with translation.override(LANGUAGE):
        roll = roll or roll_of_session(session)
        items, business = items_of(session), business_of(session)
        examined = examined_of(items, session)
        ballots = [one for item in items for one in item.ballots.all() if one.case is not None]
        online = bool(ballots) and all(one.is_online for one in ballots)
        moments = () if online else moments_of(items, business)
        opening = at_opening(roll, moments)
        texts = minutes.texts if minutes is not None else {}
        return MinutesSaid(
            session=session.number,
            step=Step.DRAFT.value,
            dated=clock.today().isoformat(),
            held=written_hour(session),
            opened=written_moment(session.opened_at) if session.opened_at else "",
            closed=_closed(session),
            place="" if online else session.place,
            mode=_mode(roll, moments, ballots, online=online),
            convocation=_convocation(session),
            urgency=session.urgency_reason,
            rules=session.rules.version,
            chair=_chair(roll, moments, online=online),
            secretary=_secretary(session, minutes),
            quorum=_quorum(opening, online=online),
            seats=tuple(_seats(roll, moments, ballots, online=online)),
            proxies=tuple(_proxies(roll)),
            points=points_of(session, examined, items, business, roll.seats, texts),
            envelopes=tuple(envelopes_of(session, items)),
            follow_ups=tuple(_follow_ups(minutes)),
            annexes=tuple(_annexes(session, items, examined)),
            opening=texts.get(prose.OPENING, ""),
            closing=texts.get(prose.CLOSING, ""),
        )


def _closed(session: Session) -> str:
    """The close; only its hour, the same day."""
    if session.closed_at is None:
        return ""
    same = session.opened_at is not None and clock.day_of(session.opened_at) == clock.day_of(session.closed_at)
    return hour(session.closed_at) if same else written_moment(session.closed_at)


def _mode(roll: Roll, moments: Sequence[Moment], ballots: Sequence[Ballot], *, online: bool) -> str:
    """In the room, from afar, online."""
    if online:
        return "à distance, par votes en ligne"
    afar = {seat.pk for seat in roll.seats if seat.attends == Seat.Attends.REMOTE}
    afar |= {pk for moment in moments for pk, how in moment.there.items() if how == Seat.Attends.REMOTE}
    remote = sum(seat.pk in afar and seat.has_voice for seat in roll.seats)
    words = "en séance"
    if remote:
        words += f", dont {remote} siège{'s' if remote > 1 else ''} à distance"
    return f"{words}, et par votes en ligne" if any(one.is_online for one in ballots) else words


def _convocation(session: Session) -> str:
    if session.convoked_at is None:
        return ""
    second = SECOND[Session.Second(session.second_convocation)]
    sent = f"envoyée le {written_day(clock.day_of(session.convoked_at))}"
    return f"{sent}, {second}" if second else sent


def _chair(roll: Roll, moments: Sequence[Moment], *, online: bool) -> str:
    """Who holds the chair; that they never came is said."""
    chair = roll.chair
    if chair is None:
        return ""
    away = "" if online or attended(chair, moments) else " (absent)"
    return f"{chair.sitter.full_name}, {chair.label}{away}"


def _secretary(session: Session, minutes: Minutes | None) -> str:
    """Who keeps the minutes: who submitted them, who wrote them last, else who kept the presences, else who opened."""
    by = (minutes.submitted_by or minutes.saved_by) if minutes is not None else None
    return by.full_name if by is not None else told_by(session, "attended") or told_by(session, "opened")


def _quorum(roll: Roll, *, online: bool) -> str:
    if online:
        return "celui d’un vote en ligne est la participation, constatée à chaque vote"
    return quorum_words(roll.quorum, online=False)


def _seats(roll: Roll, moments: Sequence[Moment], ballots: Sequence[Ballot], *, online: bool) -> Iterator[SeatSaid]:
    voted = frozenset[str]().union(*(took_part(one.case or {}) for one in ballots)) if online else frozenset()
    for seat in roll.seats:
        how, there = _online(seat, voted) if online else _attends(seat, roll, moments)
        kind = "" if seat.kind == Seat.Kind.MEMBER else str(Seat.Kind(seat.kind).label)
        yield SeatSaid(label=seat.label, kind=kind, person=seat.person.full_name, how=how, there=there)


def _online(seat: Seat, voted: Iterable[str]) -> tuple[str, bool]:
    if not seat.has_voice:
        return "entendu", True
    there = str(seat.pk) in voted
    return ("a pris part au vote" if there else "n’a pas pris part au vote"), there


def _attends(seat: Seat, roll: Roll, moments: Sequence[Moment]) -> tuple[str, bool]:
    """Present, from afar, by a substitute, at which points; else excused, represented or absent."""
    there = attended(seat, moments)
    holder = next((proxy.holder_id for proxy in roll.proxies if proxy.giver_id == seat.pk), None)
    if there:
        return (f"{there}, mandat à {roll.by_pk[holder].label}" if holder is not None else there), True
    if holder is not None:
        return f"excusé, mandat à {roll.by_pk[holder].label}", False
    return ("excusé" if seat.announced == Seat.Attends.NO else "absent"), False


def _proxies(roll: Roll) -> Iterator[ProxySaid]:
    for proxy in roll.proxies:
        yield ProxySaid(giver=_named(roll.by_pk[proxy.giver_id]), holder=_named(roll.by_pk[proxy.holder_id]))


def _named(seat: Seat) -> str:
    return f"{seat.person.full_name}, {seat.label}"


def _follow_ups(minutes: Minutes | None) -> Iterator[FollowUpSaid]:
    for one in FollowUp.objects.filter(minutes=minutes) if minutes is not None else ():
        yield FollowUpSaid(what=one.what, who=one.who, due=written_day(one.due_on))


def _annexes(session: Session, items: Sequence[AgendaItem], examined: Mapping[int, Examined]) -> Iterator[AnnexSaid]:
    """What was sent about the session, then the files of each dossier as the committee had them; two statements."""
    for notice in session.notices.exclude(sha256="").order_by("number"):
        kind = str(Notice.Kind(notice.kind).label).capitalize()
        yield AnnexSaid(title=f"{kind} {notice.reference}", sha256=notice.sha256)
    for reference, file in files_of(items, examined):
        yield AnnexSaid(title=f"Dossier {reference}\u00a0: {file.name}", sha256=file.sha256)
