"""The decisions of a session on their way to the leaders: what awaits whom, what is ready, what was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from copil.board import led_by, standing_of
from copil.models import AgendaItem, Session
from copil.wording import proposal_words
from decisions.models import Act
from dossiers.models import Dossier
from dossiers.visibility import leaders_by_dossier


class Stage(StrEnum):
    """Where a decision stands on its way."""

    VOTE = "vote"
    EXCERPT = "excerpt"
    WAITING = "waiting"
    SIGNATURE = "signature"
    ASLEEP = "asleep"
    READY = "ready"
    TOLD = "told"
    LEFT = "left"


WORDS = {
    Stage.VOTE: gettext_lazy("pas encore décidé"),
    Stage.EXCERPT: gettext_lazy("extrait à valider par la présidence"),
    Stage.WAITING: gettext_lazy("en liste complémentaire"),
    Stage.SIGNATURE: gettext_lazy("à signer"),
    Stage.ASLEEP: gettext_lazy("instruction suspendue"),
    Stage.READY: gettext_lazy("à notifier"),
    Stage.TOLD: gettext_lazy("notifié"),
    Stage.LEFT: gettext_lazy("sorti de cette séance"),
}


@dataclass(frozen=True)
class ReleaseLine:
    """One dossier of the agenda. `act` is its signed act, None for a deferral; `told_to` who is written to."""

    item: AgendaItem
    dossier: Dossier
    stage: Stage
    outcome: str
    act: Act | None
    told_to: tuple[User, ...]

    @property
    def stage_words(self) -> str:
        return str(WORDS[self.stage])

    @property
    def ready(self) -> bool:
        return self.stage is Stage.READY

    @property
    def seal(self) -> str:
        """What the form sends back: the very decision that was shown."""
        return f"{self.dossier.reference} {self.act.number if self.act else '-'}"

    @property
    def message(self) -> str:
        """What its leaders will be told."""
        if self.act is not None:
            return _("Décision à lire sur le site, avec sa lettre")
        return _("Ajournement : ce qui est à compléter, et jusqu’à quand")


def release_of(session: Session, user: User) -> tuple[ReleaseLine, ...]:
    """The dossiers of a session whose committee side this person reads, in the order of its agenda.

    Five statements, however many there are.
    """
    rows = session.items.filter(dossier__in=Dossier.objects.visible_to(user)).select_related("dossier__leader")
    latest = {item.dossier_id: item for item in rows.prefetch_related("ballots").order_by("pk")}
    hidden = led_by(user, latest)
    items = [item for item in latest.values() if item.dossier_id not in hidden]
    acts = {act.dossier_id: act for act in _acts(items)}
    people = leaders_by_dossier(item.dossier for item in items)
    found = [_line(item, acts.get(item.dossier_id), tuple(people[item.dossier_id])) for item in items]
    return tuple(sorted(found, key=lambda line: (line.item.position, line.item.pk)))


def _acts(items: Iterable[AgendaItem]) -> "QuerySet[Act]":
    """The act in force of each, or one that was and was never told."""
    rows = Act.objects.signed().filter(dossier__in=[item.dossier_id for item in items if item.left_at is None])
    rows = rows.filter(Q(status=Act.Status.IN_FORCE)).select_related("dossier")
    return rows.defer("inputs", "words", "reasons_law", "reasons_fact")


def _line(item: AgendaItem, act: Act | None, told_to: tuple[User, ...]) -> ReleaseLine:
    ballots = [ballot for ballot in item.ballots.all() if not ballot.is_open]
    adopted = next((ballot for ballot in reversed(ballots) if ballot.verdict == "adopted"), None)
    code = standing_of(item).code
    outcome = proposal_words(adopted) if adopted is not None else str(standing_of(item).label)
    return ReleaseLine(item, item.dossier, _stage(item, code, act), outcome, act, told_to)


def _stage(item: AgendaItem, code: str, act: Act | None) -> Stage:
    dossier = item.dossier
    if code == "deferred":
        if item.excerpt_validated_at is None:
            return Stage.EXCERPT
        return Stage.READY if dossier.hides("team_review") else Stage.TOLD
    if code != "adopted":
        return Stage.VOTE if code in {"todo", "called", "voting"} else Stage.LEFT
    if act is not None:
        if act.notified_at is not None:
            return Stage.TOLD
        return Stage.ASLEEP if dossier.suspended_from else Stage.READY
    if item.left_at is not None:
        return Stage.LEFT
    state = dossier.suspended_from or dossier.state
    if state == "waiting":
        return Stage.WAITING
    return Stage.EXCERPT if item.excerpt_validated_at is None else Stage.SIGNATURE
