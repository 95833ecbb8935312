"""Discussing the reviews of a dossier: opened and closed by the team, a short thread for each criterion with a gap."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.challenge import words
from dossiers.actions.doing import lock, require, require_state, verb
from dossiers.models import Dossier
from scoring.bars import bars_of
from scoring.discussion.rules import discussed, may_speak
from scoring.facts import reviews_of
from scoring.guards import reviews_missing
from scoring.models import Criterion, Discussion, Remark, Review
from scoring.stages import CONCLUDING
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why


@verb
def open_discussion(*, dossier: Dossier, by: User) -> Discussion:
    """Opens the discussion, or opens it again; where the call closes the scores until then, it opens them.

    Refused while reviews are missing or awaited: opened sooner, it would show scores to who has not scored. Already
    open, it stays so.
    """
    case = lock(dossier)
    _require_team(case, by)
    found = Discussion.objects.filter(dossier=case).first()
    if found is not None and found.closed_at is None:
        return found
    facts = reviews_of(case)
    if not facts.complete:
        missing = reviews_missing(facts)
        raise Refused(Refusal(Why.UNMET, missing.sentence, (missing,)))
    if found is None and Review.objects.pending().filter(dossier=case).exists():
        sentence = _("Une évaluation est encore attendue : attendez-la, ou remplacez son évaluateur.")
        raise Refused(Refusal(Why.UNMET, sentence, (Unmet("reviews_in", sentence, _("les évaluateurs")),)))
    if found is None:
        found = Discussion(dossier=case, opened_at=clock.now(), opened_by=by)
    found.closed_at = found.closed_by = None
    found.save()
    log.record(case=case, actor=Actor(by), event="discussion_opened", data={})
    return found


@verb
def close_discussion(*, dossier: Dossier, by: User) -> Discussion:
    """Nobody adds to it any more; what was said stays. Closed twice, it is closed once."""
    case = lock(dossier)
    _require_team(case, by)
    found = Discussion.objects.filter(dossier=case).first()
    if found is None:
        raise Refused(Refusal(Why.WRONG_STATE, _("La discussion n’est pas ouverte.")))
    if found.closed_at is None:
        end(case, found, by)
    return found


def end(case: Dossier, discussion: Discussion, by: User) -> None:
    """Closes an open discussion of the locked case."""
    discussion.closed_at, discussion.closed_by = clock.now(), by
    discussion.save(update_fields=["closed_at", "closed_by"])
    log.record(case=case, actor=Actor(by), event="discussion_closed", data={})


@verb
def speak(*, dossier: Dossier, criterion: Criterion, text: str, by: User, key: UUID) -> Remark:
    """Says something of one criterion, before the reviewers and the team; `key` makes a retry harmless.

    The first word opens the discussion where the call leaves the scores open. Only criteria on which reviewers are far
    apart, or already discussed, have a thread.
    """
    case = lock(dossier)
    require_state(case, frozenset({Role.TEAM}), *CONCLUDING)
    if not may_speak(by, case):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    known = Remark.objects.filter(key=key).select_related("discussion").first()
    if known is not None:
        if (known.discussion.dossier_id, known.author_id) == (case.pk, by.pk):
            return known
        raise Refused(Refusal(Why.KEY_REUSED, _("Ce message a déjà servi : rechargez la page.")))
    if criterion.pk not in discussed(case):
        raise Refused(Refusal(Why.WRONG_STATE, _("Les évaluateurs ne sont pas en désaccord sur ce critère.")))
    said = words(text, "text", _("Écrivez ce que vous avez à dire."))
    found = Discussion.objects.filter(dossier=case).first()
    if found is None:
        found = Discussion.objects.create(dossier=case, opened_at=clock.now(), opened_by=by)
        log.record(case=case, actor=Actor(by), event="discussion_opened", data={})
    if found.closed_at is not None:
        raise Refused(Refusal(Why.WRONG_STATE, _("La discussion est close : l’équipe peut la rouvrir.")))
    remark = Remark.objects.create(discussion=found, criterion=criterion, author=by, at=clock.now(), text=said, key=key)
    log.record(case=case, actor=Actor(by), event="discussion_remark", data={"criterion": criterion.code})
    return remark


def _require_team(case: Dossier, by: User) -> None:
    roles = require(case, by, Role.TEAM)
    require_state(case, roles, *CONCLUDING)
    if bars_of(case).judging(by.pk) or Review.objects.pending().filter(dossier=case, reviewer=by).exists():
        raise Refused(Refusal(Why.FORBIDDEN, _("Vous ne prenez pas part à la discussion de ce dossier.")))
