"""The team notes things for itself on a dossier, pins one, mentions a colleague. The log never holds their text."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.challenge import words
from dossiers.actions.doing import lock, require, verb
from dossiers.conversation.rules import team_on
from dossiers.models import Dossier, Mention, TeamNote
from dossiers.notes import letters
from dossiers.notes.mentions import mentioned
from dossiers.notes.reading import may_note
from dossiers.visibility import has_interest
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet


@verb
def write_note(*, dossier: Dossier, text: str, by: User, key: UUID) -> TeamNote:
    """A note for the team; the colleagues it mentions are told that it does. `key` makes a retry harmless.

    Only those who may read the note can be mentioned: any other name stays plain text.
    """
    case, _roles = _team(dossier, by)
    if (known := TeamNote.objects.filter(pk=key).first()) is not None:
        if (known.dossier_id, known.author_id) == (case.pk, by.pk):
            return known
        raise Refused(Refusal(Why.KEY_REUSED, _("Cette note a déjà servi\u00a0: rechargez la page.")))
    said = words(text, "note_written", _("Écrivez la note."))
    note = TeamNote.objects.create(id=key, dossier=case, author=by, text=said, written_at=clock.now())
    _log(case, by, "note_written", note)
    people = [person for person in mentioned(said, team_on(case)) if person.pk != by.pk]
    Mention.objects.bulk_create(Mention(note=note, person=person) for person in people)
    letters.mentioned(note=note, dossier=case, people=people, by=by)
    return note


@verb
def pin_note(*, note: TeamNote, by: User, pinned: bool = True) -> TeamNote:
    """Puts a note on top, in place of the one that was; or takes it down."""
    case, _roles = _team(note.dossier, by)
    current = TeamNote.objects.select_for_update().get(pk=note.pk)
    if current.removed_at is not None:
        raise unmet("note_stands", _("Cette note a été retirée."))
    if (current.pinned_at is not None) == pinned:
        return current
    if pinned:
        case.team_notes.filter(pinned_at__isnull=False).update(pinned_at=None)
    current.pinned_at = clock.now() if pinned else None
    current.save(update_fields=["pinned_at"])
    _log(case, by, "note_pinned" if pinned else "note_unpinned", current)
    return current


@verb
def remove_note(*, note: TeamNote, by: User) -> TeamNote:
    """Takes a note away, by its author or the coordination: its place stays, its text is gone. Twice is once."""
    case, roles = _team(note.dossier, by)
    current = TeamNote.objects.select_for_update().get(pk=note.pk)
    if current.author_id != by.pk and Role.TEAM_LEAD not in roles:
        raise Refused(Refusal(Why.FORBIDDEN, _("Seuls son auteur et la coordination peuvent retirer une note.")))
    if current.removed_at is None:
        current.text, current.pinned_at, current.removed_at = "", None, clock.now()
        current.save(update_fields=["text", "pinned_at", "removed_at"])
        letters.removed(note=current)
        _log(case, by, "note_removed", current)
    return current


def note_mentions_seen(*, dossier: Dossier, by: User) -> int:
    """That this person has looked at the notes that mention them; how many were new."""
    unseen = Mention.objects.filter(person=by, seen_at=None, note__dossier=dossier)
    new = unseen.update(seen_at=clock.now())
    if new:
        letters.read(dossier=dossier, by=by)
    return new


def _team(dossier: Dossier, by: User) -> tuple[Dossier, frozenset[Role]]:
    case = lock(dossier)
    roles = require(case, by, Role.TEAM)
    if not may_note(roles, case, aside=has_interest(by, case)):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return case, roles


def _log(case: Dossier, by: User, event: str, note: TeamNote) -> None:
    log.record(case=case, actor=Actor(by), event=event, data={"note": str(note.pk)})
