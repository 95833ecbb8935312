"""Appeals in the demo lab: one against a refusal that awaits its answer, one answered, one against a part granted."""

from collections.abc import Sequence
from uuid import uuid5

from followup import actions
from followup.models import Appeal
from lab.demo.fates import PAST_DAYS, Fate
from lab.demo.followup import SPACE
from lab.demo.people import Cast
from lab.demo.story import Life, done
from workflow import clock

AGAIN = (
    "Le comité a jugé le besoin trop peu établi. L’enquête menée depuis auprès de trois cents usagers, jointe à cette "
    "lettre, le mesure : nous demandons que le dossier soit examiné de nouveau à sa lumière."
)
REPLY = (
    "L’enquête jointe est postérieure à la demande et porte sur un autre public : elle n’établit pas le besoin que le "
    "projet dit servir. La décision demeure. Elle peut être contestée devant le tribunal administratif dans les "
    "deux mois de cette réponse ; vous pouvez aussi reprendre le dossier dans un prochain appel."
)
MORE = "La part refusée finançait l’essai dans le second site : nous demandons que le montant soit revu."


def tell(lives: Sequence[Life], people: Cast) -> None:
    """Two refusals and a part granted of the past call."""
    waiting, answered = [life for life in lives if life.fate is Fate.REFUSAL][:2]
    partial = next(life for life in lives if life.fate is Fate.PARTIAL)
    told = PAST_DAYS.session + 7
    _lodge(answered, AGAIN, told + 12, people)
    with answered.on(told + 40):
        done(actions.reply_to_appeal(appeal=_appeal(answered), text=REPLY, by=people.team_lead))
    _lodge(waiting, AGAIN, -56, people)
    _lodge(partial, MORE, -20, people)


def _appeal(life: Life) -> Appeal:
    return Appeal.objects.select_related("dossier").get(dossier=life.dossier)


def _lodge(life: Life, text: str, day: float, people: Cast) -> None:
    with life.on(day):
        dossier = life.refresh()
        done(
            actions.lodge_appeal(
                dossier=dossier,
                received_on=clock.today(),
                by_whom=dossier.leader.full_name,
                text=text,
                by=people.team[0],
                key=uuid5(SPACE, f"{dossier.reference} appeal"),
            )
        )
