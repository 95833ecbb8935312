"""Sharing dossiers out among référents: what the arithmetic must know, read here; what it proposes, in words.

Nothing is decided here: `assigning` proposes, a person of the team confirms, `actions.assign_referent` checks again.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from dossiers.challenge.assigning import Barred, Choice, Gap, Helper, Need, assign, bar, nearness
from dossiers.challenge.referents import Referent, is_away, referents
from dossiers.desk.listing import led
from dossiers.models import Assignment, Dossier, Interest, Leadership
from dossiers.sharing import Option, Proposal, Shared, Sharing
from workflow import calendar, clock

#: How many dossiers are shared out at once, the most urgent first: a page that one reads through.
AT_ONCE = 30
#: Whom the verb would refuse whatever the team thinks; the others may be chosen by hand.
NEVER = frozenset({Barred.LEADER, Barred.INTEREST, Barred.ASSIGNED})


def sharing(user: User, *, reference: str = "") -> Sharing:
    """A proposal for the dossiers that wait for référents, or for one of them; seven statements at most.

    Dossiers that the person leads or led are left out: they would not be theirs to assign.
    """
    rows = waiting(user)
    if reference:
        rows = rows.filter(reference=reference)
    dossiers = list(rows[: AT_ONCE + 1])
    more = rows.count() - AT_ONCE if len(dossiers) > AT_ONCE else 0
    dossiers = dossiers[:AT_ONCE]
    people = referents()
    barred = _barred(dossiers, people)
    needs = [_need(dossier, barred[dossier.pk]) for dossier in dossiers]
    helpers = {_key(r): _helper(r) for r in people}
    plan = assign(needs, helpers.values())
    by_key = {_key(r): r for r in people}
    chosen: dict[str, list[Choice]] = {}
    for choice in plan.choices:
        chosen.setdefault(choice.need, []).append(choice)
    gaps = {gap.need: gap for gap in plan.gaps}
    found = []
    for dossier, need in zip(dossiers, needs, strict=True):
        proposals = [
            Proposal(by_key[choice.helper].person, _reasons(dossier, choice)) for choice in chosen.get(need.key, [])
        ]
        empty = [Proposal(None, "")] * (need.wanted - len(proposals))
        gap = _gap(gaps[need.key]) if need.key in gaps else ""
        found.append(Shared(dossier, (*proposals, *empty), _options(need, people, helpers), gap))
    return Sharing(tuple(found), more)


def waiting(user: User) -> "QuerySet[Dossier]":
    """Dossiers being challenged with fewer référents than their call wants, the most urgent first."""
    current = Count("assignments", filter=Q(assignments__ended_at=None))
    return (
        Dossier.objects.visible_to(user)
        .filter(state="challenge")
        .exclude(led(user))
        .annotate(current=current)
        .filter(current__lt=F("call__referents_wanted"))
        .select_related("call", "service")
        .order_by(F("due_on").asc(nulls_last=True), "reference")
    )


# -- what the arithmetic must know -------------------------------------------------
def _barred(dossiers: Sequence[Dossier], people: Sequence[Referent]) -> dict[UUID, dict[str, Barred]]:
    """Who cannot be asked for which dossier, and why; three statements. The strongest reason is written last."""
    ids = [dossier.pk for dossier in dossiers]
    keys = {r.person.pk: _key(r) for r in people}
    found: dict[UUID, dict[str, Barred]] = {dossier.pk: _absent(dossier, people) for dossier in dossiers}

    def note(case_id: UUID, person_id: int, reason: Barred) -> None:
        if person_id in keys:
            found[case_id][keys[person_id]] = reason

    asked = Assignment.objects.filter(dossier__in=ids).order_by("pk").values_list("dossier", "referent", "ended_at")
    for case_id, person_id, ended_at in asked:
        note(case_id, person_id, Barred.FORMER if ended_at else Barred.ASSIGNED)
    tied = Interest.objects.filter(dossier__in=ids, withdrawn_at=None)
    for case_id, person_id in tied.values_list("dossier", "person"):
        note(case_id, person_id, Barred.INTEREST)
    for case_id, person_id in Leadership.objects.filter(dossier__in=ids).values_list("dossier", "person"):
        note(case_id, person_id, Barred.LEADER)
    for dossier in dossiers:
        note(dossier.pk, dossier.leader_id, Barred.LEADER)
    return found


def _absent(dossier: Dossier, people: Sequence[Referent]) -> dict[str, Barred]:
    today, due = clock.today(), due_if_assigned(dossier)
    return {_key(r): Barred.AWAY for r in people if is_away(r.away, today, due)}


def due_if_assigned(dossier: Dossier) -> date:
    """Until when a référent assigned today would have: the call's days, working ones."""
    return calendar.add(clock.today(), dossier.clock_days("challenge", 10))


def _need(dossier: Dossier, barred: dict[str, Barred]) -> Need:
    current: int = dossier.current  # type: ignore[attr-defined] # annotated
    service = str(dossier.service_id or "")
    wanted = dossier.call.referents_wanted - current
    return Need(dossier.reference, dossier.department, dossier.theme, service, wanted, barred)


def _helper(referent: Referent) -> Helper:
    service = str(referent.person.service_id or "")
    return Helper(_key(referent), frozenset(referent.departments), frozenset(referent.themes), service, referent.load)


def _key(referent: Referent) -> str:
    """Sorts as accounts were opened: who came first is asked first, all else equal."""
    return f"{referent.person.pk:012}"


# -- in words ------------------------------------------------------------------------
def _reasons(dossier: Dossier, choice: Choice) -> str:
    said = []
    if choice.near_department:
        said.append(_("suit le département %(name)s") % {"name": dossier.get_department_display()})
    if choice.near_theme:
        said.append(_("suit le thème « %(name)s »") % {"name": dossier.get_theme_display()})
    if not said:
        said.append(_("ne suit ni ce département ni ce thème, mais c’est l’un des moins chargés"))
    said.append(_load(choice.load_before))
    if choice.load_after > choice.load_before + 1:
        said.append(_("%(count)s avec cette répartition") % {"count": choice.load_after})
    text = ", ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _load(count: int) -> str:
    if not count:
        return _("aucun avis en cours")
    return ngettext("%(count)s avis en cours", "%(count)s avis en cours", count) % {"count": count}


def _gap(gap: Gap) -> str:
    missing = ngettext("Il manque %(count)s référent", "Il manque %(count)s référents", gap.missing) % {
        "count": gap.missing
    }
    if not gap.why:
        return _("%(missing)s : personne d’autre n’est référent.") % {"missing": missing}
    why = ", ".join(_kept_out(reason, count) for reason, count in gap.why)
    return _("%(missing)s. Personne d’autre n’est disponible : %(why)s.") % {"missing": missing, "why": why}


def _kept_out(reason: Barred, n: int) -> str:
    """How many people a reason keeps out, in words."""
    words = {
        Barred.LEADER: ngettext("%(n)s porte ou a porté le dossier", "%(n)s portent ou ont porté le dossier", n),
        Barred.INTEREST: ngettext("%(n)s a un lien d’intérêt", "%(n)s ont un lien d’intérêt", n),
        Barred.OWN_SERVICE: ngettext("%(n)s est du service porteur", "%(n)s sont du service porteur", n),
        Barred.ASSIGNED: ngettext("%(n)s est déjà désigné", "%(n)s sont déjà désignés", n),
        Barred.FORMER: ngettext("%(n)s en a été déchargé", "%(n)s en ont été déchargés", n),
        Barred.AWAY: ngettext("%(n)s est absent", "%(n)s sont absents", n),
    }
    return words[reason] % {"n": n}


def _options(need: Need, people: Sequence[Referent], helpers: dict[str, Helper]) -> tuple[Option, ...]:
    """Who may be chosen by hand: the nearest first, then the least busy, then by name."""
    free = [r for r in people if bar(need, helpers[_key(r)]) not in NEVER]
    free.sort(key=lambda r: (-nearness(need, helpers[_key(r)]), r.load))  # `people` come by name
    return tuple(Option(r.person, _label(r, bar(need, helpers[_key(r)]))) for r in free)


def _label(referent: Referent, barred: Barred | None) -> str:
    warning = {
        Barred.AWAY: _("absent"),
        Barred.OWN_SERVICE: _("du service porteur"),
        Barred.FORMER: _("en a été déchargé"),
    }
    notes = [_load(referent.load), *([warning[barred]] if barred else [])]
    return f"{referent.person.full_name} ({', '.join(notes)})"
