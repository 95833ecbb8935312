"""Writing a rubric: the administration's, each time a new version. What reviews use never changes."""

from dataclasses import replace

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import verb
from dossiers.form.values import one_line, plain
from scoring.models import Criterion, Rubric
from scoring.rubric.drafting import MOST_TEXT, CriterionDraft, RubricDraft, draft_of, faults, rows_of
from workflow import clock
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet


@verb
def write_rubric_version(*, former: Rubric, draft: RubricDraft, reason: str, by: User) -> Rubric:
    """The version after `former`, with the reason for it; calls and reviews keep the version that they have.

    Refused when another version has come meanwhile, with everything that is missing. Sent twice, it is written once.
    """
    if not by.is_active or Role.ADMIN not in by.roles_on(clock.today()):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    # The first version's row is the lock under which versions are numbered.
    Rubric.objects.select_for_update().filter(code=former.code).order_by("version").first()
    latest = Rubric.objects.filter(code=former.code).prefetch_related("criteria").order_by("-version")[0]
    new, said = _tidy(draft), plain(reason).strip()
    if latest.version == former.version + 1 and draft_of(latest) == new and latest.reason == said:
        return latest
    if latest.version != former.version:
        sentence = _("Une autre version a été écrite depuis que vous avez affiché celle-ci : relisez-la d’abord.")
        raise Refused(Refusal(Why.STALE, sentence))
    missing = list(faults(new))
    if not 0 < len(said) <= MOST_TEXT:
        missing.append(Unmet("reason", _("Dites en quelques mots pourquoi la grille change."), _("vous")))
    if new == draft_of(latest):
        missing.append(Unmet("criteria", _("Rien ne change dans cette grille."), _("vous")))
    if missing:
        raise all_unmet(missing)
    last = Rubric.objects.filter(code=former.code).aggregate(last=Max("version"))["last"] or 0
    rubric = Rubric.objects.create(
        code=former.code,
        version=last + 1,
        title=new.title,
        refusal_under=new.refusal_under,
        recommended_from=new.recommended_from,
        created_at=clock.now(),
        written_by=by,
        reason=said,
    )
    Criterion.objects.bulk_create(rows_of(new, rubric))
    return rubric


def _tidy(draft: RubricDraft) -> RubricDraft:
    """The draft on plain lines; a criterion that is new gets its code from its name."""
    return replace(draft, title=one_line(draft.title), criteria=tuple(_tidy_criterion(one) for one in draft.criteria))


def _tidy_criterion(one: CriterionDraft) -> CriterionDraft:
    label = one_line(one.label)
    code = one.code or slugify(label)[:20].strip("-") or "critere"
    return replace(
        one, code=code, label=label, hint=one_line(one.hint), levels=tuple(one_line(text) for text in one.levels)
    )
