"""What happens to référents between two meetings: one declines, one leaves, one passes a dossier on."""

from collections.abc import Sequence
from datetime import timedelta

from accounts.availability import declare_absence
from accounts.models import User
from dossiers import actions as dossier_verbs
from dossiers.models import Assignment
from lab.demo.fates import Fate
from lab.demo.people import Cast
from lab.demo.story import Life, done


def tell(lives: Sequence[Life], people: Cast) -> None:
    """On dossiers being challenged: a refusal with its reason, an absence, an offer to the demo's référent."""
    questioned = [life for life in lives if life.fate is Fate.QUESTIONED]
    untouched = [life for life in lives if life.fate is Fate.DEPOSITED]
    declining = _other(questioned[0], people)
    with questioned[0].on(-1):
        reason = "Je suis ce mois-ci quatre autres dossiers : je ne pourrai pas le lire correctement."
        done(dossier_verbs.relieve_referent(assignment=declining, reason=reason, by=declining.referent))
    passing = people.referents[5]
    with untouched[0].on(-1):
        assigned = untouched[0].refresh()
        done(dossier_verbs.assign_referent(dossier=assigned, referent=passing, by=people.team[0]))
        offered = "Ce sujet est le vôtre, et vous connaissez déjà l’équipe."
        done(dossier_verbs.offer_handover(dossier=assigned, to=people.referents[0], reason=offered, by=passing))
    leaving = _other(questioned[1], people).referent
    _away(leaving, questioned[1], first=0, days=14, by=leaving)
    _away(people.referents[12], questioned[1], first=30, days=10, by=people.team[0])


def _other(life: Life, people: Cast) -> Assignment:
    """The référent of that dossier who is not the demo's."""
    current = Assignment.objects.filter(dossier=life.dossier, ended_at=None).exclude(referent=people.referents[0])
    return current.select_related("referent", "dossier").get()


def _away(referent: User, life: Life, *, first: int, days: int, by: User) -> None:
    starts_on = (life.today + timedelta(days=first)).date()
    done(declare_absence(person=referent, starts_on=starts_on, ends_on=starts_on + timedelta(days=days - 1), by=by))
