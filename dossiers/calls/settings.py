"""The parts of a call's settings that are this room's own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from dossiers.actions import call_opening, calls
from dossiers.calls import forms
from dossiers.calls.registry import Line, Part, register_part
from dossiers.models import Call
from dossiers.wording import euros, written_day
from workflow.verdict import Refusal


def _description(call: Call) -> list[Line]:
    contact = " – ".join(filter(None, [call.contact_name, call.contact_email]))
    return [
        Line(_("Intitulé"), call.title),
        Line(_("Présentation"), call.presentation or _("à écrire")),
        Line(_("Contact"), contact or _("à écrire")),
    ]


def _dates(call: Call) -> list[Line]:
    closes = written_day(call.closes_on)
    early = _("%(day)s, avant son terme") % {"day": closes}
    return [
        Line(_("Premier jour des dépôts"), written_day(call.opens_on)),
        Line(_("Dernier jour des dépôts"), closes if call.closed_at is None else early),
        Line(_("Fin de l’appel"), written_day(call.ends_on)),
    ]


def _envelope(call: Call) -> list[Line]:
    return [
        Line(_("Enveloppe"), euros(call.envelope) if call.envelope else _("à fixer")),
        Line(_("Imputation budgétaire"), call.budget_line or _("à écrire")),
        Line(_("Signé"), euros(call.signed)),
        Line(_("Réservé"), euros(call.reserved)),
        Line(_("Reste"), euros(call.left)),
    ]


def _people(call: Call) -> list[Line]:
    small = _("%(count)s, jusqu’à %(amount)s") % {
        "count": call.reviewers_wanted_small,
        "amount": euros(call.small_request),
    }
    return [
        Line(_("Référents par dossier"), str(call.referents_wanted)),
        Line(_("Évaluateurs par dossier"), str(call.reviewers_wanted)),
        Line(_("Pour une petite demande"), small),
        Line(_("Un référent évalue ce qu’il challenge"), _("oui") if call.challenger_may_review else _("non")),
    ]


def _clocks(call: Call) -> list[Line]:
    return [
        Line(_("Compléter un dossier renvoyé"), _days(call.draft_days)),
        Line(_("Fournir les pièces manquantes"), _days(call.pieces_days)),
        Line(_("Challenge"), _days(call.challenge_days)),
        Line(_("Revue d’équipe"), _days(call.review_days)),
        Line(_("Signature"), _days(call.signature_days)),
        Line(_("Réponse à une invitation"), _civil(call.invitation_days)),
    ]


def _days(count: int) -> str:
    return ngettext("%(count)s jour ouvré", "%(count)s jours ouvrés", count) % {"count": count}


def _civil(count: int) -> str:
    return ngettext("%(count)s jour", "%(count)s jours", count) % {"count": count}


def _describe(call: Call, revision: int, by: User, said: Mapping[str, Any]) -> Call | Refusal:
    return calls.describe_call(call=call, revision=revision, by=by, **said)


def _date(call: Call, revision: int, by: User, said: Mapping[str, Any]) -> Call | Refusal:
    return call_opening.date_call(call=call, revision=revision, by=by, **said)


def _fund(call: Call, revision: int, by: User, said: Mapping[str, Any]) -> Call | Refusal:
    return calls.fund_call(call=call, revision=revision, by=by, **said)


def _staff(call: Call, revision: int, by: User, said: Mapping[str, Any]) -> Call | Refusal:
    return calls.staff_call(call=call, revision=revision, by=by, **said)


def _time(call: Call, revision: int, by: User, said: Mapping[str, Any]) -> Call | Refusal:
    return calls.time_call(call=call, revision=revision, by=by, **said)


register_part(
    Part(
        "presentation",
        gettext_lazy("Présentation et contact"),
        gettext_lazy("Ce que les porteurs lisent avant de commencer un dossier."),
        10,
        _description,
        forms.DescriptionForm,
        _describe,
    )
)
register_part(
    Part(
        "dates",
        gettext_lazy("Dates"),
        gettext_lazy("Quand on peut déposer, et quand l’appel finit. Les deux bornes comptent."),
        20,
        _dates,
        forms.DatesForm,
        _date,
    )
)
register_part(
    Part(
        "enveloppe",
        gettext_lazy("Enveloppe"),
        gettext_lazy("Chaque changement garde son motif et la référence des crédits, pour toujours."),
        30,
        _envelope,
        forms.EnvelopeForm,
        _fund,
    )
)
register_part(
    Part(
        "personnes",
        gettext_lazy("Référents et évaluateurs"),
        gettext_lazy("Un changement vaut pour les dossiers qui restent à confier ou à inscrire au COPIL."),
        40,
        _people,
        forms.PeopleForm,
        _staff,
    )
)
register_part(
    Part(
        "delais",
        gettext_lazy("Délais"),
        gettext_lazy("En jours ouvrés, sauf pour une invitation. Un délai déjà commencé garde l’échéance donnée."),
        60,
        _clocks,
        forms.ClocksForm,
        _time,
    )
)
