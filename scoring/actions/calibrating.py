"""An exercise of calibration: opened by the team on a decided dossier, scored once by each, closed."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import lock, require, verb
from dossiers.models import Dossier
from scoring.bars import bars_of
from scoring.calibration.access import OVER, is_open, may_score
from scoring.models import Consensus, Exercise, ExerciseScore, ExerciseSheet
from scoring.sheet import Sheet, points_field
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet, unmet

#: Days that an exercise may last at the most.
LONGEST = 90


@verb
def open_exercise(*, dossier: Dossier, closes_on: date, by: User) -> Exercise:
    """Opens an exercise on a decided dossier until that day included. Asked twice, the first stands."""
    case = lock(dossier)
    require(case, by, Role.TEAM)
    if bars_of(case).judging(by.pk):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    running = Exercise.objects.filter(dossier=case, closed_at=None, closes_on__gte=clock.today()).first()
    if running is not None:
        return running
    consensus = Consensus.objects.in_force().filter(dossier=case).first()
    if case.state not in OVER or consensus is None:
        raise unmet("dossier", _("Un exercice porte sur un dossier décidé, qui a été évalué."), lifted_by=_("vous"))
    if not clock.today() < closes_on <= clock.today() + timedelta(LONGEST):
        sentence = _("Choisissez un jour à venir, dans les %(days)s jours.") % {"days": LONGEST}
        raise unmet("closes_on", sentence, lifted_by=_("vous"))
    exercise = Exercise.objects.create(
        dossier=case, consensus=consensus, opened_at=clock.now(), opened_by=by, closes_on=closes_on
    )
    log.record(case=case, actor=Actor(by), event="calibration_opened", data={"until": closes_on.isoformat()})
    return exercise


@verb
def give_sheet(*, exercise: Exercise, sheet: Sheet, by: User) -> ExerciseSheet:
    """Gives one's scores in the exercise, once: nobody reads the others' before it is over."""
    case = lock(exercise.dossier)
    current = Exercise.objects.get(pk=exercise.pk)
    if not may_score(by, case):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    known = ExerciseSheet.objects.filter(exercise=current, person=by).first()
    if known is not None:
        return known
    if not is_open(current):
        raise Refused(Refusal(Why.WRONG_STATE, _("L’exercice est terminé.")))
    criteria = list(current.consensus.rubric.criteria.all())
    tidy = sheet.tidy(criteria)
    missing = tuple(
        Unmet(points_field(criterion.code), _("Choisissez une note, ou « Sans avis »."), _("vous"))
        for criterion in criteria
        if tidy.answer(criterion.code).half_points is None and not tidy.answer(criterion.code).no_opinion
    )
    if missing:
        raise all_unmet(missing)
    given = ExerciseSheet.objects.create(exercise=current, person=by, given_at=clock.now())
    ExerciseScore.objects.bulk_create(
        ExerciseScore(sheet=given, criterion=criterion, half_points=tidy.answer(criterion.code).half_points)
        for criterion in criteria
    )
    return given


@verb
def close_exercise(*, exercise: Exercise, by: User) -> Exercise:
    """Ends an exercise before its day: who took part reads the spread. Closed twice, it is closed once."""
    case = lock(exercise.dossier)
    require(case, by, Role.TEAM)
    if bars_of(case).judging(by.pk):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    current = Exercise.objects.get(pk=exercise.pk)
    if is_open(current):
        current.closed_at = clock.now()
        current.save(update_fields=["closed_at"])
        log.record(case=case, actor=Actor(by), event="calibration_closed", data={})
    return current
