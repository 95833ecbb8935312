"""Who is told of each move. Whoever has the ball afterwards always is; leaders, only of what is told to them."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.roles import Role
from dossiers.messages import silence
from dossiers.models import Dossier
from dossiers.telling.people import challengers, happened, leaders, owners, team, to_do, with_tasks
from dossiers.wording import written_day
from workflow.tellers import tells
from workflow.telling import Letter, News

#: Every verb of the process: one added there tells those who have the ball afterwards, without a line here.
VERBS = sorted({step.verb for _source, step in Dossier.PROCESS.edges()})
#: What follows for the leaders, of the moves that no message of their own tells them of.
NEXT_FOR_LEADERS = {
    "conclude_challenge": gettext_noop("L’équipe projet l’évalue maintenant. Vous n’avez rien à faire."),
    "escalate": gettext_noop("L’équipe projet l’évalue maintenant. Vous n’avez rien à faire."),
    "decline": gettext_noop("Le dossier est clos\u00a0; le montant accordé revient à l’enveloppe de l’appel."),
    "cancel": gettext_noop("Le dossier est clos. Pour toute question, écrivez à l’équipe depuis sa page."),
    "close": gettext_noop("Le dossier est clos. Plus rien n’est attendu de vous."),
}
NOT_AWAITED = gettext_noop("Votre avis n’est plus attendu.")
SIGNED = frozenset({"sign_grant", "sign_refusal", "sign_inadmissibility"})


@tells(*VERBS, by=("happened",))
def whose_turn(news: News) -> Iterator[Letter]:
    """Those who have the ball now, of a dossier that goes on: what they are expected to do, and by when."""
    if news.entry.event not in {"suspend", "resume"}:
        target = news.entry.target
        yield happened(news, owners(news, target), then=to_do(target), due=news.due_on)


@tells(*NEXT_FOR_LEADERS, by=("happened",))
def leaders_follow(news: News) -> Iterator[Letter]:
    """The leaders, with what follows for them; who decided it is not named to them, unless it is theirs."""
    own = news.entry.event == "decline"
    yield happened(news, leaders(news), then=_(NEXT_FOR_LEADERS[news.entry.event]), named=own)


@tells("submit", "resubmit", by=("submitted",))
def deposited(news: News) -> Iterator[Letter]:
    """The leaders keep the date, and what silence would mean (CRPA R112-5)."""
    first = news.data.get("submitted") == "1"
    said = {"deposited_on": written_day(news.on), "silence": silence(news.case) if first else ""}
    yield Letter("submitted", leaders(news), said)


@tells("resubmit", by=("happened",))
def completed(news: News) -> Iterator[Letter]:
    """Référents and reviewers too: what changed is marked, and theirs to confirm or revise."""
    what_changed = _("Ce qui a changé est marqué\u00a0: confirmez ou revoyez ce que vous en aviez dit.")
    yield happened(news, [*challengers(news), *with_tasks(news)], then=what_changed)


@tells("return_to_leader", by=("returned", "happened"))
def returned(news: News) -> Iterator[Letter]:
    """The leaders: what to complete, by when. Référents, reviewers and the team: that it sleeps until then."""
    by = news.by.full_name if news.by else _("l’équipe projet")
    reason = news.texts.get("reason", "").strip()
    yield Letter("returned", leaders(news), {"by": by, "reason": reason, "due": written_day(news.due_on)})
    asleep = _("Ce qui vous est demandé sur ce dossier attend son retour.")
    yield happened(news, [*challengers(news), *with_tasks(news)], then=asleep)
    yield happened(news, team(news))


@tells("escalate", "propose_inadmissible", by=("happened",))
def referents_are_done(news: News) -> Iterator[Letter]:
    """The référents: those who had not given their opinion need not any more."""
    if news.entry.source == "challenge":
        yield happened(news, challengers(news, owing=True), then=_(NOT_AWAITED))
        yield happened(news, challengers(news))


@tells("propose_inadmissible", "adopt", "expire", "decline", *sorted(SIGNED), by=("happened",))
def team_follows(news: News) -> Iterator[Letter]:
    """The team, of what others decide."""
    yield happened(news, team(news))


@tells("decline", "cancel", "close", by=("happened",))
def closed(news: News) -> Iterator[Letter]:
    """The coordination, of the end of a funding that others than itself decided."""
    yield happened(news, news.office(Role.TEAM_LEAD))


@tells(*sorted(SIGNED), by=("happened",))
def referents_learn_the_outcome(news: News) -> Iterator[Letter]:
    """The référents who challenged it."""
    yield happened(news, challengers(news))


@tells("drop_correction", by=("happened",))
def correction_dropped(news: News) -> Iterator[Letter]:
    """Who was to sign it, and who had asked for it: the decision in force stands."""
    yield happened(news, [*news.office(Role.SIGNATORY), *news.office(Role.TEAM_LEAD)])


@tells("suspend", by=("suspended",))
def suspended(news: News) -> Iterator[Letter]:
    """Everybody at work on it, from its leaders to who had the ball."""
    until = news.data.get("until")
    said = {
        "by": news.by.full_name if news.by else _("l’équipe projet"),
        "reason": news.texts.get("reason", "").strip(),
        "until": written_day(date.fromisoformat(until) if until else None),
    }
    at_work = [*challengers(news), *with_tasks(news), *team(news)]
    yield Letter("suspended", [*leaders(news), *at_work], said)
    yield _to_former_owners(news, "suspended", said)


@tells("resume", by=("resumed",))
def resumed(news: News) -> Iterator[Letter]:
    """The same, once it goes on."""
    at_work = [*challengers(news), *with_tasks(news), *owners(news, news.entry.target), *team(news)]
    yield Letter("resumed", [*leaders(news), *at_work])


@tells("withdraw", "close_unanswered", by=("withdrawn",))
def withdrawn(news: News) -> Iterator[Letter]:
    """Its leaders as a confirmation; référents, the team and who had the ball, if it was ever deposited."""
    how = _("retiré par son porteur") if news.entry.event == "withdraw" else _("classé, faute de réponse")
    said = {"how": how, "reason": news.texts.get("reason", "").strip()}
    inside = [*challengers(news), *team(news)] if news.case.deposited_at else []
    yield Letter("withdrawn", [*leaders(news), *inside], said)
    yield _to_former_owners(news, "withdrawn", said)


def _to_former_owners(news: News, template: str, said: dict[str, str]) -> Letter:
    """Who had the ball, and may not see the dossier where it goes: a signatory sees it only while there is an act."""
    return Letter(template, owners(news, news.entry.source), said, reverse("home"), parting=True)
