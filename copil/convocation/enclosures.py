"""What goes with the mails about a session: its paper and its calendar event, made when the mail leaves."""

from collections.abc import Iterator

from copil.convocation.calendar import event_of, method_of
from copil.convocation.inputs import read
from copil.convocation.press import paper_of
from copil.models import Notice
from notifications.enclosures import Enclosure, enclose
from notifications.models import Message

NAMES = {
    Notice.Kind.CONVOCATION: "Convocation",
    Notice.Kind.POSTPONEMENT: "Report",
    Notice.Kind.UNDATED: "Report sans date",
    Notice.Kind.CANCELLATION: "Annulation",
}


@enclose("session_convoked", "session_postponed", "session_undated", "session_cancelled")
def notice_and_event(message: Message) -> Iterator[Enclosure]:
    """The PDF, and the event as this person's calendar takes it."""
    notice = Notice.objects.select_related("session").get(reference=message.context["notice"])
    said = read(notice.said)
    name = message.recipient.full_name if message.recipient else message.address
    yield Enclosure(f"{NAMES[Notice.Kind(notice.kind)]} {notice.reference}.pdf", paper_of(notice), "application/pdf")
    event = event_of(notice, said, address=message.address, name=name)
    yield Enclosure(f"{notice.reference}.ics", event, "text/calendar", (("method", method_of(notice)),))
