"""The exchange on a dossier as one person may read it, and what of all exchanges they have not read yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.conversation.rules import correctable, corrected_until, is_open, may_read, side_of
from dossiers.files.reading import ShownFile, register_reader, shown_file
from dossiers.form.display import said
from dossiers.form.questions import BY_CODE
from dossiers.models import Dossier, Exchange, Leadership, Reading, Side
from dossiers.page.glance import Glance
from dossiers.wording import written_hour

#: Messages shown at once, the latest.
SHOWN = 50


@dataclass(frozen=True)
class Reader:
    name: str
    at: datetime


@dataclass(frozen=True)
class ShownMessage:
    """One message on the page. `read_by` is for its own side and whoever checks; `new`, that this is its first reading.

    A message withdrawn has neither text nor files.
    """

    message: Exchange
    author: str
    mine: bool
    new: bool
    section: str
    section_url: str
    files: tuple[ShownFile, ...]
    tells_reading: bool
    read_by: tuple[Reader, ...]
    may_correct: bool
    corrected_until: str
    may_withdraw: bool


@dataclass(frozen=True)
class Conversation:
    """`earlier` leads to the messages before these, when there are any."""

    messages: tuple[ShownMessage, ...]
    side: Side | None
    open: bool
    earlier: str

    @property
    def new(self) -> int:
        return sum(shown.new for shown in self.messages)


def conversation(glance: Glance, *, before: UUID | None = None) -> Conversation:
    """The latest messages, or the latest before one of them, the oldest first; three statements, two to page back."""
    rows = glance.dossier.exchanges.all()
    if before is not None:
        rows = rows.filter(_before(glance.dossier.exchanges.filter(pk=before).first()))
    awaited = Reading.objects.filter(exchange=OuterRef("pk"), person=glance.user, read_at=None)
    done = Reading.objects.exclude(read_at=None).select_related("person").order_by("read_at", "pk")
    found = list(
        rows.select_related("author")
        .annotate(new=Exists(awaited))
        .prefetch_related(Prefetch("readings", queryset=done), Prefetch("attachments", to_attr="files"))
        .order_by("-sent_at", "-pk")[: SHOWN + 1]
    )
    more, found = len(found) > SHOWN, found[:SHOWN][::-1]
    url = reverse("dossiers:conversation", args=[glance.dossier.reference])
    return Conversation(
        tuple(_shown(message, glance) for message in found),
        side_of(glance.roles),
        is_open(glance.dossier),
        f"{url}?before={found[0].pk}" if more else "",
    )


def _before(message: Exchange | None) -> Q:
    if message is None:
        return Q(pk__in=[])
    return Q(sent_at__lt=message.sent_at) | Q(sent_at=message.sent_at, pk__lt=message.pk)


def _shown(message: Exchange, glance: Glance) -> ShownMessage:
    mine, writes = message.author_id == glance.user.pk, is_open(glance.dossier)
    withdrawn = message.withdrawn_at is not None
    own_side = side_of(glance.roles) == message.side or Role.AUDITOR in glance.roles
    section = BY_CODE.get(message.section)
    attachments: list[Any] = [] if withdrawn else message.files  # type: ignore[attr-defined] # prefetched
    return ShownMessage(
        message,
        message.author.full_name,
        mine,
        bool(message.new) and not withdrawn,  # type: ignore[attr-defined] # annotated
        said(section.title) if section else "",
        f"{glance.dossier.get_absolute_url()}#{section.code}" if section else "",
        tuple(shown_file(attachment, glance) for attachment in attachments),
        own_side and not withdrawn,
        tuple(Reader(r.person.full_name, r.read_at) for r in message.readings.all() if r.read_at),
        writes and correctable(message, glance.user),
        written_hour(corrected_until(message)),
        writes and mine and not withdrawn,
    )


@register_reader
def files_of_messages(glance: Glance) -> Q:
    """The files of the exchange are its readers', until their message is withdrawn."""
    if not may_read(glance.roles, glance.dossier):
        return Q(pk__in=[])
    return Q(message__isnull=False, message__withdrawn_at=None)


# -- the panel of the dossier's page ---------------------------------------------
@dataclass(frozen=True)
class Latest:
    """The last message in short (nothing of one that was withdrawn), and how many this person has not read."""

    author: str
    sent_at: datetime | None
    text: str
    unread: int
    side: Side | None
    open: bool


def with_latest(rows: "QuerySet[Dossier]", user: User) -> "QuerySet[Dossier]":
    """The dossier's row brings what its panel tells of the exchange: no statement more on its page."""
    last = Exchange.objects.filter(dossier=OuterRef("pk")).order_by("-sent_at", "-pk")
    awaited = Reading.objects.filter(
        exchange__dossier=OuterRef("pk"), exchange__withdrawn_at=None, person=user, read_at=None
    )
    count = awaited.order_by().values("exchange__dossier").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        exchange_first_name=Subquery(last.values("author__first_name")[:1]),
        exchange_last_name=Subquery(last.values("author__last_name")[:1]),
        exchange_at=Subquery(last.values("sent_at")[:1]),
        exchange_text=Subquery(last.values("text")[:1]),
        exchange_unread=Coalesce(Subquery(count, output_field=IntegerField()), 0),
    )


def summary(glance: Glance) -> Mapping[str, Any] | None:
    """The panel's context, from a row that `with_latest` has read; no statement."""
    if not may_read(glance.roles, glance.dossier):
        return None
    row: Any = glance.dossier
    side, still = side_of(glance.roles), is_open(glance.dossier)
    if row.exchange_at is None and not (still and side):
        return None
    author = f"{row.exchange_first_name} {row.exchange_last_name}"
    return {"latest": Latest(author, row.exchange_at, row.exchange_text or "", row.exchange_unread, side, still)}


# -- unread, of all dossiers -----------------------------------------------------
@dataclass(frozen=True)
class Unread:
    """A dossier with messages that this person has not read."""

    reference: str
    title: str
    url: str
    count: int
    latest: datetime


def unread(user: User, *, limit: int) -> list[Unread]:
    """The exchanges with something new for this person, the latest first; one statement, found by what is awaited."""
    rows = _awaited(user).values("exchange__dossier__reference", "exchange__dossier__title")
    counted = rows.annotate(count=Count("pk"), latest=Max("exchange__sent_at")).order_by("-latest")
    return [
        Unread(
            row["exchange__dossier__reference"],
            row["exchange__dossier__title"] or _("Dossier sans titre"),
            reverse("dossiers:conversation", args=[row["exchange__dossier__reference"]]),
            row["count"],
            row["latest"],
        )
        for row in counted[:limit]
    ]


def _awaited(user: User) -> "QuerySet[Reading]":
    """What was written to this person as what they still are: a leader of that dossier, or of the team."""
    leads = Leadership.objects.filter(dossier=OuterRef("exchange__dossier"), person=user)
    mine = Q(Exists(leads.filter(until=None)), exchange__side=Side.TEAM)
    if Role.TEAM in user.roles:
        mine |= Q(~Exists(leads), exchange__side=Side.LEADERS)
    visible = Dossier.objects.visible_to(user).order_by().values("pk")
    rows = Reading.objects.filter(mine, person=user, read_at=None, exchange__withdrawn_at=None)
    return rows.filter(exchange__dossier__in=visible)


def shown_rows(found: Conversation) -> Sequence[Exchange]:
    return [shown.message for shown in found.messages]
