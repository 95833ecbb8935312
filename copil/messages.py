"""Who the committee writes to: its members for a session and a vote, leaders for what they may know."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil.models import AgendaItem, Ballot, HouseRules, MemberQuestion, Paper, Seat, Session
from copil.roll import Roll
from copil.rules.versions import changes_between
from copil.wording import proposal_words
from dossiers.visibility import holders, leaders_of
from dossiers.wording import hour_of, written_day
from notifications import outbox


def written_hour(session: Session) -> str:
    """When a session is held: jeudi 3 décembre 2026 à 9 h 30."""
    return written_moment(session.held_at)


def written_moment(moment: datetime) -> str:
    """jeudi 3 décembre 2026 à 9 h 30, in the lab's time zone."""
    local = timezone.localtime(moment)
    return _("%(day)s à %(hour)s") % {"day": written_day(local.date()), "hour": hour_of(local)}


def rules_adopted(*, rules: HouseRules, before: HouseRules) -> None:
    """A new version of the house rules, to the members and to the secretary."""
    context = {
        "version": str(rules.version),
        "adopted_on": written_day(rules.adopted_on),
        "changes": "\n".join(
            f"- {change.title}\u00a0: {_spaced(change.after)}" for change in changes_between(before, rules)
        ),
        "reason": rules.reason,
        "link": rules.get_absolute_url(),
    }
    to = holders(Role.COPIL_MEMBER, Role.COPIL_SECRETARY).filter(is_active=True)
    outbox.queue_each(to=to, template="rules_adopted", context=context, key=f"rules_adopted:{rules.version}")


def _spaced(sentence: str) -> str:
    """A sentence of the site as a mail prints it, French no-break spaces put in."""
    return re.sub(r" (?=[:;!?])", "\u00a0", sentence)


def member_asked(*, question: MemberQuestion) -> None:
    """To who presents the dossier, or else to the coordination."""
    rapporteur = question.item.rapporteur if question.item is not None else None
    able = rapporteur is not None and rapporteur.is_active and Role.TEAM in rapporteur.roles
    to = [rapporteur] if rapporteur is not None and able else holders(Role.TEAM_LEAD).filter(is_active=True)
    context = {**_asked(question), "by": question.asked_by.full_name}
    outbox.queue_each(to=to, template="member_asked", context=context, key=f"member_asked:{question.pk}")


def member_answered(*, question: MemberQuestion) -> None:
    """To who asked; each answer given again is told again."""
    by = question.answered_by.full_name if question.answered_by is not None else ""
    context = {**_asked(question), "by": by, "answer": question.answer}
    given = int(question.answered_at.timestamp()) if question.answered_at is not None else 0
    key = f"member_answered:{question.pk}:{given}"
    outbox.queue(to=question.asked_by, template="member_answered", context=context, key=key)


def _asked(question: MemberQuestion) -> dict[str, str]:
    session = question.session
    return {
        "session": written_day(session.held_on),
        "about": str(question.item.dossier) if question.item is not None else _("la séance"),
        "question": question.text,
        "link": reverse("copil:questions", args=[session.number]),
    }


def vote_opened(*, ballot: Ballot, roll: Roll) -> None:
    """To those who attend from afar, the others being in the room; of an asynchronous vote, to every seat."""
    item = ballot.item
    later = ballot.opens_at is not None and ballot.opens_at > ballot.opened_at
    context = {
        "dossier": str(item.dossier),
        "session": written_day(item.session.held_on),
        "opens": written_moment(ballot.opens_at) if later and ballot.opens_at is not None else "",
        "due": written_moment(ballot.closes_at) if ballot.closes_at is not None else "",
        "link": reverse("copil:vote_on", args=[item.dossier.reference]),
    }
    for person in _called(ballot, roll):
        outbox.queue(to=person, template="vote_opened", context=context, key=f"vote_opened:{ballot.pk}:{person.pk}")


def votes_opened(*, session: Session, ballots: Sequence[tuple[Ballot, Roll]], link: str) -> None:
    """One mail to each of those whom several votes opened at once call: the items they vote on, in their order."""
    if not ballots:
        return
    called: dict[int, tuple[User, list[str]]] = {}
    for ballot, roll in ballots:
        line = f"{ballot.item.position}. {ballot.item.dossier}, {proposal_words(ballot)}"
        for person in _called(ballot, roll):
            called.setdefault(person.pk, (person, []))[1].append(line)
    first = ballots[0][0]
    later = first.opens_at is not None and first.opens_at > first.opened_at
    context = {
        "session": written_day(session.held_on),
        "opens": written_moment(first.opens_at) if later and first.opens_at is not None else "",
        "due": written_moment(first.closes_at) if first.closes_at is not None else "",
        "link": link,
    }
    for person, lines in called.values():
        key = f"votes_opened:{first.pk}:{person.pk}"
        outbox.queue(to=person, template="votes_opened", context={**context, "items": "\n".join(lines)}, key=key)


def vote_cancelled(*, ballot: Ballot, roll: Roll) -> None:
    """To those who were told that it opened."""
    item = ballot.item
    context = {
        "dossier": str(item.dossier),
        "session": written_day(item.session.held_on),
        "reason": ballot.cancelled_for,
        "link": item.get_absolute_url(),
    }
    for person in _called(ballot, roll):
        key = f"vote_cancelled:{ballot.pk}:{person.pk}"
        outbox.queue(to=person, template="vote_cancelled", context=context, key=key)


def _called(ballot: Ballot, roll: Roll) -> Iterator[User]:
    """Whom a mail calls to that vote: those who are not in the room."""
    for seat in roll.seats:
        called = ballot.is_online or seat.attends == Seat.Attends.REMOTE
        if called and seat.has_voice and seat.pk not in roll.recused:
            yield seat.sitter


def minutes_submitted(*, session: Session, paper: Paper) -> None:
    """To whoever holds a voting seat or may stand in: what they will approve is there to be read."""
    _of_minutes(session, paper, "minutes_submitted")


def minutes_approved(*, session: Session, paper: Paper) -> None:
    """To the same: it is final."""
    _of_minutes(session, paper, "minutes_approved")


def _of_minutes(session: Session, paper: Paper, template: str) -> None:
    seats = session.seats.exclude(kind=Seat.Kind.EXPERT).select_related("person", "substitute")
    people = {one.pk: one for seat in seats for one in (seat.person, seat.substitute) if one is not None}
    context = {
        "number": str(session.number),
        "session": written_day(session.held_on),
        "link": reverse("copil:minutes", args=[session.number]),
    }
    outbox.queue_each(to=list(people.values()), template=template, context=context, key=f"{template}:{paper.pk}")


def deferral_told(*, item: AgendaItem, reasons: str, complete_by: date | None) -> None:
    """To the leaders, once the excerpt is validated: what to complete, and until when."""
    context = {
        "dossier": str(item.dossier),
        "session": written_day(item.session.held_on),
        "reason": reasons,
        "due": written_day(complete_by),
        "link": item.dossier.get_absolute_url(),
    }
    for person in leaders_of(item.dossier):
        outbox.queue(to=person, template="deferred", context=context, key=f"deferred:{item.pk}:{person.pk}")
