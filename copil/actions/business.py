"""Other business of a session: put on its agenda, taken off, examined, with a vote or without one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, rights, tally
from copil.actions.agenda import ARRANGED
from copil.actions.doing import changed, forbidden, impossible, locked_session, require_status, verb, words
from copil.agenda.lines import next_position
from copil.minutes.approval import approve_in, require_submitted
from copil.models import Business, Session, Vote
from copil.roll import Roll, roll_of_session
from copil.tally_file import case_as_json, result_as_json
from copil.wording import VERDICTS, said_counts
from dossiers.form.values import one_line
from workflow import clock
from workflow.verdict import unmet

Status = Session.Status
MOST_TITLE, MOST_POINTS = 200, 40


@dataclass(frozen=True)
class BusinessDraft:
    """A point to put on the agenda; `proposal` is what is put to the vote, empty when nothing is."""

    kind: str
    title: str = ""
    text: str = ""
    proposal: str = ""
    about: Session | None = None


@verb
def add_business(*, session: Session, draft: BusinessDraft, by: User) -> Business:
    """Adds a point without a dossier, last until the agenda is ordered; the same point sent twice is added once."""
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    require_status(here, *ARRANGED)
    if draft.kind not in Business.Kind.values:
        raise unmet("kind_chosen", _("Choisissez la nature du point."), lifted_by=_("vous"))
    title, text, proposal = one_line(draft.title), words(draft.text), words(draft.proposal)
    about = _about(here, draft) if draft.kind == Business.Kind.MINUTES else None
    if about is not None and not title:
        title = _("Approbation du procès-verbal de la séance n° %(n)s") % {"n": about.number}
    if not title or len(title) > MOST_TITLE:
        sentence = _("Écrivez l’intitulé du point, en %(max)s caractères au plus.") % {"max": MOST_TITLE}
        raise unmet("title_written", sentence, lifted_by=_("vous"))
    same = here.business.filter(kind=draft.kind, title=title, text=text, proposal=proposal, left_at=None).first()
    if same is not None:
        return same
    if here.business.filter(left_at=None).count() >= MOST_POINTS:
        raise impossible(_("L’ordre du jour a déjà %(max)s points divers.") % {"max": MOST_POINTS})
    added = Business.objects.create(
        session=here, position=next_position(here), kind=draft.kind, title=title, text=text, proposal=proposal,
        about=about,
    )  # fmt: skip
    changed(here)
    journal.record(here, by, "business_added", title)
    return added


def _about(session: Session, draft: BusinessDraft) -> Session:
    """The session whose minutes are to be approved: held before this one, not approved yet, on no other agenda."""
    about = Session.objects.filter(pk=draft.about.pk).first() if draft.about is not None else None
    if about is None or about.status != Status.CLOSED or about.pk == session.pk:
        sentence = _("Choisissez une séance close, dont le procès-verbal n’est pas approuvé.")
        raise unmet("minutes_of_a_held_session", sentence)
    other = Business.objects.filter(about=about, left_at=None, closed_at=None).exclude(session=session)
    if other.exclude(session__status__in=[*Session.HELD, Status.CANCELLED]).exists():
        raise unmet("minutes_of_a_held_session", _("Ce procès-verbal est déjà à l’ordre du jour d’une autre séance."))
    return about


@verb
def remove_business(*, business: Business, by: User) -> Session:
    """Takes a point that was not examined off the agenda; twice is once."""
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(business.session)
    now = here.business.get(pk=business.pk)
    if now.left_at is not None:
        return here
    require_status(here, *ARRANGED)
    if now.closed_at is not None:
        raise impossible(_("Ce point a été examiné."))
    now.left_at = clock.now()
    now.save(update_fields=["left_at"])
    changed(here)
    journal.record(here, by, "business_removed", now.title)
    return here


@verb
def close_business(
    *,
    business: Business,
    by: User,
    conclusion: str = "",
    approved: bool = False,
    choices: Mapping[int, str] | None = None,
) -> Business:
    """Says what came of a point, in an open session. `choices`: each seat's vote by show of hands, keyed by seat.

    The law counts them as it does any vote: quorum, proxies, majority, casting vote. Without a proposal a point has a
    conclusion. Minutes are approved by the vote when there is one, else by `approved`, once they are submitted; what is
    asked to be corrected in them is the conclusion. Closed twice, it is closed once.
    """
    here = locked_session(business.session)
    roll = roll_of_session(here)
    if not rights.conducts(by, roll):
        raise forbidden()
    now = here.business.select_related("about").get(pk=business.pk)
    if now.closed_at is not None:
        return now
    require_status(here, Status.OPEN)
    if now.left_at is not None:
        raise impossible(_("Ce point n’est plus à l’ordre du jour."))
    if now.about is not None and (now.proposal or approved):
        require_submitted(now.about)
    now.conclusion = words(conclusion)
    about = now.title
    if now.proposal:
        result = _count(now, roll, choices or {})
        about = f"{about}\u00a0: {VERDICTS[result.outcome]}, {said_counts(result.counts, result.casting_vote)}"
        approved = result.outcome is tally.Outcome.ADOPTED
    elif not now.conclusion and now.about is None:
        raise unmet("conclusion_written", _("Écrivez ce qui a été dit ou convenu."), lifted_by=_("vous"))
    now.closed_at, now.closed_by = clock.now(), by
    now.save()
    changed(here)
    journal.record(here, by, "business_closed", about)
    if approved:
        approve_in(now, here, by)
    return now


def _count(business: Business, roll: Roll, choices: Mapping[int, str]) -> tally.Result:
    """The tally of a show of hands; a seat not named was silent."""
    if set(choices) - roll.by_pk.keys() or set(choices.values()) - set(Vote.Choice.values):
        raise unmet("choices_known", _("Choisissez le vote de chaque siège."), lifted_by=_("vous"))
    at = clock.now()
    ballots = []
    for seat, choice in sorted(choices.items()):
        holder = roll.holders.get(seat)
        by = str(holder) if holder is not None and not roll.is_present(roll.by_pk[seat]) else None
        ballots.append(tally.CastBallot(seat=str(seat), choice=tally.Choice(choice), at=at, cast_by=by))
    case = roll.case_of(ballots)
    result = tally.tally(case)
    business.verdict, business.case, business.result = (
        result.outcome.value,
        case_as_json(case),
        result_as_json(result),
    )
    return result
