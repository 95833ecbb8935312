"""The demo's calls, prepared, funded and opened by the administration's own verbs."""

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from dossiers.actions.call_opening import clone_call, create_call, date_call, open_call
from dossiers.actions.calls import describe_call, fund_call, word_call
from dossiers.calls.wording import Told
from dossiers.models import Call
from lab.demo.fates import Days
from lab.demo.story import done

CODES = ("LABO-PASSE", "LABO-PRESENT")
PRESENTATION = (
    "Le Lab-O finance des projets d’agents publics qui améliorent l’action publique avec ses usagers. Il paie des "
    "ateliers, des essais, des prototypes ; pas le fonctionnement courant."
)
BUDGET_LINE = "BOP 349 – Transformation publique"


def past(admin: User, days: Days, today: datetime) -> Call:
    """The first edition, made from nothing."""
    day = today.date()
    call = done(
        create_call(
            code=CODES[0],
            title="Innover ensemble, première édition",
            opens_on=day + timedelta(days=days.opens),
            closes_on=day + timedelta(days=days.closes),
            ends_on=day + timedelta(days=days.ends),
            by=admin,
        )
    )
    call = done(
        describe_call(
            call=call,
            title=call.title,
            presentation=PRESENTATION,
            contact_name="Lab-O, équipe projet",
            contact_email="projets@demo.lab-o.example",
            revision=call.revision,
            by=admin,
        )
    )
    call = _fund(call, admin, "600000.00", "Enveloppe de la première édition.", "Notification de crédits n° 2025-0117")
    return _open(call, admin)


def tightened(call: Call, admin: User, amount: Decimal) -> Call:
    """Less money before the committee sits: its last grant will have to wait for credits."""
    reason = "Redéploiement d’une part des crédits vers un autre programme, avant la séance du COPIL."
    return _fund(call, admin, str(amount), reason, "Notification de crédits n° 2025-0311")


def present(model: Call, admin: User, days: Days, today: datetime) -> Call:
    """The second edition, cloned from the first, then given its own dates, money and words."""
    day = today.date()
    opens_on = day + timedelta(days=days.opens)
    title = "Innover ensemble, seconde édition"
    call = done(clone_call(call=model, code=CODES[1], title=title, opens_on=opens_on, by=admin))
    call = done(
        date_call(
            call=call,
            opens_on=opens_on,
            closes_on=day + timedelta(days=days.closes),
            ends_on=day + timedelta(days=days.ends),
            reason="",
            revision=call.revision,
            by=admin,
        )
    )
    call = _fund(call, admin, "220000.00", "Enveloppe de la seconde édition.", "Notification de crédits n° 2026-0042")
    told = Told(help="Trois chiffres valent mieux qu’une page : comptez une semaine si vous n’avez rien.")
    call = done(word_call(call=call, section="need", said={"evidence": told}, revision=call.revision, by=admin))
    return _open(call, admin)


def funded_again(call: Call, admin: User) -> Call:
    """More money, once the call is open."""
    reason = "Abondement de 60 000 € : reliquat de la première édition, après deux renoncements."
    return _fund(call, admin, "280000.00", reason, "Décision du SGAR, engagement n° 1100784")


def _fund(call: Call, admin: User, amount: str, reason: str, reference: str) -> Call:
    return done(
        fund_call(
            call=call,
            envelope=Decimal(amount),
            budget_line=BUDGET_LINE,
            reason=reason,
            reference=reference,
            revision=call.revision,
            by=admin,
        )
    )


def _open(call: Call, admin: User) -> Call:
    return done(open_call(call=call, closes_on=call.closes_on, reason="", revision=call.revision, by=admin))
