"""What reviewers answer to the consensus: from their own page, or told to the team, which writes it down."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.challenge import words
from dossiers.actions.doing import lock, require, require_state, verb
from dossiers.models import Dossier
from scoring.bars import bars_of
from scoring.models import Agreement, Consensus, Review
from scoring.stages import CONCLUDING
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why

CHANGED = gettext_lazy("Un autre consensus a été établi depuis l’affichage de cette page : relisez-le avant d’agir.")


@verb
def agree_with_consensus(*, consensus: Consensus, by: User) -> Agreement:
    """Says that a reviewer of the dossier agrees with the consensus in force. Said twice, it is kept once."""
    return _answer(lock(consensus.dossier), consensus, by, agrees=True, sentence="", by=by)


@verb
def dissent_from_consensus(*, consensus: Consensus, sentence: str, by: User) -> Agreement:
    """Says why a reviewer does not agree with the consensus in force: it stands, and so does the sentence."""
    return _answer(lock(consensus.dossier), consensus, by, agrees=False, sentence=sentence, by=by)


@verb
def record_answer(*, consensus: Consensus, reviewer: User, agrees: bool, sentence: str = "", by: User) -> Agreement:
    """Writes down what a reviewer told the team, in a meeting or by telephone; it says who wrote it."""
    case = lock(consensus.dossier)
    require(case, by, Role.TEAM)
    pending = Review.objects.pending().filter(dossier=case, reviewer=by).exists()
    if pending or bars_of(case).judging(by.pk):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return _answer(case, consensus, reviewer, agrees=agrees, sentence=sentence, by=by)


def _answer(case: Dossier, consensus: Consensus, reviewer: User, *, agrees: bool, sentence: str, by: User) -> Agreement:
    known = Agreement.objects.filter(consensus=consensus, person=reviewer).last()
    if known is not None and known.agrees == agrees:
        return known
    reviewed = Review.objects.counted().filter(dossier=case, reviewer=reviewer).exists()
    if not reviewed or not reviewer.is_active or bars_of(case).judging(reviewer.pk):
        raise Refused(Refusal(Why.FORBIDDEN, _("Seuls les évaluateurs du dossier disent leur accord.")))
    current = Consensus.objects.get(pk=consensus.pk)
    if current.superseded_at is not None:
        raise Refused(Refusal(Why.STALE, str(CHANGED)))
    require_state(case, frozenset({Role.TEAM}), *CONCLUDING)
    if Agreement.objects.filter(consensus=current, person=reviewer, agrees=agrees).exists():
        raise Refused(Refusal(Why.WRONG_STATE, _("Un désaccord suivi d’un accord est la dernière réponse possible.")))
    said = "" if agrees else words(sentence, "sentence", _("Dites en une phrase ce qui vous sépare du consensus."))
    answer = Agreement.objects.create(
        consensus=current,
        person=reviewer,
        agreed_at=clock.now(),
        agrees=agrees,
        sentence=said,
        recorded_by=None if by == reviewer else by,
    )
    event = "consensus_agreed" if agrees else "consensus_dissented"
    data = {"number": str(current.number)} | ({} if by == reviewer else {"reviewer": str(reviewer.ref)})
    log.record(case=case, actor=Actor(by), event=event, data=data)
    return answer
