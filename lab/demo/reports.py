"""Reports in the demo lab: a grant closed with what others may reuse, one report to be read, one to be completed, one
grant paid in several parts.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid5

from dossiers.models import Dossier
from followup import actions
from followup.models import Payment, Report
from followup.reports.measure import indicator_of
from lab.demo.fates import PAST_DAYS, Fate
from lab.demo.followup import SPACE
from lab.demo.people import Cast
from lab.demo.story import Life, done
from workflow import clock

ACCOUNTS = actions.Accounts("2103456790", "DP-2026-131", "4500123490")
DONE = (
    "Trois ateliers ont réuni quarante agents et vingt-deux usagers. Le prototype a été essayé six semaines dans deux "
    "sites, corrigé deux fois, puis gardé."
)
LESSONS = (
    "Commencer par regarder le guichet une journée entière avant d’écrire quoi que ce soit. Nous referions l’essai en "
    "deux sites ; nous ferions valider les courriers plus tôt."
)
KIT = "Le déroulé des trois ateliers, la grille d’observation et les maquettes, avec un mode d’emploi de deux pages."
LACKS = "L’état des dépenses dit 4 000 € de moins que ce montant : corrigez l’un ou l’autre, et joignez les factures."


def tell(old: Sequence[Life], new: Sequence[Life], people: Cast) -> None:
    """Four grants of the past call, and the agreement of the present one, whose advance is paid."""
    closed, handed, lacking, beyond = [life for life in old if life.fate is Fate.GRANT][:4]
    told = PAST_DAYS.session + 7
    for life in (closed, handed, lacking, beyond):
        _pay(life, people, told + 20)
    for life, day, share in ((closed, -40, 1), (handed, -3, 1), (lacking, -12, 1), (beyond, -20, Decimal("0.8"))):
        _hand(life, day, share)
    for life, day in ((closed, -30), (beyond, -15)):
        with life.on(day):
            done(actions.accept_report(report=_report(life), seen=1, by=people.team[0]))
    with closed.on(-28):
        closed.do("close", people.team_lead)
        done(actions.publish_experience(report=_report(closed), publish=True, by=people.team[0]))
    with lacking.on(-9):
        done(actions.send_back_report(report=_report(lacking), reason=LACKS, seen=1, by=people.team[0]))
    agreement = next(life for life in new if Payment.objects.filter(dossier=life.dossier, after="interim").exists())
    _pay(agreement, people, -1)


def _report(life: Life) -> Report:
    return Report.objects.select_related("dossier").get(dossier=life.dossier, kind="final")


def _hand(life: Life, day: float, share: Decimal | int) -> None:
    """The final report, ahead of its day; `share` of the grant was spent."""
    dossier = life.refresh()
    answers = {
        "done": DONE,
        "measured": _measured(dossier),
        "spent": str((dossier.granted * share).quantize(Decimal("0.01"))),
        "lessons": LESSONS,
        "kit": KIT,
        "links": "https://exemple.gouv.fr/lab-o/kit",
        "contact": "lab-o@exemple.gouv.fr",
        "licence": "etalab-2.0",
        "publish": "yes",
    }
    key = uuid5(SPACE, f"{dossier.reference} final")
    with life.on(day):
        done(actions.hand_report(report=_report(life), answers=answers, by=dossier.leader, key=key))


def _measured(dossier: Dossier) -> str:
    """Nine tenths of what was aimed at."""
    indicator = indicator_of(dossier)
    target = indicator.target if indicator and indicator.target is not None else Decimal(0)
    return f"{(target * 9 / 10).normalize():f}"


def _pay(life: Life, people: Cast, day: float) -> None:
    """The part that fell due with the grant."""
    first = Payment.objects.select_related("dossier").get(dossier=life.dossier, number=1)
    with life.on(day):
        done(actions.pay(payment=first, paid_on=clock.today(), accounts=ACCOUNTS, by=people.team_lead))
