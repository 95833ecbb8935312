"""Leaders and the team write to each other: a message, corrected at once or withdrawn, and that it was read."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.attachments import Received, keep, receive
from dossiers.actions.challenge import words
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.conversation import letters
from dossiers.conversation.rules import MAX_FILES, correctable, is_open, readers, side_of
from dossiers.files.names import cleaned
from dossiers.form.questions import BY_CODE
from dossiers.models import Dossier, Exchange, Reading
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why, unmet

YOU = "vous"


def write_message(
    *, dossier: Dossier, text: str, by: User, key: UUID, section: str = "", uploads: Sequence[File[Any]] = ()
) -> Exchange | Refusal:
    """Sends a message to the other side, with files; `section` is the part of the form it is about.

    `key` makes a retry harmless: it becomes the message's identifier. Refused: nothing written, too long, too many
    files or one that may not be joined; WRONG_STATE once the dossier is closed or withdrawn.
    """
    try:
        if len(uploads) > MAX_FILES:
            sentence = _("Un message porte %(limit)s fichiers au plus.") % {"limit": MAX_FILES}
            raise unmet("few_files", sentence, lifted_by=YOU)
        with ExitStack() as held:
            received = [_received(held, upload) for upload in uploads]
            outcome = _write(dossier=dossier, text=text, by=by, key=key, section=section, files=received)
            if isinstance(outcome, Refusal):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


def _received(held: ExitStack, upload: File[Any]) -> Received:
    """The file, checked and written; a refusal names it."""
    try:
        return held.enter_context(receive(upload))
    except Refused as stop:
        named = tuple(
            Unmet(
                why.code,
                _("« %(name)s » : %(sentence)s") % {"name": cleaned(upload.name or ""), "sentence": why.sentence},
                why.lifted_by,
            )
            for why in stop.refusal.unmet
        )
        raise Refused(Refusal(stop.refusal.why, named[0].sentence, named)) from stop


@verb
def _write(*, dossier: Dossier, text: str, by: User, key: UUID, section: str, files: Iterable[Received]) -> Exchange:
    case = lock(dossier)
    roles = require(case, by, Role.LEADER, Role.TEAM)
    if (known := Exchange.objects.filter(pk=key).first()) is not None:
        if (known.dossier_id, known.author_id) == (case.pk, by.pk):
            return known
        raise Refused(Refusal(Why.KEY_REUSED, _("Ce message a déjà servi\u00a0: rechargez la page.")))
    if not is_open(case):
        raise wrong_state(case, roles)
    if section and section not in BY_CODE:
        raise unmet("section_known", _("Choisissez une rubrique du formulaire, ou aucune."), lifted_by=YOU)
    said = words(text, "message_written", _("Écrivez le message."))
    side = side_of(roles)
    if side is None:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    message = Exchange.objects.create(
        id=key, dossier=case, side=side, author=by, section=section, text=said, sent_at=clock.now()
    )
    _log(case, by, "message_sent", message, said, side=side.value)
    for file in files:
        keep(case=case, received=file, by=by, message=message)
    to = readers(case, side)
    Reading.objects.bulk_create(Reading(exchange=message, person=person) for person in to)
    letters.message_received(message=message, dossier=case, to=to, by=by)
    return message


@verb
def correct_message(*, message: Exchange, text: str, by: User) -> Exchange:
    """Puts other words in place of what one has just sent, within five minutes; the log keeps both."""
    case, current = _own(message, by)
    if not correctable(current, by):
        sentence = _("Un message ne se corrige que dans les cinq minutes\u00a0: écrivez-en un autre.")
        raise Refused(Refusal(Why.WRONG_STATE, sentence))
    said = words(text, "message_written", _("Écrivez le message."))
    if said != current.text:
        current.text, current.corrected_at = said, clock.now()
        current.save(update_fields=["text", "corrected_at"])
        _log(case, by, "message_corrected", current, said)
    return current


@verb
def withdraw_message(*, message: Exchange, by: User) -> Exchange:
    """Takes one's message back: its place stays, its text and its files are shown no more. Done twice, done once."""
    case, current = _own(message, by)
    if current.withdrawn_at is None:
        current.text, current.withdrawn_at = "", clock.now()
        current.save(update_fields=["text", "withdrawn_at"])
        letters.message_withdrawn(message=current)
        _log(case, by, "message_withdrawn", current, "")
    return current


def note_read(*, dossier: Dossier, messages: Iterable[Exchange], by: User) -> int:
    """That this person has read these messages; how many were new. No lock: it changes nothing for anybody else."""
    shown = Reading.objects.filter(person=by, read_at=None, exchange__in=[message.pk for message in messages])
    new = shown.update(read_at=clock.now())
    if new:
        letters.exchange_read(dossier=dossier, by=by)
    return new


def _own(message: Exchange, by: User) -> tuple[Dossier, Exchange]:
    """The locked dossier and the message as it is now, for its author while one may write there."""
    case = lock(message.dossier)
    roles = require(case, by, Role.LEADER, Role.TEAM)
    current = Exchange.objects.select_for_update().get(pk=message.pk)
    if current.author_id != by.pk:
        raise Refused(Refusal(Why.FORBIDDEN, _("Seul son auteur peut reprendre un message.")))
    if not is_open(case):
        raise wrong_state(case, roles)
    return case, current


def _log(case: Dossier, by: User, event: str, message: Exchange, text: str, **data: str) -> None:
    log.record(case=case, actor=Actor(by), event=event, data={"message": str(message.pk), **data}, texts={"text": text})
