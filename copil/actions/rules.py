"""The house rules: the administration adopts a version, never changes one."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from copil import messages, rights
from copil.actions.doing import forbidden, verb
from copil.models import HouseRules, Session
from copil.rules.versions import changes_between
from dossiers.form.values import one_line, plain
from workflow import clock
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet

#: Bounds beyond which a figure is a slip of the pen.
MOST_DAYS, MOST_SHARE, MOST_TEXT, MOST_LINE = 60, 100, 4000, 200


@dataclass(frozen=True)
class RulesDraft:
    """What a version is to settle; the quorum is a share of the voting seats."""

    quorum: tuple[int, int]
    majority: str
    casting_vote: bool
    clear_days: int


def default_rules() -> HouseRules:
    """The latest house rules; the first time, a version 1 that follows the CRPA (3-committee.md).

    The first row is locked until the end of the transaction, whichever is the latest: who plans, who adopts and who
    convokes again come one after the other, so that numbers and versions are given once.
    """
    if not HouseRules.objects.exists():
        HouseRules.objects.get_or_create(version=1, defaults={"adopted_on": clock.today()})
    HouseRules.objects.select_for_update().earliest("version")
    return HouseRules.objects.latest("version")


@verb
def adopt_rules(
    *, draft: RulesDraft, shown: int, adopted_on: date, reason: str, reference: str = "", by: User
) -> HouseRules:
    """A new version of the house rules; sessions not yet convoked are held under it, the others keep theirs.

    `shown` is the version that the form was filled in from; sent twice, one version is adopted. Refused with every
    fault at once; each code is the field that it speaks of.
    """
    if not rights.settles_rules(by):
        raise forbidden()
    latest = default_rules()
    new = _version(draft, latest.version + 1)
    said, deliberation = plain(reason).strip(), one_line(reference)
    if shown == latest.version - 1 and latest.adopted_by_id == by.pk and not changes_between(latest, new):
        return latest
    if shown != latest.version:
        sentence = _("Une autre version a été adoptée depuis que vous avez affiché celle-ci : relisez-la d’abord.")
        raise Refused(Refusal(Why.STALE, sentence))
    _refuse(
        [
            *_faults(draft),
            *_words(said, deliberation),
            *([] if adopted_on <= clock.today() else [Unmet("adopted_on", _("Cette date est à venir."))]),
        ]
    )
    if not changes_between(latest, new):
        _refuse([Unmet("rules_differ", _("Rien n’est réglé autrement que dans la version en vigueur."))])
    new.adopted_on, new.reason, new.reference = adopted_on, said, deliberation
    new.adopted_by, new.recorded_at = by, clock.now()
    new.save(force_insert=True)
    planned = Session.objects.filter(status__in=[Session.Status.PLANNED, Session.Status.UNDATED])
    planned.update(rules=new, revision=F("revision") + 1)
    messages.rules_adopted(rules=new, before=latest)
    return new


def _version(draft: RulesDraft, version: int) -> HouseRules:
    numerator, denominator = draft.quorum
    sound = 1 <= numerator <= denominator <= MOST_SHARE
    share = Fraction(numerator, denominator) if sound else Fraction(1, 2)
    return HouseRules(
        version=version,
        quorum_numerator=share.numerator,
        quorum_denominator=share.denominator,
        majority=draft.majority if draft.majority in HouseRules.Majority.values else HouseRules.Majority.CAST,
        casting_vote=draft.casting_vote,
        clear_days=draft.clear_days,
    )


def _faults(draft: RulesDraft) -> list[Unmet]:
    found = []
    numerator, denominator = draft.quorum
    if not 1 <= numerator <= denominator <= MOST_SHARE:
        found.append(
            Unmet("quorum", _("Le quorum est une part des sièges : 1/2, 2/3… au plus 1, chiffres jusqu’à 100."))
        )
    if draft.majority not in HouseRules.Majority.values:
        found.append(Unmet("majority", _("Choisissez la majorité.")))
    if not 0 <= draft.clear_days <= MOST_DAYS:
        sentence = _("De 0 à %(most)s jours francs.") % {"most": MOST_DAYS}
        found.append(Unmet("clear_days", sentence))
    return found


def _words(reason: str, reference: str) -> list[Unmet]:
    found = []
    if not reason:
        found.append(Unmet("reason", _("Écrivez pourquoi le règlement change : les membres le liront.")))
    if len(reason) > MOST_TEXT:
        found.append(Unmet("reason", _("%(most)s caractères au plus.") % {"most": MOST_TEXT}))
    if len(reference) > MOST_LINE:
        found.append(Unmet("reference", _("%(most)s caractères au plus.") % {"most": MOST_LINE}))
    return found


def _refuse(found: list[Unmet]) -> None:
    if found:
        raise all_unmet(found)
