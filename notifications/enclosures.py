"""Files that go with a mail: each room says what goes with its own, and makes it when the mail leaves.

Made anew at each try, they are the same each time, like the mail itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.text import MIMEText

from notifications.models import Message


@dataclass(frozen=True)
class Enclosure:
    """A file; `parameters` complete its media type (`method=REQUEST` of a calendar's event)."""

    name: str
    content: bytes
    media_type: str
    parameters: tuple[tuple[str, str], ...] = ()

    def part(self) -> MIMEBase:
        """The file as a part of a mail."""
        main, _slash, sub = self.media_type.partition("/")
        part: MIMEBase = (
            MIMEText(self.content.decode(), sub, "utf-8") if main == "text" else MIMEApplication(self.content, sub)
        )
        for name, value in self.parameters:
            part.set_param(name, value)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


Maker = Callable[[Message], Iterable[Enclosure]]
_makers: dict[str, Maker] = {}


def enclose(*templates: str) -> Callable[[Maker], Maker]:
    """Declares what goes with the mails of those templates."""

    def declared(make: Maker) -> Maker:
        _makers.update(dict.fromkeys(templates, make))
        return make

    return declared


def enclosed(message: Message) -> Iterator[Enclosure]:
    """What goes with that mail, in order; nothing for most."""
    make = _makers.get(message.template)
    if make is not None:
        yield from make(message)
