"""Amendments in the demo lab: one signed, for more time and less money; one asked for by its leader."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid5

from followup import actions
from followup.amendments.bounds import Wanted
from followup.amendments.terms import ground_of, proposed
from followup.models import Amendment, FollowUp, Payment
from lab.demo import committee
from lab.demo.fates import Fate
from lab.demo.followup import SPACE
from lab.demo.people import Cast
from lab.demo.story import Life, done

LATER = (
    "Le prestataire de l’essai a pris deux mois de retard, et le second site ouvre à la rentrée : les mesures prévues "
    "ne seront pas prêtes à la date de l’acte. L’essai coûte moins que prévu."
)
QUOTED = "L’essai dans le second site commence deux mois plus tard que prévu et coûte moins."
WAITS = "Le projet coûtera moins que prévu : ce versement suivra l’avenant."
MORE_TIME = (
    "La collectivité partenaire renouvelle son équipe : les ateliers reprennent dans trois mois. Nous demandons que le "
    "projet finisse six mois plus tard, le montant restant le même."
)


def tell(lives: Sequence[Life], people: Cast) -> None:
    """Two grants of the past call that nothing else happens to; of the first, nothing is paid before the amendment."""
    signed, asked = [life for life in lives if life.fate is Fate.GRANT][4:6]
    with signed.on(-31):
        first = Payment.objects.select_related("dossier").get(dossier=signed.dossier, number=1)
        done(actions.send_back_payment(payment=first, reason=WAITS, by=people.team_lead))
    follow_up = _follow_up(signed)
    end = ground_of(follow_up).grant.ends_on
    less = (follow_up.granted * Decimal("0.9")).quantize(Decimal(1))
    _ask(signed, Wanted(ends_on=end + timedelta(days=60), amount=less), LATER, -30)
    with signed.on(-24):
        amendment = _amendment(signed)
        ground = ground_of(_follow_up(signed))
        terms = replace(proposed(amendment, ground), reason=QUOTED)
        done(actions.accept_amendment(amendment=amendment, terms=terms, seen=ground.mark, by=people.team_lead))
    committee.sign(signed, -21)
    end = ground_of(_follow_up(asked)).grant.ends_on
    _ask(asked, Wanted(ends_on=end + timedelta(days=180)), MORE_TIME, -4)


def _ask(life: Life, wanted: Wanted, reason: str, day: float) -> None:
    with life.on(day):
        dossier = life.refresh()
        key = uuid5(SPACE, f"{dossier.reference} amendment")
        done(actions.ask_amendment(dossier=dossier, wanted=wanted, reason=reason, by=dossier.leader, key=key))


def _amendment(life: Life) -> Amendment:
    return Amendment.objects.select_related("dossier").get(dossier=life.dossier)


def _follow_up(life: Life) -> FollowUp:
    return FollowUp.objects.select_related("act").get(dossier=life.dossier)
