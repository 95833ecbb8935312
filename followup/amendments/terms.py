"""What an amendment starts from on one dossier, what it proposes, and what it comes to once agreed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from decisions.amending.agreed import Agreed, agreed_by
from decisions.document import Grant, ReportKind
from decisions.document import Payment as Planned
from decisions.reading import inputs_of, read_back
from decisions.schedule import ON_CLAIM, ON_REPORT
from dossiers.models import Dossier
from followup.amendments.bounds import Part, Standing, Terms
from followup.models import Amendment, FollowUp, Payment, Report
from workflow import clock


@dataclass(frozen=True)
class Ground:
    """The follow-up of a grant as an amendment finds it."""

    follow_up: FollowUp
    grant: Grant
    taken: tuple[Payment, ...]
    planned: tuple[Payment, ...]
    reports: tuple[Report, ...]

    @property
    def standing(self) -> Standing:
        over = any(one.kind == Report.Kind.INTERIM and one.is_over for one in self.reports)
        sums = sum((one.counted for one in self.taken), Decimal(0))
        return Standing(self.grant, sums, self.follow_up.paid, clock.today(), interim_over=over)

    @property
    def is_reported(self) -> bool:
        """Whether the final report is accepted: nothing is left to amend."""
        return self.follow_up.final_report_accepted_on is not None

    @property
    def mark(self) -> str:
        """What a page that shows it sends back: another, once the act or the schedule is."""
        parts = [f"{one.number}:{one.state}:{one.counted}" for one in (*self.taken, *self.planned)]
        said = "|".join([self.follow_up.act.number, *parts])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def ground_of(follow_up: FollowUp) -> Ground:
    """Two statements; the follow-up comes with its act."""
    grant = inputs_of(follow_up.act).grant
    if grant is None:  # only a grant is followed up
        raise AssertionError(f"act {follow_up.act.number} grants nothing")
    payments = list(Payment.objects.filter(dossier=follow_up.dossier_id).order_by("number"))
    reports = Report.objects.filter(dossier=follow_up.dossier_id).exclude(state="dropped").order_by("number")
    return Ground(
        follow_up=follow_up,
        grant=grant,
        taken=tuple(one for one in payments if one.is_taken),
        planned=tuple(one for one in payments if one.state == "planned"),
        reports=tuple(reports),
    )


def proposed(amendment: Amendment, ground: Ground) -> Terms:
    """What the coordination finds filled in: what was agreed before, else the act in force with what is asked for."""
    grant = ground.grant
    if amendment.agreed:
        before = read_back(Agreed, amendment.agreed)
        kept = before.payments[len(ground.taken) :]
        parts = [Part(one.label, one.condition, one.after or "", one.amount) for one in kept]
        return Terms(before.ends_on, before.interim_due, before.report_due, before.amount, parts, before.reason)
    amount = grant.amount if amendment.wanted_amount is None else amendment.wanted_amount
    planned = [Part(one.label, one.when, one.after, one.planned) for one in ground.planned]
    return Terms(
        ends_on=amendment.wanted_end or grant.ends_on,
        interim_due=amendment.wanted_interim or grant.interim_due,
        report_due=amendment.wanted_report or _report_after(amendment.wanted_end, grant),
        amount=amount,
        parts=_within(planned, amount - ground.standing.taken),
        reason=amendment.reason,
    )


def _report_after(ends_on: date | None, grant: Grant) -> date:
    """The report comes as long after the new end as it did after the former one."""
    if ends_on is None:
        return grant.report_due
    return ends_on + max(grant.report_due - grant.ends_on, timedelta(0))


def _within(parts: Sequence[Part], rest: Decimal) -> list[Part]:
    """The same parts for a lower sum: the last ones give way first."""
    over = sum((one.amount or Decimal(0) for one in parts), Decimal(0)) - rest
    kept: list[Part] = []
    for one in reversed(parts):
        amount = one.amount or Decimal(0)
        less = min(max(over, Decimal(0)), amount)
        over -= less
        if amount > less:
            kept.insert(0, Part(one.label, one.when, one.after, amount - less))
    return kept


def settled(amendment: Amendment, terms: Terms, ground: Ground, *, number: int) -> Agreed:
    """What the act will say, of terms without fault."""
    if terms.ends_on is None or terms.report_due is None or terms.amount is None:
        raise AssertionError("terms without fault are whole")
    return Agreed(
        number=number,
        asked_on=amendment.asked_on,
        by_beneficiary=not amendment.by_team,
        reason=terms.reason,
        ends_on=terms.ends_on,
        interim_due=terms.interim_due,
        report_due=terms.report_due,
        amount=terms.amount,
        payments=(*_kept(ground.taken), *(_planned(one) for one in terms.parts)),
    )


def _kept(taken: Iterable[Payment]) -> Iterable[Planned]:
    for one in taken:
        after = ReportKind(one.after) if one.after else None
        yield Planned(label=one.label, amount=one.counted, condition=one.when, after=after)


def _planned(part: Part) -> Planned:
    after = ReportKind(part.after) if part.after else None
    when = part.when or (ON_REPORT[after] if after else ON_CLAIM)  # as the coordination says it, else as the site does
    return Planned(label=part.label, amount=part.amount or Decimal(0), condition=when, after=after)


def changes_nothing(terms: Agreed, grant: Grant) -> bool:
    """Whether they are those of the act in force."""
    said = (terms.ends_on, terms.interim_due, terms.report_due, terms.amount, terms.payments)
    return said == (grant.ends_on, grant.interim_due, grant.report_due, grant.amount, grant.payments)


@agreed_by
def waiting_for_its_act(dossier: Dossier) -> Agreed | None:
    """The terms of the amendment that waits for the signature of its act; one statement."""
    rows = Amendment.objects.filter(dossier=dossier, state="to_sign").values_list("agreed", flat=True)
    found = rows.first()
    return read_back(Agreed, found) if found else None
