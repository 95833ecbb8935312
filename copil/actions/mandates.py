"""The composition of the committee: a mandate given, given a substitute, ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import rights
from copil.actions.doing import forbidden, verb
from copil.actions.rules import default_rules
from copil.models import Mandate, Seat, Session
from dossiers.form.values import one_line
from dossiers.visibility import holders
from dossiers.wording import written_day
from workflow import clock
from workflow.verdict import Unmet, all_unmet, unmet

MOST = 200


@dataclass(frozen=True)
class MandateDraft:
    """A mandate as it is to be; `ends_on` None leaves its end open."""

    person: User
    label: str
    starts_on: date
    ends_on: date | None = None
    kind: str = Mandate.Kind.MEMBER
    substitute: User | None = None
    reference: str = ""


@verb
def give_mandate(*, draft: MandateDraft, by: User) -> Mandate:
    """A new mandate; refused with every fault at once, each code the field that it speaks of.

    One person holds one mandate at a time, the committee has one chair at a time. Sent twice, it is given once.
    """
    if not rights.plans(by):
        raise forbidden()
    default_rules()  # one at a time: two chairs, or two mandates of one person, would each see none
    label, reference = one_line(draft.label), one_line(draft.reference)
    same = Mandate.objects.filter(person=draft.person, label=label, starts_on=draft.starts_on, ends_on=draft.ends_on)
    known = same.first()
    if known is not None:
        return known
    _refuse([*_faults(draft, label, reference), *_overlaps(draft)])
    last = Mandate.objects.aggregate(last=Max("position"))["last"] or 0
    return Mandate.objects.create(
        position=0 if draft.kind == Mandate.Kind.CHAIR else last + 1,
        label=label,
        kind=draft.kind,
        person=draft.person,
        substitute=draft.substitute,
        service=draft.person.service,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        reference=reference,
        given_by=by,
        given_at=clock.now(),
    )


@verb
def end_mandate(*, mandate: Mandate, on: date, by: User) -> Mandate:
    """Sets the last day of a mandate that is not over; it may be brought forward or put off."""
    if not rights.plans(by):
        raise forbidden()
    now = _locked(mandate)
    if now.ends_on == on:
        return now
    if now.ends_on is not None and now.ends_on < clock.today():
        _refuse([Unmet("ends_on", _("Ce mandat est déjà fini."))])
    if on < max(now.starts_on, clock.today()):
        _refuse([Unmet("ends_on", _("Le dernier jour ne peut être ni passé, ni avant le premier."))])
    later = Mandate.objects.filter(person=now.person_id, starts_on__gt=now.starts_on, starts_on__lte=on)
    if later.exclude(pk=now.pk).exists():
        _refuse([Unmet("ends_on", _("Cette personne a un autre mandat avant ce jour."))])
    now.ends_on, now.ended_by, now.ended_at = on, by, clock.now()
    now.save(update_fields=["ends_on", "ended_by", "ended_at"])
    return now


@verb
def name_substitute(*, mandate: Mandate, substitute: User | None, by: User) -> Mandate:
    """Who may stand in from the next session planned; sessions already seated keep theirs until they are composed."""
    if not rights.plans(by):
        raise forbidden()
    now = _locked(mandate)
    if (substitute.pk if substitute else None) != now.substitute_id:
        _refuse(list(_substitute_faults(now.kind, now.person, substitute)))
        now.substitute = substitute
        now.save(update_fields=["substitute"])
    return now


def _locked(mandate: Mandate) -> Mandate:
    return Mandate.objects.select_for_update(of=("self",)).select_related("person").get(pk=mandate.pk)


def _faults(draft: MandateDraft, label: str, reference: str) -> Iterable[Unmet]:
    if not label or len(label) > MOST:
        yield Unmet("label", _("Écrivez la qualité, en %(most)s caractères au plus.") % {"most": MOST})
    if len(reference) > MOST:
        yield Unmet("reference", _("%(most)s caractères au plus.") % {"most": MOST})
    if draft.kind not in Mandate.Kind.values:
        yield Unmet("kind", _("Choisissez la nature du siège."))
    if draft.person.pk not in _members():
        said = {"person": draft.person.full_name}
        yield Unmet("person", _("%(person)s n’est pas membre du COPIL aujourd’hui.") % said, _("l’administration"))
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        yield Unmet("ends_on", _("Le dernier jour est avant le premier."))
    yield from _substitute_faults(draft.kind, draft.person, draft.substitute)


def _substitute_faults(kind: str, person: User, substitute: User | None) -> Iterable[Unmet]:
    if substitute is None:
        return
    if kind == Mandate.Kind.QUALIFIED:
        sentence = _("Une personnalité qualifiée n’a pas de suppléant (CRPA, art. R133-3).")
        yield Unmet("substitute", sentence)
    elif substitute.pk == person.pk:
        yield Unmet("substitute", _("Un suppléant est une autre personne que le titulaire."))
    elif substitute.pk not in _members():
        said = {"person": substitute.full_name}
        yield Unmet("substitute", _("%(person)s n’est pas membre du COPIL aujourd’hui.") % said, _("l’administration"))


def _members() -> set[int]:
    return set(holders(Role.COPIL_MEMBER).filter(is_active=True).values_list("pk", flat=True))


def _overlaps(draft: MandateDraft) -> Iterable[Unmet]:
    """What another mandate of the same days forbids."""
    together = Mandate.objects.filter(Q(ends_on=None) | Q(ends_on__gte=draft.starts_on))
    if draft.ends_on is not None:
        together = together.filter(starts_on__lte=draft.ends_on)
    if together.filter(person=draft.person).exists():
        yield Unmet("person", _("Cette personne a déjà un mandat à ces dates : mettez-y d’abord fin."))
    if draft.kind == Mandate.Kind.CHAIR and together.filter(kind=Mandate.Kind.CHAIR).exists():
        yield Unmet("kind", _("Le COPIL a déjà une présidence à ces dates : mettez-y d’abord fin."))


def _refuse(found: list[Unmet]) -> None:
    if found:
        raise all_unmet(found)


def require_mandates(session: Session, seats: Iterable[Seat]) -> None:
    """Refused when a seat would be called for a day that its holder's mandate does not cover."""
    for seat in seats:
        if seat.mandate is not None and not seat.mandate.covers(session.held_on):
            said = {"label": seat.label, "person": seat.person.full_name, "day": written_day(session.held_on)}
            sentence = _("%(label)s : le mandat de %(person)s ne court pas le %(day)s. Composez les sièges.") % said
            raise unmet("mandate_in_force", sentence, lifted_by=_("la coordination"))
