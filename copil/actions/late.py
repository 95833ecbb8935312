"""An interest found after the committee, or the signature: recorded for the person; the decision kept or not."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil.actions.doing import impossible, note, verb, words
from copil.late.marks import LATE
from copil.models import AgendaItem, Seat
from dossiers.actions.doing import lock, require
from dossiers.actions.people import keep_interest
from dossiers.models import Assignment, Dossier, Interest
from scoring.models import Review
from workflow import workitems
from workflow.models import WorkItem
from workflow.verdict import unmet

#: Who records it for somebody else.
RECORDING = (Role.TEAM, Role.TEAM_LEAD, Role.COPIL_SECRETARY)
#: Who says why a signed decision stands all the same.
KEEPING = (Role.TEAM_LEAD,)


def concerned(dossier: Dossier) -> list[User]:
    """Whoever had a part in judging that dossier, by name: who sat where it was examined, reviewed or challenged it."""
    items = AgendaItem.objects.filter(dossier=dossier).order_by().values("session")
    seats = Seat.objects.filter(session__in=items).exclude(kind=Seat.Kind.EXPERT)
    found = User.objects.filter(
        Q(pk__in=seats.order_by().values("person"))
        | Q(pk__in=seats.exclude(substitute=None).order_by().values("substitute"))
        | Q(pk__in=Review.objects.filter(dossier=dossier).order_by().values("reviewer"))
        | Q(pk__in=Assignment.objects.filter(dossier=dossier).order_by().values("referent"))
    )
    tied = Interest.objects.filter(dossier=dossier, withdrawn_at=None).order_by().values("person")
    return list(found.exclude(pk__in=tied).order_by("last_name", "first_name", "pk"))


def awaits_word(dossier: Dossier) -> bool:
    """Whether an interest found since the signature is still to be weighed."""
    return WorkItem.objects.filter(case_id=dossier.pk, kind=LATE, closed_at=None).exists()


@verb
def record_late_interest(*, dossier: Dossier, person: User, reason: str, by: User) -> Interest:
    """Records the tie of somebody who had a part in judging the dossier; their scores are set aside, their seat's vote
    is counted out. Recorded twice, it is kept once.
    """
    case = lock(dossier)
    require(case, by, *RECORDING)
    known = Interest.objects.filter(dossier=case, person=person, withdrawn_at=None).first()
    if known is not None:
        return known
    if person not in concerned(case):
        raise unmet("person_concerned", _("Choisissez une personne qui a pris part à l’examen de ce dossier."))
    return keep_interest(
        case=case, person=person, reason=reason, by=by, event="interest_found_late", data={"person": str(person.ref)}
    )


@verb
def keep_decision(*, dossier: Dossier, reason: str, by: User) -> Dossier:
    """The coordination says why a signed decision stands in spite of an interest found since. Said twice, once."""
    case = lock(dossier)
    require(case, by, *KEEPING)
    if not awaits_word(case):
        raise impossible(_("Aucun lien d’intérêt n’attend d’être examiné sur ce dossier."))
    said = words(reason, code="reason_given", sentence=_("Écrivez pourquoi la décision est maintenue."))
    workitems.close_items(case=case, kind=LATE)
    note(case, by, "decision_kept", {}, {"reason": said})
    return case
