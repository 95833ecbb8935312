"""A consensus while it is being written: one text, which all of the team keep together."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions import TextMoved
from dossiers.actions.doing import lock, verb
from dossiers.models import Dossier
from scoring.actions.concluding import require_concluding, require_open
from scoring.concluding.drafts import as_texts, draft_of, kept, stands
from scoring.models import Consensus, ConsensusDraft, ConsensusWriter
from scoring.rubrics import rubric_for
from scoring.sheet import ANY_LENGTH, MAX_TEXT, ConsensusSheet
from workflow import clock
from workflow.verdict import Refused, Why, unmet


@verb
def save_consensus(
    *, dossier: Dossier, said: ConsensusSheet, by: User, reason: str = "", revision: int | None = None
) -> ConsensusDraft:
    """Keeps what is typed so far of the consensus, complete or not; whoever may draw it reads it and goes on.

    `revision` is the text's as it was shown, None for who was shown none. Refused as TextMoved when somebody else kept
    another text since, or established the consensus; as `record_consensus` is while there is nothing to conclude.
    Back to what stands, nothing is kept any more.
    """
    case = lock(dossier)
    require_open(case, require_concluding(case, by), by)
    criteria = list(rubric_for(case).criteria.all())
    current = Consensus.objects.in_force().filter(dossier=case).prefetch_related("scores__criterion").first()
    draft, typed = draft_of(case), as_texts(said, criteria, reason)
    if any(len(text) > ANY_LENGTH for text in typed.values()):
        raise unmet("rationale", _("Ce texte est bien trop long : %(max)s caractères au plus.") % {"max": MAX_TEXT})
    standing = kept(case, draft, current, criteria)
    if typed == standing:
        return draft or ConsensusDraft(dossier=case, saved_by=by, saved_at=clock.now())
    require_last(draft, standing, typed, revision)
    return _write(case, draft, {} if typed == stands(case, current, criteria) else typed, by)


def require_last(
    draft: ConsensusDraft | None, standing: Mapping[str, str], typed: Mapping[str, str], revision: int | None
) -> None:
    """Refused when somebody kept another text since `revision`: both are handed back."""
    if draft is None or revision is None or revision == draft.revision or standing == typed:
        return
    raise Refused(
        TextMoved(
            Why.STALE,
            _("Ce consensus a aussi été écrit sur une autre page : comparez les deux textes."),
            current=standing,
            typed=typed,
            revision=draft.revision,
            saved_by=draft.saved_by.full_name,
            saved_at=draft.saved_at,
        )
    )


def forget(case: Dossier, by: User) -> None:
    """The consensus is established: nothing is being written any more, and a page left open elsewhere is told."""
    _write(case, draft_of(case), {}, by)


def _write(case: Dossier, draft: ConsensusDraft | None, texts: Mapping[str, str], by: User) -> ConsensusDraft:
    draft = draft or ConsensusDraft(dossier=case)
    draft.texts, draft.saved_by, draft.saved_at = dict(texts), by, clock.now()
    draft.revision += 1
    draft.save()
    if texts:
        ConsensusWriter.objects.update_or_create(draft=draft, person=by, defaults={"wrote_at": clock.now()})
    else:
        draft.writers.all().delete()
    return draft
