"""How every change of a call is kept: by the administration, under the call's lock, told in its history.

A form sent twice changes nothing the second time; one that was shown before somebody else's change is refused with what
they changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.form.values import one_line, plain
from dossiers.models import Call, CallChange
from workflow import clock
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet

#: One thing that moved: the field, what it said, what it says.
Moved = tuple[str, str, str]


@dataclass(frozen=True)
class CallMoved(Refusal):
    """Somebody changed the call since it was shown: nothing was written, `since` is what they did, the last first."""

    since: tuple[CallChange, ...] = ()
    revision: int = 0


def require_admin(by: User) -> None:
    """Refused to whoever does not administer the house today."""
    if not by.is_active or Role.ADMIN not in by.roles:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))


def lock_call(call: Call, by: User) -> Call:
    """The call as it is now, its row locked until the end of the transaction; refused to anybody else's hands."""
    require_admin(by)
    return Call.objects.select_for_update(no_key=True).get(pk=call.pk)


def differing(call: Call, new: Mapping[str, Any]) -> list[Moved]:
    """Which of these columns would change, in text."""
    return [(f, as_text(getattr(call, f)), as_text(v)) for f, v in new.items() if getattr(call, f) != v]


def require_shown(call: Call, revision: int) -> None:
    """Refused when the page that was filled in shows an older state of the call."""
    if revision == call.revision:
        return
    since = tuple(CallChange.objects.filter(call=call, revision__gt=revision).select_related("by")[:10])
    sentence = _("Cet appel a changé depuis que vous l’avez affiché : relisez avant d’enregistrer.")
    raise Refused(CallMoved(Why.STALE, sentence, since=since, revision=call.revision))


def refuse_all(found: Sequence[Unmet]) -> None:
    """Refused with every reason at once; each code is the field that it speaks of."""
    if found:
        raise all_unmet(found)


def keep(
    *,
    call: Call,
    new: Mapping[str, Any],
    what: CallChange.What,
    by: User,
    moved: Sequence[Moved] = (),
    reason: str = "",
    reference: str = "",
) -> Call:
    """Writes the columns on the locked call and notes the change; `moved` is what lies elsewhere."""
    told = [*differing(call, new), *moved]
    for field, value in new.items():
        setattr(call, field, value)
    call.revision += 1
    call.save(update_fields=[*new, "revision"])
    note(call=call, what=what, by=by, moved=told, reason=reason, reference=reference)
    return call


def note(
    *,
    call: Call,
    what: CallChange.What,
    by: User,
    moved: Sequence[Moved] = (),
    reason: str = "",
    reference: str = "",
) -> None:
    CallChange.objects.create(
        call=call,
        revision=call.revision,
        what=what,
        at=clock.now(),
        by=by,
        moved=[list(each) for each in moved],
        reason=reason,
        reference=reference,
    )


def as_text(value: Any) -> str:
    """A value as the history keeps it: ISO days, amounts with two digits."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def line(typed: str, most: int, field: str, found: list[Unmet], *, wanted: str = "") -> str:
    """One line of text, bounded; `wanted` is the sentence for an empty one that must not be."""
    return _bounded(one_line(typed), most, field, found, wanted)


def text(typed: str, most: int, field: str, found: list[Unmet], *, wanted: str = "") -> str:
    """Some lines of text, likewise."""
    return _bounded(plain(typed).strip(), most, field, found, wanted)


def _bounded(said: str, most: int, field: str, found: list[Unmet], wanted: str) -> str:
    if not said and wanted:
        found.append(Unmet(field, wanted))
    if len(said) > most:
        over = len(said) - most
        sentence = _("%(max)s caractères au plus : il y en a %(over)s de trop.") % {"max": most, "over": over}
        found.append(Unmet(field, sentence))
    return said
