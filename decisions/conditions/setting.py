"""Setting the days of a grant's conditions, by the team, while the decision waits for its signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from decisions.conditions.days import awaits_days, dated, lines
from decisions.models import ConditionDay
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.models import Dossier
from workflow import clock
from workflow.gesture import Actor
from workflow.log import record
from workflow.verdict import Unmet, all_unmet

#: How the log calls it.
CONDITIONS_DATED = "conditions_dated"
#: Whose work it is.
SETTING = Role.TEAM
#: How far such a day may lie.
MAX_DAYS = 3 * 365


@dataclass(frozen=True)
class DayWanted:
    """The day wanted for one condition, and whether nothing is paid before."""

    due_on: date
    before_payment: bool = True


@verb
def set_condition_days(*, dossier: Dossier, days: Mapping[int, DayWanted], by: User) -> Dossier:
    """Says until when each condition, by its number, is to be met. An act prepared before is then prepared again.

    Every condition is given its day, to come and within three years, or none is. Refused to others than the team, and
    outside of the signature of a grant that has conditions.
    """
    case = lock(dossier)
    roles = require(case, by, SETTING)
    if not awaits_days(case):
        raise wrong_state(case, roles)
    texts = lines(case)
    today = clock.today()
    wrong = tuple(_wrong(number, days.get(number), today) for number in range(1, len(texts) + 1))
    found = tuple(one for one in wrong if one is not None)
    if found:
        raise all_unmet(found)
    kept = {one.number: DayWanted(one.due_on, one.before_payment) for one in dated(case) if one.chosen}
    wanted = {number: days[number] for number in range(1, len(texts) + 1)}
    if kept == wanted:
        return case
    ConditionDay.objects.filter(dossier=case).delete()
    ConditionDay.objects.bulk_create(
        ConditionDay(dossier=case, number=n, text=texts[n - 1], due_on=day.due_on, before_payment=day.before_payment)
        for n, day in wanted.items()
    )
    said = {str(n): f"{day.due_on}{' before_payment' if day.before_payment else ''}" for n, day in wanted.items()}
    record(case=case, actor=Actor(by), event=CONDITIONS_DATED, data=said)
    return case


def _wrong(number: int, wanted: DayWanted | None, today: date) -> Unmet | None:
    if wanted is not None and today < wanted.due_on <= today + timedelta(days=MAX_DAYS):
        return None
    sentence = _("Réserve %(number)s : la date doit être à venir, dans trois ans au plus.") % {"number": number}
    return Unmet(f"due_{number}", sentence, _("vous"))
