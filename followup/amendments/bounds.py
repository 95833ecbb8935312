"""What an amendment may ask for or agree on, against what the act in force says: each fault with its sentence. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from decisions.document import Grant, ReportKind
from dossiers.wording import euros
from workflow.verdict import Unmet

#: How far from today a project may end, and how long after its end its final report may come.
MAX_DAYS, MAX_REPORT_DAYS = 3 * 365, 366
MAX_LABEL, MAX_WHEN, MAX_PARTS = 100, 200, 8
YOU = "vous"


@dataclass(frozen=True)
class Wanted:
    """What is asked for, None or empty where nothing is; the amount in euros, the plan in words."""

    ends_on: date | None = None
    interim_due: date | None = None
    report_due: date | None = None
    amount: Decimal | None = None
    plan: str = ""

    @property
    def is_something(self) -> bool:
        return any((self.ends_on, self.interim_due, self.report_due, self.amount is not None, self.plan))

    def but_what_stands(self, grant: Grant) -> "Wanted":
        """The same without what the act in force already says."""
        return Wanted(
            ends_on=None if self.ends_on == grant.ends_on else self.ends_on,
            interim_due=None if self.interim_due == grant.interim_due else self.interim_due,
            report_due=None if self.report_due == grant.report_due else self.report_due,
            amount=None if self.amount == grant.amount else self.amount,
            plan=self.plan,
        )


@dataclass(frozen=True)
class Part:
    """One part not paid yet, as it is typed: `after` is the report that sets it off, empty for none."""

    label: str
    when: str
    after: str
    amount: Decimal | None


@dataclass(frozen=True)
class Terms:
    """What the coordination agrees on, whole: dates, amount in euros, the parts not paid yet, the reason quoted."""

    ends_on: date | None
    interim_due: date | None
    report_due: date | None
    amount: Decimal | None
    parts: Sequence[Part]
    reason: str


@dataclass(frozen=True)
class Standing:
    """What an amendment starts from: the grant in force, what of it is paid or asked for (`taken`), what is paid, and
    today. Who examines a demand may send back what is only asked for: a demand may go down to what is paid.
    """

    grant: Grant
    taken: Decimal
    paid: Decimal
    today: date
    interim_over: bool = False


def faults_of_wanted(wanted: Wanted, now: Standing) -> Iterator[Unmet]:
    """What is wrong with a demand, once freed of what stands."""
    ends_on = wanted.ends_on or now.grant.ends_on
    if wanted.ends_on is not None:
        yield from _end(wanted.ends_on, now)
    if wanted.report_due is not None:
        yield from _report(wanted.report_due, ends_on, now)
    if wanted.interim_due is not None:
        yield from _interim(wanted.interim_due, wanted.report_due or now.grant.report_due, now)
    if wanted.amount is not None:
        yield from _amount_wanted(wanted.amount, now)


def faults_of_terms(terms: Terms, now: Standing) -> Iterator[Unmet]:
    """What is wrong with what the coordination types; what it leaves as it stands is not judged again."""
    grant = now.grant
    for code, given in (("ends_on", terms.ends_on), ("report_due", terms.report_due)):
        if given is None:
            yield Unmet(code, _("Donnez cette date."), _(YOU))
    if terms.ends_on is not None and terms.ends_on != grant.ends_on:
        yield from _end(terms.ends_on, now)
    if terms.report_due is not None and (terms.report_due, terms.ends_on) != (grant.report_due, grant.ends_on):
        yield from _report(terms.report_due, terms.ends_on or grant.ends_on, now)
    if grant.interim_due is not None and terms.interim_due is None:
        yield Unmet("interim_due", _("L’acte prévoit un compte rendu intermédiaire : gardez sa date."), _(YOU))
    if terms.interim_due is not None and terms.interim_due != grant.interim_due:
        yield from _interim(terms.interim_due, terms.report_due or grant.report_due, now)
    if terms.amount is None:
        yield Unmet("amount", _("Donnez le montant, changé ou non."), _(YOU))
        return
    wrong = list(_amount(terms.amount, now)) if terms.amount != grant.amount else []
    yield from wrong or _parts(terms, terms.amount, now)


def _end(day: date, now: Standing) -> Iterator[Unmet]:
    if not max(now.grant.ends_on, now.today) < day <= now.today + timedelta(days=MAX_DAYS):
        sentence = _("La fin du projet est reportée à une date à venir, dans trois ans au plus.")
        yield Unmet("ends_on", sentence, _(YOU))


def _report(day: date, ends_on: date, now: Standing) -> Iterator[Unmet]:
    if not max(ends_on, now.today + timedelta(days=1)) <= day <= _latest(ends_on, now):
        sentence = _("Le compte rendu final vient à la fin du projet ou dans l’année qui suit, à une date à venir.")
        yield Unmet("report_due", sentence, _(YOU))


def _latest(ends_on: date, now: Standing) -> date:
    """The last day of the final report; a project that ended long ago is given a year from today."""
    within = min(max(ends_on, now.today), now.today + timedelta(days=MAX_DAYS))
    return within + timedelta(days=MAX_REPORT_DAYS)


def _interim(day: date, report_due: date, now: Standing) -> Iterator[Unmet]:
    if now.interim_over:
        yield Unmet("interim_due", _("Le compte rendu intermédiaire est déjà accepté."), _(YOU))
    elif not now.today < day <= report_due:
        sentence = _("Le compte rendu intermédiaire est à une date à venir, avant le compte rendu final.")
        yield Unmet("interim_due", sentence, _(YOU))


def _amount_wanted(amount: Decimal, now: Standing) -> Iterator[Unmet]:
    if not _fits(amount, now, least=now.paid):
        said = {"most": euros(now.grant.amount), "paid": euros(now.paid)}
        sentence = _(
            "Un avenant baisse le montant : en euros et centimes, moins que %(most)s, et pas moins que ce qui est déjà "
            "payé (%(paid)s)."
        )
        yield Unmet("amount", sentence % said, _(YOU))


def _amount(amount: Decimal, now: Standing) -> Iterator[Unmet]:
    if _fits(amount, now, least=now.taken):
        return
    said = {"most": euros(now.grant.amount), "taken": euros(now.taken)}
    sentence = _(
        "Un avenant baisse le montant : en euros et centimes, moins que %(most)s, et pas moins que ce qui est déjà "
        "payé ou demandé (%(taken)s)."
    )
    if now.taken >= now.grant.amount:
        sentence = _("Les %(most)s sont déjà payés ou demandés : pour les baisser, renvoyez d’abord une demande.")
    yield Unmet("amount", sentence % said, _(YOU))


def _fits(amount: Decimal, now: Standing, *, least: Decimal) -> bool:
    return amount.is_finite() and amount == round(amount, 2) and least <= amount < now.grant.amount and amount > 0


def _parts(terms: Terms, amount: Decimal, now: Standing) -> Iterator[Unmet]:
    sums = [part.amount for part in terms.parts]
    for number, part in enumerate(terms.parts, 1):
        if fault := _fault_of(part, terms):
            yield Unmet("parts", _("Versement %(number)s : %(fault)s") % {"number": number, "fault": fault}, _(YOU))
            return
    if len(terms.parts) > MAX_PARTS:
        yield Unmet("parts", _("%(max)s versements au plus.") % {"max": MAX_PARTS}, _(YOU))
        return
    found, rest = sum((one for one in sums if one is not None), Decimal(0)), amount - now.taken
    if found != rest:
        said = {"found": euros(found), "rest": euros(rest)}
        sentence = _("Les versements à venir font %(found)s ; il reste %(rest)s à verser sur ce montant.")
        yield Unmet("parts", sentence % said, _(YOU))


def _fault_of(part: Part, terms: Terms) -> str:
    if not part.label or len(part.label) > MAX_LABEL:
        return _("donnez-lui un nom, en %(max)s caractères au plus.") % {"max": MAX_LABEL}
    if len(part.when) > MAX_WHEN:
        return _("dites quand il est versé en %(max)s caractères au plus.") % {"max": MAX_WHEN}
    amount = part.amount
    if amount is None or not amount.is_finite() or amount <= 0 or amount != round(amount, 2):
        return _("donnez son montant, en euros et centimes, plus que zéro.")
    if part.after not in {"", ReportKind.INTERIM, ReportKind.FINAL}:
        return _("choisissez dans la liste le compte rendu qu’il attend.")
    if part.after == ReportKind.INTERIM and terms.interim_due is None:
        return _("aucun compte rendu intermédiaire n’est prévu : donnez sa date, ou choisissez autre chose.")
    return ""
