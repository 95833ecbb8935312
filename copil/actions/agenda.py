"""The agenda as the secretary arranges it: its order, who presents each point."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import journal, rights
from copil.actions.doing import changed, forbidden, locked_session, require_status, verb, words
from copil.agenda.departures import ahead_of_rank, written
from copil.agenda.lines import Line, by_default, lines_of, renumber
from copil.models import AgendaItem, Session
from dossiers.models import Interest, Leadership
from dossiers.visibility import holders
from workflow import clock
from workflow.verdict import Refusal, Refused, Why, unmet

#: While the agenda may still be arranged.
ARRANGED = (Session.Status.UNDATED, *Session.BEFORE, Session.Status.OPEN)
#: Who may present a point.
PRESENTERS = (Role.TEAM, Role.REFERENT, Role.COPIL_MEMBER, Role.COPIL_SECRETARY)


@dataclass(frozen=True)
class Arranged:
    """One line as it is to be: its key, its rank (the lowest first), who presents it."""

    key: str
    position: int
    rapporteur: User | None = None


def presenters() -> list[User]:
    """Who may be asked to present a point, by name; one statement."""
    found = holders(*PRESENTERS).filter(is_active=True).distinct()
    return sorted(found, key=lambda person: person.full_name)


@verb
def arrange_agenda(*, session: Session, lines: Sequence[Arranged], by: User, reason: str = "") -> list[Line]:
    """Puts the whole agenda in that order, with who presents each point; ties keep the order they had.

    An order set by hand stands: convoking does not rank the dossiers again. One that leaves the rank has its `reason`,
    which the minutes tell. Refused when the agenda changed meanwhile; who leads or led a dossier, declared an interest
    in it or serves where it is carried does not present it.
    """
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    require_status(here, *ARRANGED)
    known = {line.key: line for line in lines_of(here)}
    if {line.key for line in lines} != known.keys() or len(lines) != len(known):
        sentence = _("L’ordre du jour a changé depuis que vous l’avez affiché : relisez-le, puis recommencez.")
        raise Refused(Refusal(Why.STALE, sentence))
    wanted = sorted(lines, key=lambda line: (line.position, known[line.key].position))
    _require_presentable(wanted, known)
    before = [(line.key, line.point.rapporteur_id) for line in known.values()]
    after = [(line.key, line.rapporteur.pk if line.rapporteur else None) for line in wanted]
    if before == after:
        return list(known.values())
    why = _kept(here)
    if [key for key, _who in before] != [key for key, _who in after]:
        here.ordered_at = clock.now()
        why = _departing([known[line.key] for line in wanted], words(reason), by)
    for line in wanted:
        known[line.key].point.rapporteur = line.rapporteur
    found = [known[line.key] for line in wanted]
    renumber(found)
    changed(here)
    about = "\n\n".join(filter(None, [_told(found), why.get("reason", "")]))
    journal.record(here, by, "arranged", about, **why)
    return found


def _kept(session: Session) -> dict[str, str]:
    """Why the agenda leaves the rank as it stands, where it does: who presents a point changes nothing to that."""
    last = session.events.filter(event="arranged").order_by("-pk").first()
    return {name: last.data[name] for name in ("reason", "ahead") if last is not None and name in last.data}


def _departing(order: Sequence[Line], reason: str, by: User) -> dict[str, str]:
    """Why the new order leaves the rank, and how, for the journal; refused when no reason says why."""
    ahead = ahead_of_rank([line.point for line in order if isinstance(line.point, AgendaItem)], by)
    if ahead and not reason:
        sentence = _(
            "Cet ordre examine avant de mieux classés\u00a0: %(ahead)s. Écrivez pourquoi le rang n’est pas suivi, le "
            "procès-verbal le reprendra."
        )
        raise unmet("departure_explained", sentence % {"ahead": ", ".join(ahead)}, lifted_by=_("vous"))
    return {"reason": reason, "ahead": written(ahead)} if ahead else {}


@verb
def rank_agenda(*, session: Session, by: User) -> list[Line]:
    """Back to the order of the scores, former minutes and report before, the rest after."""
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    require_status(here, *ARRANGED)
    found = by_default(lines_of(here))
    renumber(found)
    here.ordered_at = None
    changed(here)
    journal.record(here, by, "arranged", _told(found))
    return found


def _told(lines: Iterable[Line]) -> str:
    return "\n".join(
        f"{line.position}. {line.title}" + (f" – {line.rapporteur.full_name}" if line.rapporteur else "")
        for line in lines
    )


def _require_presentable(wanted: Sequence[Arranged], known: dict[str, Line]) -> None:
    """Who presents may; two statements more when somebody does."""
    named = [(known[line.key], line.rapporteur) for line in wanted if line.rapporteur is not None]
    if not named:
        return
    able = {person.pk for person in presenters()}
    dossiers = [line.point.dossier for line, _who in named if isinstance(line.point, AgendaItem)]
    tied = set(Interest.objects.filter(dossier__in=dossiers, withdrawn_at=None).values_list("dossier", "person"))
    tied |= set(Leadership.objects.filter(dossier__in=dossiers).values_list("dossier", "person"))
    for line, person in named:
        if person.pk not in able:
            sentence = _(
                "%(person)s n’est aujourd’hui ni de l’équipe, ni référent, ni du COPIL : un autre doit présenter."
            )
            raise unmet("rapporteur_able", sentence % {"person": person.full_name})
        if isinstance(line.point, AgendaItem) and _is_tied(line.point, person, tied):
            said = {"person": person.full_name, "dossier": line.point.dossier.reference}
            sentence = _("%(person)s est lié au dossier %(dossier)s : un autre doit le présenter.")
            raise unmet("rapporteur_independent", sentence % said)


def _is_tied(item: AgendaItem, person: User, tied: set[tuple[UUID, int]]) -> bool:
    carrier = item.dossier.service_id
    return (item.dossier_id, person.pk) in tied or (carrier is not None and carrier == person.service_id)
