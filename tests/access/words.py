"""Who may read what on the pages, in the files and in the exports of the place: by hand, from the design. What is not
theirs, nobody finds at any address, whatever its title, order, count or state says.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.http import HttpResponse
from pypdf import PdfReader

from tests.access.place import CONDITION, DEBATE, DISSENT, INTEREST, QUESTION
from tests.access.table import GROUPS


@dataclass(frozen=True)
class Words:
    """What is kept from all but a few: a pattern, and their names."""

    what: str
    pattern: str
    readers: str

    @property
    def who(self) -> frozenset[str]:
        return frozenset(p for word in self.readers.split() for p in GROUPS.get(word, (word,)))


#: Where more of it stands than at the addresses of the table.
MORE = (
    "/copil/seances/{session}/points/{adopted}/", "/copil/seances/{session}/points/{adopted}/suivi/",
    "/dossiers/{adopted}/", "/dossiers/{adopted}/evaluations/", "/dossiers/{voted}/", "/dossiers/?q={voted}",
    "/dossiers/?state=signature&sort=-due", "/classement/resultats.xlsx", "/classement/resultats.ods",
)  # fmt: skip
KEPT = (
    Words("the consensus of who is out of that dossier", r"(?<![\d,])4[,.]35(?!\d)", "team team_lead COPIL auditor"),
    Words("a consensus", r"(?<![\d,])3[,.]35(?!\d)", "TEAM COPIL signatory auditor"),
    Words("what reviewers wrote", "Un projet sérieux", "TEAM COPIL signatory auditor"),
    Words("the conditions adopted", CONDITION, "TEAM COPIL signatory auditor"),
    Words("the amount adopted", "12 345", "TEAM COPIL signatory auditor admin"),  # admin: reserved, of a call
    Words("what the call has left", "(30 345|69 655)", "TEAM COPIL signatory auditor admin"),
    Words("who voted what", "Votes nominatifs", "COPIL auditor"),
    Words("an opinion noted in a draft", DISSENT, "copil_chair copil_secretary"),
    Words("a debate told in a draft", DEBATE, "copil_chair copil_secretary"),
    Words("why one is out", INTEREST, "recused team team_lead auditor"),
    Words("a note of the team", "À suivre, ", "team team_lead"),
    Words("a question of the committee", QUESTION, "TEAM COPIL auditor"),
)


def told(answer: HttpResponse) -> Iterator[str]:
    """What of it stands in an answer."""
    said = " ".join(_text(answer).split())
    return (words.what for words in KEPT if re.search(words.pattern, said))


def wrongly(found: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Who found what, and at which address, and may not; who may, and found it nowhere."""
    for words in KEPT:
        readers = {who for what, who in found if what == words.what}
        for who in sorted(readers - words.who):
            yield f"{who} reads {words.what} at {found[words.what, who]}"
        for who in sorted(words.who - readers):
            yield f"{who} reads {words.what} nowhere"


def _text(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return _read(content)


@cache
def _read(content: bytes) -> str:
    """The words of a page, a PDF, a spreadsheet."""
    if content.startswith(b"%PDF") and len(content) > 2000:  # not a piece that only bears the name
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return content.decode(errors="replace")
