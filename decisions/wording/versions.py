"""The versions of a document's texts: the one in use, those before, the draft, and what each changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from decisions.document import TEMPLATE_VERSION, Kind, Route, Text
from decisions.models import Act, Wording
from decisions.wording.shipped import VERSION, shipped
from decisions.wording.texts import DOCUMENTS, Document, Slot, act_document, letter_document
from dossiers.form.changes import Change, compare


@dataclass(frozen=True)
class Version:
    """A version of the texts of a document; `row` is None for the one shipped with the site."""

    document: Document
    number: int
    texts: tuple[Text, ...]
    row: Wording | None = None

    def text(self, code: str) -> str:
        """One of its texts; empty when it has none of that code."""
        return next((one.text for one in self.texts if one.code == code), "")

    @property
    def template_version(self) -> str:
        """How an act names it, after the version of the layout."""
        return f"{TEMPLATE_VERSION}/{self.number}"

    @property
    def said(self) -> tuple[tuple[Slot, str], ...]:
        """Each named text with its words."""
        return tuple((slot, self.text(slot.code)) for slot in self.document.slots)


@dataclass(frozen=True)
class Words:
    """What an act and its letter take their texts from."""

    act: Version
    letter: Version

    @property
    def numbers(self) -> tuple[int, int]:
        return self.act.number, self.letter.number

    @property
    def template_version(self) -> str:
        """Of both, as the act's row keeps it."""
        return f"{self.act.template_version}/{self.letter.number}"


@dataclass(frozen=True)
class TextChange:
    """One text that a version words otherwise than another."""

    slot: Slot
    change: Change


@dataclass(frozen=True)
class Past:
    """A version in the history; `changes` is empty for the first."""

    version: Version
    changes: tuple[TextChange, ...]


@dataclass(frozen=True)
class Shelf:
    """The versions of one document: those that served, the first one first, and the draft of the next one."""

    document: Document
    served: tuple[Version, ...]
    draft: Version | None

    @property
    def in_use(self) -> Version:
        return self.served[-1]

    @cached_property
    def history(self) -> tuple[Past, ...]:
        """Every version that served, the latest first."""
        pairs = zip((None, *self.served), self.served, strict=False)
        found = [Past(now, changes(before, now) if before else ()) for before, now in pairs]
        return tuple(reversed(found))

    @cached_property
    def drafted(self) -> tuple[TextChange, ...]:
        """What the draft words otherwise than the version in use."""
        return changes(self.in_use, self.draft) if self.draft else ()


def changes(before: Version, after: Version) -> tuple[TextChange, ...]:
    """The texts that differ, in their order."""
    compared = ((slot, compare(before.text(slot.code), after.text(slot.code))) for slot in after.document.slots)
    return tuple(TextChange(slot, change) for slot, change in compared if change.differs)


def version_of(row: Wording) -> Version:
    """A version as its row keeps it."""
    document = DOCUMENTS[row.document]
    said = {one.code: one.text for one in shipped(row.document)} | row.texts  # older than a text shipped since, or not
    texts = tuple(Text(code=slot.code, text=said[slot.code]) for slot in document.slots)
    return Version(document, row.version, texts, row)


def _first(document: Document) -> Version:
    return Version(document, VERSION, shipped(document.code))


def shelf_of(document: Document) -> Shelf:
    """All the versions of a document; one statement."""
    rows = Wording.objects.filter(document=document.code).select_related("written_by", "used_by").order_by("version")
    return _shelf(document, rows)


def shelves() -> tuple[Shelf, ...]:
    """Those of every document; one statement."""
    rows: dict[str, list[Wording]] = {code: [] for code in DOCUMENTS}
    for row in Wording.objects.select_related("written_by", "used_by").order_by("document", "version"):
        rows[row.document].append(row)
    return tuple(_shelf(document, rows[code]) for code, document in DOCUMENTS.items())


def _shelf(document: Document, rows: Iterable[Wording]) -> Shelf:
    served, draft = [_first(document)], None
    for row in rows:
        if row.used_at:
            served.append(version_of(row))
        else:
            draft = version_of(row)
    return Shelf(document, tuple(served), draft)


def _in_use(*documents: str) -> Mapping[str, Version]:
    """The version in use of each; one statement."""
    rows = Wording.objects.filter(document__in=documents, used_at__isnull=False).order_by("version")
    return {code: _first(DOCUMENTS[code]) for code in documents} | {row.document: version_of(row) for row in rows}


def words_in_use(kind: str, route: Route) -> Words:
    """What an act of that kind and its letter are worded by today; one statement."""
    act, letter = act_document(Kind(kind), route), letter_document(Kind(kind))
    found = _in_use(act, letter)
    return Words(found[act], found[letter])


def with_numbers(acts: QuerySet[Act]) -> QuerySet[Act]:
    """Each act with `act_words` and `letter_words`: the versions in use today of its texts and of its letter's."""
    document = Case(When(kind=Act.Kind.GRANT, then=F("route")), default=F("kind"))
    return acts.alias(act_document=document, letter_document=Concat(Value("letter_"), F("kind"))).annotate(
        act_words=_number(OuterRef("act_document")), letter_words=_number(OuterRef("letter_document"))
    )


def _number(document: OuterRef) -> Coalesce:
    rows = Wording.objects.filter(document=document, used_at__isnull=False).order_by("-version")
    return Coalesce(Subquery(rows.values("version")[:1]), VERSION)
