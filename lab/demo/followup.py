"""What follows decisions in the demo lab: grants under conditions, one lifted and paid on, the other asked again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

from decisions.conditions.setting import DayWanted, set_condition_days
from followup import actions
from followup.models import Condition, Evidence, Payment
from lab.demo.fates import PAST_DAYS, Fate
from lab.demo.people import Cast
from lab.demo.story import Life, done
from workflow import clock

SPACE = UUID("c1f6a2a4-5b0e-4d43-8f5e-2f5f6f3e7f10")
PARTNERS = (
    "Les préfectures de l’Aude et du Lot reprennent la démarche\u00a0: leurs lettres d’engagement sont signées, et "
    "leurs référents participent aux ateliers depuis septembre."
)
GUIDE = "Le guide est rédigé\u00a0; il est en relecture au service de la communication."
NOT_YET = "Le guide n’est pas encore publié\u00a0: présentez l’adresse où chacun peut le lire, avec sa licence."
ON_LINE = "Le guide est en ligne sur le site de la préfecture depuis lundi, sous licence ouverte 2.0."


def date_conditions(life: Life, people: Cast, day: float) -> None:
    """Before the signature, the team says until when each condition is to be lifted; the second does not hold money."""
    due = (life.today + timedelta(days=12)).date()
    with life.on(day):
        wanted = {1: DayWanted(due - timedelta(days=40)), 2: DayWanted(due, before_payment=False)}
        done(set_condition_days(dossier=life.refresh(), days=wanted, by=people.team[0]))


def tell(lives: Sequence[Life], people: Cast) -> None:
    """On two grants under conditions: one whose guide is awaited from its leader, one whose team has it to look at."""
    first, second = [life for life in lives if life.fate is Fate.CONDITIONAL]
    told = PAST_DAYS.session + 7
    for life in (first, second):
        _show(life, 1, PARTNERS, told + 30)
        with life.on(told + 33):
            _lift(life, people)
        _paid(life, people, told + 45)
        _show(life, 2, GUIDE, -20)
        with life.on(-17):
            done(actions.send_back_condition(condition=_condition(life, 2), reason=NOT_YET, seen=1, by=people.team[0]))
    _show(second, 2, ON_LINE, -2)


def _paid(life: Life, people: Cast, day: float) -> None:
    """The first payment, which fell due with the condition that held it, is paid by the coordination."""
    first = Payment.objects.select_related("dossier").get(dossier=life.dossier, number=1)
    accounts = actions.Accounts("2103456789", "DP-2026-118", "4500123456")
    with life.on(day):
        done(actions.pay(payment=first, paid_on=clock.today(), accounts=accounts, by=people.team_lead))


def _condition(life: Life, number: int) -> Condition:
    return Condition.objects.select_related("dossier").get(dossier=life.dossier, number=number)


def _show(life: Life, number: int, text: str, day: float) -> None:
    with life.on(day):
        key = uuid5(SPACE, f"{life.dossier.reference} {text}")
        done(actions.show_condition(condition=_condition(life, number), text=text, by=life.dossier.leader, key=key))


def _lift(life: Life, people: Cast) -> None:
    one = _condition(life, 1)
    seen = Evidence.objects.filter(condition=one).count()
    key = uuid5(SPACE, f"{life.dossier.reference} lifted")
    done(actions.lift_condition(condition=one, by=people.team[0], seen=seen, key=key))
