"""A vote held on paper or by show of hands: its totals, counted by the same law (copil/tally.py)."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from copil import tally
from copil.models import Ballot
from copil.roll import Roll
from copil.tally_file import case_as_json, result_as_json
from workflow.verdict import unmet

Counted = tuple[tally.Case, tally.Result]


@dataclass(frozen=True)
class Paper:
    """What the secretary read out. `secret`: from closed papers, of which nobody knows the chair's."""

    totals: tally.Totals
    secret: bool = False


def reckoned(roll: Roll, ballot: Ballot, paper: Paper) -> Counted:
    """What the law makes of those totals on that item; nothing is written."""
    secret = ballot.secret or paper.secret
    totals = replace(paper.totals, chair=None) if secret else paper.totals
    rules = replace(roll.rules, casting_vote=False) if secret else roll.rules
    case = replace(roll, rules=rules).case_on_paper(totals)
    return case, tally.tally(case)


def require_sound(counted: Counted) -> None:
    """Refused: no voice at all, more than there are seats, a tie that the chair's vote would break and nobody told."""
    case, result = counted
    counts = result.counts
    if case.totals is None or not case.totals.total:
        raise unmet("totals_entered", _("Saisissez les totaux du dépouillement."), lifted_by=_("vous"))
    if case.totals.total > result.quorum.present:
        said = {"total": case.totals.total, "present": result.quorum.present}
        sentence = _("%(total)s voix pour %(present)s sièges présents ou représentés : recomptez.") % said
        raise unmet("totals_fit_the_seats", sentence, lifted_by=_("vous"))
    tied = counts.pour == counts.contre and counts.pour > 0
    if tied and case.rules.casting_vote and case.totals.chair is None:
        sentence = _("Les voix sont à égalité : dites ce qu’a voté la présidence, sa voix est prépondérante.")
        raise unmet("chair_told", sentence, lifted_by=_("vous"))


def keep(ballot: Ballot, counted: Counted, paper: Paper) -> None:
    """Writes on the ballot, unsaved, that it was counted on paper and what came of it."""
    case, result = counted
    ballot.paper, ballot.secret, ballot.salt = True, ballot.secret or paper.secret, ""
    ballot.verdict, ballot.case, ballot.result = result.outcome.value, case_as_json(case), result_as_json(result)
