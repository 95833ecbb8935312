"""Writing the texts of a document: the coordination's, a draft saved as often as wanted, then put in use with a reason.

Nothing here reaches an act that is prepared or signed: each keeps the texts that it was prepared with; one that still
waits for its signature is to be prepared again (`decisions.basis`).
"""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from decisions.models import Wording
from decisions.wording.texts import MOST_TEXT, Document
from decisions.wording.versions import Shelf, Version, shelf_of, version_of
from dossiers.actions.doing import verb
from dossiers.form.values import plain
from workflow import clock
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet

#: Who writes the texts; who reads them, besides.
WRITER = Role.TEAM_LEAD
READERS = frozenset({Role.TEAM, Role.SIGNATORY, Role.AUDITOR})


@verb
def save_texts(*, document: Document, texts: Mapping[str, str], shown: int, by: User) -> Wording:
    """The draft of the next version, begun or saved again; `shown` is the revision it was filled in from, 0 to begin.

    Refused with every fault at once: each code is that of the text it speaks of. Saved twice alike, it is saved once.
    """
    _require_writer(by)
    shelf = _locked(document)
    said = {
        slot.code: "\n".join(line.strip() for line in plain(texts.get(slot.code, "")).splitlines()).strip()
        for slot in document.slots
    }
    draft = shelf.draft.row if shelf.draft else None
    if draft is not None and draft.texts == said:
        return draft
    if shown != (draft.revision if draft else 0):
        raise _another_draft()
    found = [Unmet(code, sentence, _("vous")) for code, sentence in document.faults(said)]
    if not found and all(said[slot.code] == text for slot, text in shelf.in_use.said):
        found.append(Unmet("texts", _("Rien ne change dans ces textes."), _("vous")))
    _refuse(found)
    if draft is None:
        draft = Wording(document=document.code, version=shelf.in_use.number + 1)
    draft.texts, draft.written_by, draft.written_at = said, by, clock.now()
    draft.revision += 1
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # another draft was begun at the same instant, where no row was there to be locked
        raise _another_draft() from None
    return draft


@verb
def put_in_use(*, document: Document, shown: int, reason: str, by: User) -> Version:
    """The draft becomes the version that acts are prepared with; `shown` is the revision that was read."""
    _require_writer(by)
    shelf = _locked(document)
    said = plain(reason).strip()
    last = shelf.in_use.row
    if shelf.draft is None and last is not None and (last.revision, last.used_by_id) == (shown, by.pk):
        return shelf.in_use  # the same gesture, carried twice
    draft = _drafted(shelf, shown)
    found = [Unmet(code, sentence, _("vous")) for code, sentence in document.faults(draft.texts)]
    if not said:
        found.append(Unmet("reason", _("Dites en quelques mots pourquoi ces textes changent."), _("vous")))
    if len(said) > MOST_TEXT:
        found.append(Unmet("reason", _("%(most)s caractères au plus.") % {"most": MOST_TEXT}, _("vous")))
    _refuse(found)
    draft.reason, draft.used_by, draft.used_at = said, by, clock.now()
    draft.save()
    return version_of(draft)


@verb
def drop_draft(*, document: Document, shown: int, by: User) -> Document:
    """The draft is given up; the version in use stays."""
    _require_writer(by)
    _drafted(_locked(document), shown).delete()
    return document


def _require_writer(by: User) -> None:
    if not by.is_active or WRITER not in by.roles_on(clock.today()):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))


def _another_draft() -> Refused:
    sentence = _("Un autre brouillon a été enregistré depuis l’affichage de cette page : relisez-le d’abord.")
    return Refused(Refusal(Why.STALE, sentence))


def _locked(document: Document) -> Shelf:
    """The versions as they are now; those with a row are locked until the end of the transaction."""
    list(Wording.objects.select_for_update().filter(document=document.code).order_by("pk").values_list("pk"))
    return shelf_of(document)


def _drafted(shelf: Shelf, shown: int) -> Wording:
    """The draft that was shown; refused when there is none, or when it says something else by now."""
    draft = shelf.draft.row if shelf.draft else None
    if draft is None:
        raise Refused(Refusal(Why.WRONG_STATE, _("Il n’y a pas de brouillon de ces textes.")))
    if draft.revision != shown:
        sentence = _("Le brouillon a changé depuis l’affichage de cette page : relisez-le d’abord.")
        raise Refused(Refusal(Why.STALE, sentence))
    return draft


def _refuse(found: list[Unmet]) -> None:
    if found:
        raise all_unmet(found)
