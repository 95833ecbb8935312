"""How each gesture on what is owed is asked for and carried out: its place in addresses, its form, its verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.page.glance import Glance
from followup import actions
from followup.amendments.reading import shown_amendment
from followup.appeals.forms import ReplyForm
from followup.appeals.reading import shown_appeal
from followup.forms import (
    AskPaymentForm,
    GestureForm,
    LiftForm,
    PayForm,
    PostponeForm,
    ReasonForm,
    ReceiveForm,
    SeenReport,
    SendBackForm,
    SendReportBackForm,
    ShowForm,
)
from followup.models import Amendment, Appeal, Condition, Obligation, Payment, Repayment, Report
from followup.reading import evidence_of, files_of, reads_evidence
from followup.reports.reading import shown_report

Run = Callable[[Any, Mapping[str, Any], User], object]


@dataclass(frozen=True)
class Asking:
    """`slug` is its place in addresses; `consequence` says before the form what the gesture does, `done` that it is."""

    slug: str
    form: type[GestureForm]
    run: Run
    consequence: str | Promise
    done: str | Promise


@dataclass(frozen=True)
class Kind:
    """One kind of thing owed, its place in addresses, and its gestures by verb."""

    slug: str
    model: type[Obligation]
    #: What else its page shows of one thing, for that reader.
    about: Callable[[Any, Glance], Mapping[str, Any]]
    asked: Mapping[str, Asking]
    #: Whether it follows a grant; else the decision itself, whatever it was.
    of_grant: bool = True

    @property
    def home(self) -> str:
        """The page that it is read on."""
        return "followup:page" if self.of_grant else "dossiers:page"


def _show(thing: Condition, said: Mapping[str, Any], by: User) -> object:
    return actions.show_condition(condition=thing, text=said["text"], uploads=said["joined"], key=said["key"], by=by)


def _lift(thing: Condition, said: Mapping[str, Any], by: User) -> object:
    return actions.lift_condition(
        condition=thing, text=said["text"], uploads=said["joined"], key=said["key"], seen=said["seen"], by=by
    )


def _send_back(thing: Condition, said: Mapping[str, Any], by: User) -> object:
    return actions.send_back_condition(
        condition=thing, reason=said["reason"], until=said["until"], seen=said["seen"], by=by
    )


def _postpone(thing: Condition, said: Mapping[str, Any], by: User) -> object:
    return actions.postpone_condition(condition=thing, until=said["until"], reason=said["reason"], by=by)


def _ask(thing: Payment, said: Mapping[str, Any], by: User) -> object:
    return actions.ask_payment(payment=thing, amount=said["amount"], text=said["text"], uploads=said["joined"], by=by)


def _pay(thing: Payment, said: Mapping[str, Any], by: User) -> object:
    accounts = actions.Accounts(said["ae"], said["cp"], said["chorus"])
    return actions.pay(payment=thing, paid_on=said["paid_on"], accounts=accounts, by=by)


def _send_payment_back(thing: Payment, said: Mapping[str, Any], by: User) -> object:
    return actions.send_back_payment(payment=thing, reason=said["reason"], by=by)


def _drop(thing: Payment, said: Mapping[str, Any], by: User) -> object:
    return actions.drop_payment(payment=thing, reason=said["reason"], by=by)


def _receive(thing: Repayment, said: Mapping[str, Any], by: User) -> object:
    return actions.receive_repayment(repayment=thing, received_on=said["received_on"], by=by)


def _drop_repayment(thing: Repayment, said: Mapping[str, Any], by: User) -> object:
    return actions.drop_repayment(repayment=thing, reason=said["reason"], by=by)


def _accept(thing: Report, said: Mapping[str, Any], by: User) -> object:
    return actions.accept_report(report=thing, seen=said["seen"], by=by)


def _send_report_back(thing: Report, said: Mapping[str, Any], by: User) -> object:
    return actions.send_back_report(report=thing, reason=said["reason"], until=said["until"], seen=said["seen"], by=by)


def _postpone_report(thing: Report, said: Mapping[str, Any], by: User) -> object:
    return actions.postpone_report(report=thing, until=said["until"], reason=said["reason"], by=by)


def _reply(thing: Appeal, said: Mapping[str, Any], by: User) -> object:
    return actions.reply_to_appeal(appeal=thing, text=said["text"], by=by)


def _withdraw(thing: Appeal, said: Mapping[str, Any], by: User) -> object:
    return actions.withdraw_appeal(appeal=thing, reason=said["reason"], by=by)


def _refuse_amendment(thing: Amendment, said: Mapping[str, Any], by: User) -> object:
    return actions.refuse_amendment(amendment=thing, reason=said["reason"], by=by)


def _withdraw_amendment(thing: Amendment, said: Mapping[str, Any], by: User) -> object:
    return actions.withdraw_amendment(amendment=thing, reason=said["reason"], by=by)


KINDS: tuple[Kind, ...] = (
    Kind(  # it is asked for, and its terms agreed on, on pages of their own (`followup.views.amendment`)
        "avenant",
        Amendment,
        lambda thing, glance: {"shown": shown_amendment(thing, glance)},
        {
            "refuse": Asking(
                "refuser",
                ReasonForm,
                _refuse_amendment,
                _("L’acte en vigueur demeure. Le porteur lit ce motif, et peut demander autre chose."),
                _("La demande est refusée, et le porteur en est prévenu."),
            ),
            "withdraw": Asking(
                "retirer",
                ReasonForm,
                _withdraw_amendment,
                _("La demande n’est plus examinée ; une autre peut la suivre."),
                _("La demande d’avenant est retirée."),
            ),
        },
    ),
    Kind(
        "recours",
        Appeal,
        lambda thing, glance: {"shown": shown_appeal(thing, glance)},
        {
            "reply": Asking(
                "repondre",
                ReplyForm,
                _reply,
                _("La décision demeure. Le porteur lit cette réponse, qui ne change plus ; envoyez-la aussi."),
                _("La réponse est enregistrée, et le porteur en est prévenu."),
            ),
            "withdraw": Asking(
                "desistement",
                ReasonForm,
                _withdraw,
                _("Le recours n’attend plus de réponse."),
                _("Le désistement est noté."),
            ),
        },
        of_grant=False,
    ),
    Kind(
        "reserve",
        Condition,
        lambda thing, glance: {"evidence": evidence_of(thing, glance)},
        {
            "show": Asking(
                "presenter",
                ShowForm,
                _show,
                _("L’équipe projet est prévenue et vous répond : la réserve est levée, ou il lui faut autre chose."),
                _("C’est transmis à l’équipe projet."),
            ),
            "lift": Asking(
                "lever",
                LiftForm,
                _lift,
                _("Le porteur en est prévenu. Ce constat est conservé et ne se défait pas."),
                _("La réserve est levée, et le porteur en est prévenu."),
            ),
            "send_back": Asking(
                "redemander",
                SendBackForm,
                _send_back,
                _("Le porteur lit ce motif et doit présenter autre chose avant cette date."),
                _("Le porteur est prévenu de ce qu’il lui reste à présenter."),
            ),
            "postpone": Asking(
                "reporter",
                PostponeForm,
                _postpone,
                _("Le porteur est prévenu de la nouvelle date. L’acte ne change pas."),
                _("La date est reportée, et le porteur en est prévenu."),
            ),
        },
    ),
    Kind(  # it is handed in on a page of its own (`followup.views.report`)
        "compte-rendu",
        Report,
        lambda thing, glance: {"shown": shown_report(thing, glance), "reads": reads_evidence(glance)},
        {
            "accept": Asking(
                "accepter",
                SeenReport,
                _accept,
                _("Le porteur en est prévenu ; ce qui attendait ce compte rendu est demandé au paiement."),
                _("Le compte rendu est accepté, et le porteur en est prévenu."),
            ),
            "send_back": Asking(
                "completer",
                SendReportBackForm,
                _send_report_back,
                _("Le porteur lit ce motif, retrouve ce qu’il avait écrit et le complète avant cette date."),
                _("Le porteur est prévenu de ce qu’il lui reste à compléter."),
            ),
            "postpone": Asking(
                "reporter",
                PostponeForm,
                _postpone_report,
                _("Le porteur est prévenu de la nouvelle date. L’acte ne change pas."),
                _("La date est reportée, et le porteur en est prévenu."),
            ),
        },
    ),
    Kind(
        "versement",
        Payment,
        lambda thing, glance: {"files": files_of(thing, glance), "reads": reads_evidence(glance)},
        {
            "ask": Asking(
                "demander",
                AskPaymentForm,
                _ask,
                _("La coordination met ce versement en paiement, ou vous dit ce qui lui manque."),
                _("Le versement est demandé."),
            ),
            "pay": Asking(
                "payer",
                PayForm,
                _pay,
                _("Le porteur en est prévenu. Un paiement enregistré ne se défait pas."),
                _("Le paiement est enregistré, et le porteur en est prévenu."),
            ),
            "send_back": Asking(
                "renvoyer",
                ReasonForm,
                _send_payment_back,
                _("Le versement redevient « prévu » : il pourra être demandé de nouveau."),
                _("La demande est renvoyée, et le porteur en est prévenu."),
            ),
            "drop": Asking(
                "abandonner",
                ReasonForm,
                _drop,
                _("Cette part de l’accord ne sera pas versée : on ne revient pas en arrière."),
                _("Le versement est abandonné, et le porteur en est prévenu."),
            ),
        },
    ),
    Kind(
        "reversement",
        Repayment,
        lambda _thing, glance: {"reads": reads_evidence(glance)},
        {
            "receive": Asking(
                "recevoir",
                ReceiveForm,
                _receive,
                _("Le porteur en est prévenu."),
                _("Le reversement est enregistré."),
            ),
            "drop": Asking(
                "abandonner",
                ReasonForm,
                _drop_repayment,
                _("Cette somme n’est plus réclamée, et le porteur en est prévenu."),
                _("Le reversement n’est plus réclamé."),
            ),
        },
    ),
)
