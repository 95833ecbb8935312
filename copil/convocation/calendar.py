"""A session as an event of one's calendar (RFC 5545), sent as RFC 5546 wants it: asked for, updated, cancelled.

One UID a session for its whole life; SEQUENCE grows with each notice, so that a calendar keeps the latest.
"""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from copil.convocation.inputs import NoticeInputs
from copil.models import Notice

CANCEL, REQUEST = "CANCEL", "REQUEST"


def method_of(notice: Notice) -> str:
    """What is asked of the calendar that reads it."""
    return CANCEL if notice.kind in {Notice.Kind.CANCELLATION, Notice.Kind.UNDATED} else REQUEST


def event_of(notice: Notice, said: NoticeInputs, *, address: str, name: str) -> bytes:
    """The event for one person; the same bytes at each try. Instants are in UTC, which every calendar places right."""
    event = Event()
    event.add("uid", f"copil-{said.session}-{notice.session_id}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", said.number - 1)
    event.add("dtstamp", notice.sent_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", said.starts.astimezone(UTC))
    event.add("duration", timedelta(minutes=said.duration))
    event.add("summary", f"{settings.LAB_NAME} – COPIL n°\u00a0{said.session}")
    if said.place:
        event.add("location", said.place)
    event.add("description", description(notice, said))
    event.add("url", f"{settings.SITE_URL}{notice.session.get_absolute_url()}")
    event.add("status", "CANCELLED" if method_of(notice) == CANCEL else "CONFIRMED")
    event.add("organizer", _person(settings.CONTACT_EMAIL, settings.LAB_NAME))
    event.add("attendee", _person(address, name))
    calendar = Calendar()
    calendar.add("prodid", "-//Jalon//COPIL//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(notice))
    calendar.add_component(event)
    return calendar.to_ical()


def description(notice: Notice, said: NoticeInputs) -> str:
    """The agenda, one line an item; why, when it is not held that day. French, as all that is sent."""
    if notice.kind == Notice.Kind.CANCELLATION:
        return f"Séance annulée. {said.reason}"
    if notice.kind == Notice.Kind.UNDATED:
        return f"Séance reportée, à une date qui n’est pas encore fixée. {said.reason}"
    return "\n".join(["Ordre du jour", *(f"{point.position}. {point.title}" for point in said.points)])


def _person(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params["CN"] = name.replace('"', "’")
    return found
