"""What the committee's pages, log and refusals say, in French."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from copil import tally
from copil.models import Ballot, Seat, Session, Vote
from copil.roll import Roll
from dossiers.wording import euros

#: Why a vote is not taken, told to who casts it: for their own seat, or for one they would represent.
NOT_TAKEN = {
    tally.Why.NO_SEAT: (gettext_lazy("Vous n’avez pas de siège dans cette séance."),) * 2,
    tally.Why.EXPERT: (gettext_lazy("Un expert est entendu et ne vote pas (CRPA, art. R133-6)."),) * 2,
    tally.Why.INTEREST: (
        gettext_lazy("Votre siège est en déport sur ce point : il ne vote pas (CRPA, art. R133-12)."),
        gettext_lazy("Un siège en déport ne donne ni n’exerce de mandat sur ce point (CRPA, art. R133-12)."),
    ),
    tally.Why.NOT_PRESENT: (
        gettext_lazy("Votre siège n’est pas marqué présent : le secrétariat du COPIL tient les présences."),
        gettext_lazy("Ce siège n’est ni présent ni valablement représenté (CRPA, art. R133-9)."),
    ),
    tally.Why.EARLY: (gettext_lazy("Le vote n’est pas encore ouvert."),) * 2,
    tally.Why.LATE: (gettext_lazy("Le vote est clos : un vote qui arrive après la clôture n’est pas compté."),) * 2,
    tally.Why.NOT_HOLDER: (
        gettext_lazy("Seul le siège peut voter pour lui (CRPA, art. R133-9)."),
        gettext_lazy("Seul le siège ou son mandataire peut voter pour lui (CRPA, art. R133-9)."),
    ),
}

#: DSFR badge of a session's step.
SESSION_BADGES = {
    Session.Status.PLANNED: "",
    Session.Status.UNDATED: "fr-badge--warning fr-badge--no-icon",
    Session.Status.CONVOKED: "fr-badge--blue-cumulus",
    Session.Status.OPEN: "fr-badge--success fr-badge--no-icon",
    Session.Status.CLOSED: "fr-badge--beige-gris-galet",
    Session.Status.APPROVED: "fr-badge--green-archipel",
    Session.Status.CANCELLED: "fr-badge--warning fr-badge--no-icon",
}


VERDICTS = {
    tally.Outcome.ADOPTED: gettext_lazy("adopté"),
    tally.Outcome.REJECTED: gettext_lazy("rejeté"),
    tally.Outcome.DEFERRED: gettext_lazy("ajourné"),
    tally.Outcome.INVALID: gettext_lazy("sans valeur, faute de quorum"),
}


def said_counts(counts: tally.Counts, casting_vote: bool) -> str:
    """9 pour, 2 contre, 1 abstention, 0 NPPV, voix prépondérante de la présidence."""
    # French: none is singular, whatever the catalogue at hand.
    abstentions = _("%(n)s abstention") if counts.abstention < 2 else _("%(n)s abstentions")
    said = [
        _("%(n)s pour") % {"n": counts.pour},
        _("%(n)s contre") % {"n": counts.contre},
        abstentions % {"n": counts.abstention},
        _("%(n)s NPPV") % {"n": counts.nppv},
    ]
    if casting_vote:
        said.append(_("voix prépondérante de la présidence"))
    return ", ".join(said)


def why_late(ballot: Ballot) -> str:
    """Told to who votes once a ballot is over."""
    if ballot.is_cancelled:
        return _("Ce vote a été annulé : votre vote n’est pas compté. Son arrivée est consignée au journal.")
    return _("Le vote est clos : votre vote n’est pas compté. Son arrivée tardive est consignée au journal.")


def why_not_vote(why: tally.Why, *, own: bool) -> str:
    """The sentence for who tried to vote."""
    mine, theirs = NOT_TAKEN[why]
    return str(mine if own else theirs)


def not_sitting(roll: Roll, user: User) -> str:
    """Why somebody with a part in a seat does not vote: who else acts for it; empty for who has no part in any."""
    for seat in roll.seats:
        if seat.person_id == user.pk:
            return _("Votre suppléant siège : c’est lui qui vote.")
        if seat.substitute_id == user.pk:
            return _("Le titulaire siège : c’est lui qui vote.")
    return ""


def proposal_words(ballot: Ballot) -> str:
    """Accord partiel, 12 000,00 €."""
    label = str(Ballot.Outcome(ballot.outcome).label)
    label = label[:1].upper() + label[1:]
    return f"{label}, {euros(ballot.amount)}" if ballot.is_grant else label


def attends_words(seat: Seat, attends: str) -> str:
    """How a seat attends, by name when substituted."""
    label = str(Seat.Attends(attends).label)
    if attends == Seat.Attends.SUBSTITUTE and seat.substitute is not None:
        return f"{label} – {seat.substitute.full_name}"
    return label


def named_votes(ballot: Ballot, roll: Roll) -> str:
    """Every version of every vote, one a line in the order received: what the log keeps of a closed ballot."""
    labels = {seat.pk: seat.label for seat in roll.seats}
    lines = []
    for vote in ballot.votes.order_by("at", "pk"):
        by = (
            ""
            if vote.cast_by_id == vote.seat_id
            else _(" (mandat exercé par %(by)s)") % {"by": labels[vote.cast_by_id]}
        )
        lines.append(f"{labels[vote.seat_id]} : {Vote.Choice(vote.choice).label.lower()}{by}")
    return "\n".join(lines)
