"""Who steps aside from a dossier: declared interests."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.challenge import conclude_if_settled, end_assignment, lapse_handovers
from dossiers.actions.doing import lock, require_alive, verb
from dossiers.form.values import plain
from dossiers.models import Assignment, Dossier, Interest
from workflow import clock, log
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import WorkItem
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet

#: What else a recorded interest sets going: given the dossier, the person, and who recorded it.
Follow = Callable[[Dossier, User, User], None]
_followers: list[Follow] = []
#: Decided states in which an interest may still be found: what was decided may be opened again.
DECIDED = frozenset({"refused", "inadmissible"})


def follow_interests(follow: Follow) -> Follow:
    """Rooms above say what else follows, once all is logged: the caller's instance may be stale afterwards."""
    _followers.append(follow)
    return follow


@verb
def declare_interest(*, dossier: Dossier, reason: str, by: User) -> Interest:
    """Says that a tie keeps this person out of judging the dossier: their assignment and their tasks on it end.

    Anyone who sees the dossier may, its leaders excepted. Declared twice, it is kept once.
    """
    case = lock(dossier)
    if not Dossier.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    roles = standing(Actor(by), case)
    if Role.LEADER in roles:
        raise Refused(Refusal(Why.FORBIDDEN, _("Vous portez ce dossier : aucun avis ni vote ne vous y est demandé.")))
    return keep_interest(case=case, person=by, reason=reason, by=by)


def keep_interest(
    *,
    case: Dossier,
    person: User,
    reason: str,
    by: User,
    event: str = "interest_declared",
    data: Mapping[str, str] | None = None,
) -> Interest:
    """Keeps that a person is tied to the locked dossier, once. `event` and `data` tell the log how it was learnt."""
    known = Interest.objects.filter(dossier=case, person=person, withdrawn_at=None).first()
    if known is not None:
        return known
    if case.state not in DECIDED:
        require_alive(case, standing(Actor(person), case))
    said = plain(reason).strip()
    if not said:
        raise unmet("reason_given", _("Dites en quelques mots quel est ce lien."), lifted_by=_("vous"))
    if len(said) > 2000:
        raise unmet("reason_given", _("2 000 caractères au plus."), lifted_by=_("vous"))
    interest = Interest.objects.create(dossier=case, person=person, reason=said, declared_at=clock.now())
    log.record(case=case, actor=Actor(by), event=event, data=data or {}, texts={"reason": said})
    lapse_handovers(case, by=by, to=person)
    assignment = case.assignments.filter(referent=person, ended_at=None).select_related("referent").first()
    if assignment is not None:
        end_assignment(
            case=case, assignment=assignment, reason=_("Lien d’intérêt déclaré"), by=by, how=Assignment.End.RECUSED
        )
    WorkItem.objects.filter(case_id=case.pk, assignee=person, closed_at=None).update(
        closed_at=clock.now(), outcome="recused", paused_on=None
    )
    if assignment is not None:
        conclude_if_settled(case, cause=by)
    for follow in _followers:
        follow(case, person, by)
    return interest
