"""The team's notes on a dossier, and where one is mentioned. Every reader of a note goes through `may_note`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.conversation.rules import team_on
from dossiers.models import Dossier, Mention, TeamNote
from dossiers.notes.mentions import Run, runs
from dossiers.page.glance import Glance
from dossiers.visibility import stepped_aside

#: Notes shown at once, the pinned one and the latest.
SHOWN = 100


def may_note(roles: frozenset[Role], dossier: Dossier, *, aside: bool) -> bool:
    """The team alone, on what was deposited: neither who checks, nor who votes, nor who signs, nor who stepped `aside`
    for an interest: what colleagues note before a decision is theirs to judge with.
    """
    return Role.TEAM in roles and Role.LEADER not in roles and dossier.deposited_at is not None and not aside


@dataclass(frozen=True)
class ShownNote:
    note: TeamNote
    author: str
    runs: tuple[Run, ...]
    names_me: bool
    may_remove: bool


@dataclass(frozen=True)
class Notes:
    """`people` are the colleagues whom a note may mention."""

    notes: tuple[ShownNote, ...]
    people: tuple[User, ...]
    more: bool


def notes(glance: Glance) -> Notes:
    """The pinned note first, then the latest; two statements."""
    people = tuple(team_on(glance.dossier))
    rows = glance.dossier.team_notes.select_related("author")
    found = list(rows.order_by(F("pinned_at").desc(nulls_last=True), "-written_at", "-pk")[: SHOWN + 1])
    shown = tuple(_shown(note, glance, people) for note in found[:SHOWN])
    return Notes(shown, tuple(p for p in people if p.pk != glance.user.pk), len(found) > SHOWN)


def _shown(note: TeamNote, glance: Glance, people: tuple[User, ...]) -> ShownNote:
    parts = runs(note.text, people)
    return ShownNote(
        note,
        note.author.full_name,
        parts,
        any(run.person == glance.user for run in parts),
        note.removed_at is None and (note.author_id == glance.user.pk or Role.TEAM_LEAD in glance.roles),
    )


# -- the panel of the dossier's page ---------------------------------------------
def with_pinned(rows: "QuerySet[Dossier]", user: User) -> "QuerySet[Dossier]":
    """The dossier's row brings the pinned note and how many there are, to the team alone: no statement more."""
    if Role.TEAM not in user.roles:
        return rows
    live = TeamNote.objects.filter(dossier=OuterRef("pk"), removed_at=None)
    pinned = live.filter(pinned_at__isnull=False)
    count = live.order_by().values("dossier").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        pinned_note=Subquery(pinned.values("text")[:1]),
        note_count=Coalesce(Subquery(count, output_field=IntegerField()), 0),
    )


@dataclass(frozen=True)
class Pinned:
    text: str
    count: int


def summary(glance: Glance) -> Mapping[str, Any] | None:
    """The panel's context, from a row that `with_pinned` has read; no statement."""
    if not may_note(glance.roles, glance.dossier, aside=glance.aside):
        return None
    row: Any = glance.dossier
    return {"noted": Pinned(row.pinned_note or "", row.note_count)}


# -- where one is mentioned ---------------------------------------------------------
@dataclass(frozen=True)
class ShownMention:
    reference: str
    title: str
    url: str
    by: str
    at: datetime
    new: bool


def mentions(user: User, *, limit: int, unseen: bool = False) -> list[ShownMention]:
    """The notes that mention this person, the latest first; nothing once they left the team; one statement."""
    if Role.TEAM not in user.roles:
        return []
    rows = Mention.objects.filter(person=user, note__removed_at=None)
    if unseen:
        rows = rows.filter(seen_at=None)
    visible = Dossier.objects.visible_to(user).exclude(leaderships__person=user).exclude(stepped_aside(user))
    rows = rows.filter(note__dossier__in=visible.order_by().values("pk"))
    rows = rows.select_related("note__dossier", "note__author")
    return [
        ShownMention(
            mention.note.dossier.reference,
            mention.note.dossier.title or _("Dossier sans titre"),
            f"{reverse('dossiers:notes', args=[mention.note.dossier.reference])}#note-{mention.note_id}",
            mention.note.author.full_name,
            mention.note.written_at,
            mention.seen_at is None,
        )
        for mention in rows.order_by("-note__written_at", "-pk")[:limit]
    ]
