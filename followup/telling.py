"""Who is told of what follows a decision, read from the log by the tick: whoever has it to do next."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from dossiers.telling.people import happened, leaders, team
from dossiers.wording import euros
from followup.beginning import CONDITIONS_OPENED
from followup.reports.closing import CLOSE
from followup.reports.publishing import PUBLISHED, TAKEN_BACK
from workflow.tellers import task, tells, untold
from workflow.telling import Letter, News


def link(news: News) -> str:
    return reverse("followup:page", args=[news.case.reference])


def due(news: News) -> date | None:
    """The day that the entry says."""
    day = news.data.get("due_on")
    return date.fromisoformat(day) if day else None


@tells(CONDITIONS_OPENED, by=("happened",))
def opened(news: News) -> Iterator[Letter]:
    """The leaders: what is to be lifted, and until when the first of it."""
    days = sorted(date.fromisoformat(day) for day in news.data.values())
    then = ngettext(
        "À faire : lever une réserve de l’accord.", "À faire : lever %(count)s réserves de l’accord.", len(days)
    )
    what = _("L’accord est donné sous réserve")
    yield happened(
        news,
        leaders(news),
        what=what,
        then=then % {"count": len(days)},
        due=days[0],
        reason="",
        named=False,
        link=link(news),
    )


@tells("condition_show", by=("happened",))
def shown(news: News) -> Iterator[Letter]:
    """The team, who looks at it."""
    then = _("À faire : examiner ce qui lève une réserve.")
    yield happened(news, team(news), then=then, due=due(news), reason="", link=link(news))


@tells("condition_lift", by=("happened",))
def lifted(news: News) -> Iterator[Letter]:
    """The leaders: one condition less."""
    yield happened(news, leaders(news), reason="", named=False, link=link(news))


@tells("condition_send_back", by=("happened",))
def sent_back(news: News) -> Iterator[Letter]:
    """The leaders: why, and until when to show something else."""
    then = _("À faire : présenter autre chose.")
    yield happened(news, leaders(news), then=then, due=due(news), named=False, link=link(news))


@tells("condition_postpone", by=("happened",))
def postponed(news: News) -> Iterator[Letter]:
    """The leaders: the new day."""
    yield happened(news, leaders(news), due=due(news), named=False, link=link(news))


@tells("payment_ask", by=("happened",))
def payment_asked(news: News) -> Iterator[Letter]:
    """The coordination, who has it paid."""
    then = _("À faire : mettre le versement en paiement.")
    yield happened(news, news.office(Role.TEAM_LEAD), then=then, due=due(news), reason="", link=link(news))


@tells("payment_pay", "payment_send_back", "payment_drop", "repayment_receive", "repayment_drop", by=("happened",))
def money_moved(news: News) -> Iterator[Letter]:
    """The leaders: what was paid, or not and why; what a new act no longer plans, that act tells them."""
    if news.entry.event == "payment_drop" and news.entry.cause_ref:
        return
    yield happened(news, leaders(news), then=_amount(news), named=False, link=link(news))


@tells("repayment_ask", by=("happened",))
def asked_back(news: News) -> Iterator[Letter]:
    """The leaders: how much, why, by when."""
    yield happened(news, leaders(news), then=_amount(news), due=due(news), named=False, link=link(news))


def _amount(news: News) -> str:
    amount = news.data.get("amount")
    return _("Montant : %(amount)s.") % {"amount": euros(Decimal(amount))} if amount else ""


@tells("report_hand", by=("happened",))
def handed(news: News) -> Iterator[Letter]:
    """The team, who reads it."""
    then = _("À faire : examiner le compte rendu.")
    yield happened(news, team(news), then=then, due=due(news), reason="", link=link(news))


@tells("report_accept", by=("happened",))
def accepted(news: News) -> Iterator[Letter]:
    """The leaders; the coordination too once it is the final one, for what is left to settle."""
    yield happened(news, leaders(news), named=False, link=link(news))
    if news.data.get("kind") == "final":
        then = _("À faire : solder les paiements, puis clore le dossier.")
        yield happened(news, news.office(Role.TEAM_LEAD), then=then, link=link(news))


@tells("report_send_back", by=("happened",))
def to_complete(news: News) -> Iterator[Letter]:
    """The leaders: what lacks, and until when."""
    then = _("À faire : compléter le compte rendu.")
    yield happened(news, leaders(news), then=then, due=due(news), named=False, link=link(news))


@tells("report_postpone", by=("happened",))
def report_postponed(news: News) -> Iterator[Letter]:
    """The leaders: the new day."""
    yield happened(news, leaders(news), due=due(news), named=False, link=link(news))


@tells(PUBLISHED, TAKEN_BACK, by=("happened",))
def experience(news: News) -> Iterator[Letter]:
    """The leaders, whose words they are."""
    yield happened(news, leaders(news), named=False, link=link(news))


@tells("appeal_lodge", by=("happened",))
def lodged(news: News) -> Iterator[Letter]:
    """The leaders, whom it concerns, and the coordination, who answers."""
    yield happened(news, leaders(news), due=due(news), reason="", named=False)
    then = _("À faire : y répondre, ou rouvrir l’instruction.")
    yield happened(news, news.office(Role.TEAM_LEAD), then=then, due=due(news), reason="")


@tells("appeal_reply", by=("happened",))
def replied(news: News) -> Iterator[Letter]:
    """The leaders: the answer stands on the dossier's page."""
    yield happened(news, leaders(news), reason="", named=False)


@tells("appeal_lapse", by=("happened",))
def lapsed(news: News) -> Iterator[Letter]:
    """The coordination: nobody answered in two months."""
    yield happened(news, news.office(Role.TEAM_LEAD), reason="")


@tells("amendment_ask", by=("happened",))
def amendment_asked(news: News) -> Iterator[Letter]:
    """The leaders, whose grant it is, and the coordination, who examines it."""
    yield happened(news, leaders(news), due=due(news), reason="", link=link(news))
    then = _("À faire : examiner la demande d’avenant.")
    yield happened(news, news.office(Role.TEAM_LEAD), then=then, due=due(news), reason="", link=link(news))


@tells("amendment_refuse", by=("happened",))
def amendment_refused(news: News) -> Iterator[Letter]:
    """The leaders: why."""
    yield happened(news, leaders(news), named=False, link=link(news))


@tells("amendment_withdraw", by=("happened",))
def amendment_withdrawn(news: News) -> Iterator[Letter]:
    """The leaders and the coordination: nothing is asked any more."""
    yield happened(news, leaders(news), link=link(news))
    yield happened(news, news.office(Role.TEAM_LEAD), link=link(news))


@tells("amendment_accept", by=("happened",))
def amendment_to_sign(news: News) -> Iterator[Letter]:
    """The team that follows it; who signs is told by the move of the dossier itself, its leaders by the act."""
    yield happened(news, team(news), link=link(news))


@tells("amendment_give_back", by=("happened",))
def amendment_given_back(news: News) -> Iterator[Letter]:
    """The coordination: it was not signed, and its leaders still await an answer."""
    then = _("À faire : examiner de nouveau la demande d’avenant.")
    yield happened(news, news.office(Role.TEAM_LEAD), then=then, due=due(news), link=link(news))


untold("La notification de l’acte, au même moment, le dit.", "amendment_make")
untold("La réouverture de l’instruction est annoncée au même moment.", "appeal_follow")
untold("Qui se désiste le sait, et la coordination vient de le noter.", "appeal_withdraw")
untold("Le nouvel acte, notifié au même moment, ne porte plus cette réserve.", "condition_drop")
untold("Le nouvel acte, notifié au même moment, ne prévoit plus ce compte rendu.", "report_drop")

task("condition", "happened")
task("payment", "happened")
task("repayment", "happened")
task("report", "happened")
task(CLOSE, "happened")
task("appeal", "happened")
task("amendment", "happened")
