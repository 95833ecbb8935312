"""A référent's own sheet: what they follow, when they are away. Written by themselves, or by the team for them.

A signatory's absences too, for a deputy signs on these days only: said by themselves, or by the administration.

Each verb is one transaction; a refused one raises `Refused` and writes nothing. Rooms above that share work out hear of
absences through `on_absence`, inside the same transaction.
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import DEPARTMENTS, Absence, ReferentSheet, User
from accounts.refusal import refuse
from accounts.roles import Role
from accounts.themes import THEMES

#: Longer than that, the role itself should end. In days.
LONGEST_ABSENCE = 366
#: How far ahead an absence may be said, in days.
FURTHEST = 2 * 366

_hearers: list[Callable[[Absence], None]] = []


def on_absence(hear: Callable[[Absence], None]) -> Callable[[Absence], None]:
    """Declares who must know that somebody will be away, or will not after all."""
    _hearers.append(hear)
    return hear


def may_edit(by: User, person: User) -> bool:
    """Whether that sheet is theirs to write: a référent's own, or any référent's for the team."""
    return Role.REFERENT in person.roles and (by.pk == person.pk or Role.TEAM in by.roles)


def may_say_absent(by: User, person: User) -> bool:
    """Whether they may note when that person is away."""
    signs = Role.SIGNATORY in person.roles and (by.pk == person.pk or Role.ADMIN in by.roles)
    return signs or may_edit(by, person)


@transaction.atomic
def follow(*, person: User, departments: Collection[str], themes: Collection[str], by: User) -> ReferentSheet:
    """Says which departments and themes a référent follows; replaces what was said before.

    Refused: forbidden, unknown_department, unknown_theme.
    """
    _require(may_edit(by, person))
    known_departments, known_themes = [code for code, _label in DEPARTMENTS], [code for code, _label in THEMES]
    if not set(departments) <= set(known_departments):
        raise refuse("unknown_department", _("Choisissez les départements dans la liste."))
    if not set(themes) <= set(known_themes):
        raise refuse("unknown_theme", _("Choisissez les thèmes dans la liste."))
    sheet, _created = ReferentSheet.objects.update_or_create(
        person=person,
        defaults={
            "departments": [code for code in known_departments if code in departments],
            "themes": [code for code in known_themes if code in themes],
            "updated_at": timezone.now(),
            "updated_by": by,
        },
    )
    return sheet


@transaction.atomic
def declare_absence(*, person: User, starts_on: date, ends_on: date, by: User) -> Absence:
    """Says that someone is away from one day to another, both included. Said twice, it is kept once.

    Refused: forbidden, dates, past_end, too_long, too_far.
    """
    _require(may_say_absent(by, person))
    today = timezone.localdate()
    if ends_on < starts_on:
        raise refuse("dates", _("La fin est avant le début."))
    if ends_on < today:
        raise refuse("past_end", _("La fin est déjà passée."))
    if (ends_on - starts_on).days >= LONGEST_ABSENCE:
        raise refuse(
            "too_long",
            _("Une absence dure un an au plus."),
            _("Pour une absence plus longue, l’administration met fin au rôle."),
        )
    if starts_on > today + timedelta(days=FURTHEST):
        raise refuse("too_far", _("C’est trop loin : deux ans au plus avant le départ."))
    absence, created = Absence.objects.get_or_create(
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        cancelled_at=None,
        defaults={"recorded_by": by, "recorded_at": timezone.now()},
    )
    if created:
        _tell(absence)
    return absence


@transaction.atomic
def cancel_absence(*, absence: Absence, by: User) -> Absence:
    """Takes an absence back: the person is there after all.

    Refused: forbidden, already_over.
    """
    _require(may_say_absent(by, absence.person))
    locked = Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence.pk)
    if locked.cancelled_at is not None:
        return locked
    if locked.ends_on < timezone.localdate():
        raise refuse("already_over", _("Cette absence est terminée."), status=HTTPStatus.CONFLICT)
    locked.cancelled_at = timezone.now()
    locked.save(update_fields=["cancelled_at"])
    _tell(locked)
    return locked


def _require(allowed: bool) -> None:
    if not allowed:
        raise refuse(
            "forbidden",
            _("Cette fiche n’est modifiable que par la personne ou par l’équipe projet."),
            status=HTTPStatus.FORBIDDEN,
        )


def _tell(absence: Absence) -> None:
    for hear in _hearers:
        hear(absence)
