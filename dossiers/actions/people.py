"""Who stands by a dossier, and who steps aside: co-leaders, declared interests."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers import visibility
from dossiers.actions.challenge import conclude_if_settled, end_assignment
from dossiers.actions.doing import lock, require, require_alive, verb
from dossiers.form.values import plain
from dossiers.models import Assignment, Dossier, Interest, Leadership
from dossiers.standing import BY_OFFICE, DECIDING
from workflow import clock, log
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import WorkItem
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet


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
    known = Interest.objects.filter(dossier=case, person=by, withdrawn_at=None).first()
    if known is not None:
        return known
    require_alive(case, roles)
    said = plain(reason).strip()
    if not said:
        raise unmet("reason_given", _("Dites en quelques mots quel est ce lien."), lifted_by=_("vous"))
    if len(said) > 2000:
        raise unmet("reason_given", _("2 000 caractères au plus."), lifted_by=_("vous"))
    interest = Interest.objects.create(dossier=case, person=by, reason=said, declared_at=clock.now())
    log.record(case=case, actor=Actor(by), event="interest_declared", texts={"reason": said})
    assignment = case.assignments.filter(referent=by, ended_at=None).select_related("referent").first()
    if assignment is not None:
        end_assignment(
            case=case, assignment=assignment, reason=_("Lien d’intérêt déclaré"), by=by, how=Assignment.End.RECUSED
        )
    WorkItem.objects.filter(case_id=case.pk, assignee=by, closed_at=None).update(
        closed_at=clock.now(), outcome="recused", paused_on=None
    )
    if assignment is not None:
        conclude_if_settled(case, cause=by)
    return interest


@verb
def invite_co_leader(*, dossier: Dossier, person: User, by: User) -> Leadership:
    """Lets another person write and answer like the leader, who alone invites.

    Refused: who was ever asked to challenge the dossier; whoever decides on dossiers, who would otherwise be put out
    of the vote or the signature by somebody else's choice; once it is deposited, whoever examines dossiers.
    """
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    _require_main_leader(case, by)
    require_alive(case, roles)
    if person.pk == case.leader_id:
        raise unmet("not_leader", _("Vous portez déjà ce dossier."))
    if not person.is_active:
        raise unmet("account_open", _("Le compte de cette personne est fermé."))
    known = Leadership.objects.filter(dossier=case, person=person, until=None).first()
    if known is not None:
        return known
    barred = BY_OFFICE if case.deposited_at else DECIDING
    if person.roles & barred or case.assignments.filter(referent=person).exists():
        raise unmet(
            "not_judge", _("Cette personne prend part à l’instruction des dossiers : elle ne peut pas porter celui-ci.")
        )
    visibility.grant_co_lead(person, case)
    leadership = Leadership.objects.create(dossier=case, person=person, since=clock.now())
    log.record(case=case, actor=Actor(by), event="co_leader_invited", data={"person": str(person.ref)})
    return leadership


@verb
def remove_co_leader(*, dossier: Dossier, person: User, by: User) -> Leadership:
    """Ends a co-leader's link, by the leader or by themselves; having led, they still never judge the dossier."""
    case = lock(dossier)
    require(case, by, Role.LEADER)
    if by.pk != person.pk:
        _require_main_leader(case, by)
    leadership = Leadership.objects.filter(dossier=case, person=person, until=None).first()
    if leadership is None or person.pk == case.leader_id:
        raise unmet("is_co_leader", _("Cette personne n’est pas co-porteuse de ce dossier."))
    visibility.revoke_co_lead(person, case)
    leadership.until = clock.now()
    leadership.save(update_fields=["until"])
    log.record(case=case, actor=Actor(by), event="co_leader_removed", data={"person": str(person.ref)})
    return leadership


def _require_main_leader(case: Dossier, by: User) -> None:
    if case.leader_id != by.pk:
        raise Refused(Refusal(Why.FORBIDDEN, _("Seul le porteur principal choisit les co-porteurs.")))
