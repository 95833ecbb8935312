"""Who sits in a session: as usual at first, then as the coordination composes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Service, User
from accounts.roles import Role
from copil import journal, rights
from copil.actions.doing import changed, forbidden, locked_session, require_status, verb
from copil.convocation.sending import call_also
from copil.models import Mandate, Proxy, Seat, Session
from dossiers.form.values import one_line
from dossiers.visibility import holders
from workflow.verdict import unmet

Status = Session.Status
MAX_SEATS = 100


@dataclass(frozen=True)
class SeatDraft:
    """A seat as it is to be: who holds it, in what quality, who may stand in, for which service."""

    person: User
    label: str
    kind: str = Seat.Kind.MEMBER
    substitute: User | None = None
    service: Service | None = None


def of(session: Session) -> list[Seat]:
    """The seats of a session with who holds them; one statement."""
    return list(session.seats.select_related("person", "substitute", "mandate"))


def as_usual(session: Session) -> None:
    """The mandates of its day; without any, the seats of the session before, whose holders are still of the COPIL; else
    one for each member of today."""
    members = {user.pk: user for user in holders(Role.COPIL_MEMBER).filter(is_active=True).select_related("service")}
    mandates = [one for one in Mandate.objects.in_force(session.held_on) if one.person_id in members]
    if mandates:
        Seat.objects.bulk_create(_by_mandate(mandate, session, members) for mandate in mandates)
        return
    before = Session.objects.exclude(pk=session.pk).order_by("-number").first()
    known = list(before.seats.all()) if before else []
    seats = [_copied(seat, session, members) for seat in known if seat.person_id in members or not seat.has_voice]
    if not seats:
        chairs = set(holders(Role.COPIL_CHAIR).values_list("pk", flat=True))
        seats = [_fresh(user, session) for user in members.values()]
        first = next((seat for seat in seats if seat.person_id in chairs), None)
        if first is not None:
            first.kind, first.position = Seat.Kind.CHAIR, 0
    Seat.objects.bulk_create(seats)


def _by_mandate(mandate: Mandate, session: Session, members: dict[int, User]) -> Seat:
    return Seat(
        session=session,
        position=mandate.position,
        label=mandate.label,
        kind=mandate.kind,
        person_id=mandate.person_id,
        substitute_id=mandate.substitute_id if mandate.substitute_id in members else None,
        service_id=mandate.service_id,
        mandate=mandate,
    )


def _copied(seat: Seat, session: Session, members: dict[int, User]) -> Seat:
    substitute = seat.substitute_id if seat.substitute_id in members else None
    return Seat(
        session=session,
        position=seat.position,
        label=seat.label,
        kind=seat.kind,
        person_id=seat.person_id,
        substitute_id=substitute,
        service_id=seat.service_id,
        mandate_id=seat.mandate_id,
    )


def _fresh(user: User, session: Session) -> Seat:
    label = user.service.name if user.service else user.job_title or user.full_name
    return Seat(session=session, position=1, label=label, person=user, service=user.service)


def again(former: Session, session: Session) -> None:
    """The seats of a session for its second convocation, as they were."""
    Seat.objects.bulk_create(
        Seat(
            session=session,
            position=seat.position,
            label=seat.label,
            kind=seat.kind,
            person_id=seat.person_id,
            substitute_id=seat.substitute_id,
            service_id=seat.service_id,
            mandate_id=seat.mandate_id,
        )
        for seat in former.seats.all()
    )


@verb
def set_seats(*, session: Session, seats: Sequence[SeatDraft], by: User) -> list[Seat]:
    """The seats of a session not yet open, in that order, in place of those it had; who leaves takes their proxies."""
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    require_status(here, Status.PLANNED, Status.CONVOKED)
    _require_sound(seats)
    kept = {seat.person_id: seat for seat in here.seats.all()}
    wanted = {draft.person.pk for draft in seats}
    gone = [seat.pk for person, seat in kept.items() if person not in wanted]
    Proxy.objects.filter(giver__in=gone).delete()
    Proxy.objects.filter(holder__in=gone).delete()
    Seat.objects.filter(session=here, kind=Seat.Kind.CHAIR).update(kind=Seat.Kind.MEMBER)  # one chair at a time
    Seat.objects.filter(pk__in=gone).delete()
    mandates = {mandate.person_id: mandate for mandate in Mandate.objects.in_force(here.held_on)}
    for position, draft in enumerate(seats, start=1):
        seat = kept.get(draft.person.pk) or Seat(session=here, person=draft.person)
        seat.position, seat.label, seat.kind = position, one_line(draft.label), draft.kind
        seat.substitute, seat.service = draft.substitute, draft.service
        seat.mandate = None if draft.kind == Seat.Kind.EXPERT else mandates.get(draft.person.pk)
        seat.announced = "" if seat.announced == Seat.Attends.SUBSTITUTE else seat.announced
        seat.attends = Seat.Attends.NO if seat.attends == Seat.Attends.SUBSTITUTE else seat.attends
        seat.save()
    changed(here)
    found = of(here)
    if here.status == Status.CONVOKED:
        call_also(here, found)
    journal.record(here, by, "seated", "\n".join(seat.label for seat in found))
    return found


def _require_sound(seats: Sequence[SeatDraft]) -> None:
    """Every rule that the composition breaks, in one refusal."""
    if not seats:
        raise unmet("has_seats", _("Une séance a au moins un siège."))
    if len(seats) > MAX_SEATS:
        raise unmet("not_too_many_seats", _("Une séance a %(max)s sièges au plus.") % {"max": MAX_SEATS})
    if sum(draft.kind == Seat.Kind.CHAIR for draft in seats) != 1:
        raise unmet("has_one_chair", _("Une séance a un siège de présidence, et un seul."))
    if len({draft.person.pk for draft in seats}) < len(seats):
        raise unmet("one_seat_each", _("Une même personne ne tient qu’un siège."))
    members = set(holders(Role.COPIL_MEMBER).filter(is_active=True).values_list("pk", flat=True))
    for draft in seats:
        _require_fit(draft, members)


def _require_fit(draft: SeatDraft, members: set[int]) -> None:
    if not draft.label.strip() or len(one_line(draft.label)) > 200:
        raise unmet("seat_has_a_label", _("Écrivez la qualité de chaque siège, en 200 caractères au plus."))
    if draft.kind not in Seat.Kind.values:
        raise unmet("seat_has_a_kind", _("Choisissez la nature de chaque siège."))
    if draft.substitute is not None and draft.kind in {Seat.Kind.QUALIFIED, Seat.Kind.EXPERT}:
        sentence = _("Une personnalité qualifiée ou un expert n’a pas de suppléant (CRPA, art. R133-3).")
        raise unmet("qualified_has_no_substitute", sentence)
    if draft.substitute is not None and draft.substitute.pk == draft.person.pk:
        raise unmet("substitute_is_another", _("Un suppléant est une autre personne que le titulaire."))
    if draft.kind == Seat.Kind.EXPERT:
        return
    for person in filter(None, (draft.person, draft.substitute)):
        if person.pk not in members:
            sentence = _("%(person)s n’est pas membre du COPIL aujourd’hui.") % {"person": person.full_name}
            raise unmet("seated_is_member", sentence, lifted_by=_("l’administration"))
