"""Sharing reviews out: what the solver must know, read here; what it proposes, in words.

Nothing is decided here: `solver` proposes, a person of the team confirms, `actions.assign_reviewer` checks again.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Absence, User
from accounts.roles import Role
from dossiers.challenge.referents import Away, is_away
from dossiers.desk.listing import led
from dossiers.models import Assignment, Dossier, Interest, Leadership
from dossiers.sharing import Option, Proposal, Shared, Sharing
from dossiers.visibility import holders
from scoring import tasks
from scoring.models import Consensus, Review
from scoring.reviewers.solver import Barred, Choice, Helper, Need, assign, bar
from scoring.stages import REVIEWING
from scoring.visibility import wanted
from workflow import clock

#: How many dossiers are shared out at once, the most urgent first: a page that one reads through.
AT_ONCE = 30
#: Whom the verb would refuse whatever the team thinks; the others may be chosen by hand.
NEVER = frozenset({Barred.LEADER, Barred.INTEREST, Barred.CHALLENGER, Barred.ASSIGNED})
PENDING = Q(reviews__submitted_at=None, reviews__ended_at=None, reviews__set_aside_at=None, reviews__isnull=False)


def sharing(user: User) -> Sharing:
    """A proposal for the dossiers that wait for reviewers; nine statements at most.

    Dossiers that the person leads or led, or to which they are tied, are left out: not theirs to share out.
    """
    rows = waiting(user)
    dossiers = list(rows[: AT_ONCE + 1])
    more = rows.count() - AT_ONCE if len(dossiers) > AT_ONCE else 0
    dossiers = dossiers[:AT_ONCE]
    people = reviewers()
    helpers = {_key(person): _helper(person) for person in people}
    needs = _needs(dossiers, people, helpers)
    plan = assign(needs.values(), helpers.values())
    by_key = {_key(person): person for person in people}
    chosen: dict[str, list[Choice]] = {}
    for choice in plan.choices:
        chosen.setdefault(choice.need, []).append(choice)
    found = []
    for dossier in dossiers:
        need = needs[dossier.pk]
        proposals = [Proposal(by_key[one.helper], _reasons(dossier, one)) for one in chosen.get(need.key, [])]
        empty = [Proposal(None, "")] * (need.wanted - len(proposals))
        gap = _gap(plan.gaps[need.key], need, helpers.values()) if need.key in plan.gaps else ""
        found.append(Shared(dossier, (*proposals, *empty), _options(need, people, helpers), gap))
    return Sharing(tuple(found), more)


def waiting(user: User) -> "QuerySet[Dossier]":
    """Dossiers under review with fewer reviewers than their call asks for and no consensus, the most urgent first."""
    interested = Interest.objects.filter(dossier=OuterRef("pk"), person=user, withdrawn_at=None)
    concluded = Consensus.objects.in_force().filter(dossier=OuterRef("pk"))
    current = Count("reviews", filter=Q(reviews__ended_at=None, reviews__set_aside_at=None))
    return (
        Dossier.objects.visible_to(user)
        .filter(state__in=REVIEWING)
        .exclude(led(user) | Exists(interested) | Exists(concluded))
        .annotate(current=current, asked=wanted())
        .filter(current__lt=F("asked"))
        .select_related("call", "service")
        .order_by(F("due_on").asc(nulls_last=True), "reference")
    )


def reviewers() -> list[User]:
    """Everyone who may be asked today, by name, with how many reviews they owe; two statements."""
    coming = Absence.objects.filter(cancelled_at=None, ends_on__gte=clock.today()).order_by("starts_on", "pk")
    people = User.objects.filter(pk__in=holders(Role.TEAM, Role.REFERENT), is_active=True)
    return list(
        people.annotate(load=Count("reviews", filter=PENDING))
        .select_related("service", "sheet")
        .prefetch_related(Prefetch("absences", queryset=coming, to_attr="coming"))
        .order_by("last_name", "first_name", "pk")
    )


# -- what the solver must know -----------------------------------------------------------
def _needs(dossiers: Sequence[Dossier], people: Sequence[User], helpers: dict[str, Helper]) -> dict[UUID, Need]:
    """Each dossier's need, with who cannot be asked and who has it; four statements."""
    ids = [dossier.pk for dossier in dossiers]
    barred = _barred(dossiers, people)
    having: dict[UUID, list[Helper]] = {dossier.pk: [] for dossier in dossiers}
    for review in Review.objects.filter(dossier__in=ids).select_related("reviewer").order_by("pk"):
        key = _key(review.reviewer)
        if review.ended_at is None and review.set_aside_at is None:
            barred[review.dossier_id].setdefault(key, Barred.ASSIGNED)
            if key in helpers:
                having[review.dossier_id].append(helpers[key])
        else:
            barred[review.dossier_id].setdefault(key, Barred.RELIEVED)
    return {
        dossier.pk: Need(
            key=dossier.reference,
            department=dossier.department,
            service=str(dossier.service_id or ""),
            wanted=dossier.asked - dossier.current,  # type: ignore[attr-defined] # annotated
            services=frozenset(helper.service for helper in having[dossier.pk] if helper.service),
            covered=any(dossier.department in helper.departments for helper in having[dossier.pk]),
            barred=barred[dossier.pk],
        )
        for dossier in dossiers
    }


def _barred(dossiers: Sequence[Dossier], people: Sequence[User]) -> dict[UUID, dict[str, Barred]]:
    """Who cannot be asked for which dossier, and why, but for the reviews themselves; three statements."""
    ids = [dossier.pk for dossier in dossiers]
    found: dict[UUID, dict[str, Barred]] = {dossier.pk: _absent(dossier, people) for dossier in dossiers}
    of_record = Assignment.objects.filter(Q(ended_at=None) | Q(opinion__isnull=False), dossier__in=ids)
    for case_id, person_id in of_record.filter(dossier__call__challenger_may_review=False).values_list(
        "dossier", "referent"
    ):
        found[case_id][f"{person_id:012}"] = Barred.CHALLENGER
    tied = Interest.objects.filter(dossier__in=ids, withdrawn_at=None)
    for case_id, person_id in tied.values_list("dossier", "person"):
        found[case_id][f"{person_id:012}"] = Barred.INTEREST
    for case_id, person_id in Leadership.objects.filter(dossier__in=ids).values_list("dossier", "person"):
        found[case_id][f"{person_id:012}"] = Barred.LEADER
    for dossier in dossiers:
        found[dossier.pk][f"{dossier.leader_id:012}"] = Barred.LEADER
    return found


def _absent(dossier: Dossier, people: Sequence[User]) -> dict[str, Barred]:
    today, due = clock.today(), tasks.review_due(dossier)
    return {_key(person): Barred.AWAY for person in people if is_away(_away(person), today, due)}


def _away(person: User) -> list[Away]:
    return [Away(one.starts_on, one.ends_on) for one in person.coming]  # type: ignore[attr-defined] # prefetched


def _helper(person: User) -> Helper:
    """What they know of: the departments they follow as référents, and their own service's."""
    sheet = getattr(person, "sheet", None)
    near = {*(sheet.departments if sheet else ()), *([person.service.department] if person.service else [])}
    load: int = person.load  # type: ignore[attr-defined] # annotated
    return Helper(_key(person), frozenset(near), str(person.service_id or ""), load)


def _key(person: User) -> str:
    """Sorts as accounts were opened: who came first is asked first, all else equal."""
    return f"{person.pk:012}"


# -- in words ------------------------------------------------------------------------------
def _reasons(dossier: Dossier, choice: Choice) -> str:
    said = [_load(choice.load_before)]
    if choice.load_after > choice.load_before + 1:
        said.append(_("%(count)s avec cette répartition") % {"count": choice.load_after})
    if choice.near and dossier.department:
        said.append(_("connaît le département %(name)s") % {"name": dossier.get_department_display()})
    text = ", ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _load(count: int) -> str:
    if not count:
        return _("aucune évaluation en cours")
    return ngettext("%(count)s évaluation en cours", "%(count)s évaluations en cours", count) % {"count": count}


def _gap(missing: int, need: Need, helpers: Iterable[Helper]) -> str:
    reasons = [reason for helper in helpers if (reason := bar(need, helper))]
    said = ngettext("Il manque %(count)s évaluateur", "Il manque %(count)s évaluateurs", missing) % {"count": missing}
    why = ", ".join(_kept_out(reason, reasons.count(reason)) for reason in Barred if reason in reasons)
    if not why:
        return _("%(missing)s : personne d’autre ne peut évaluer.") % {"missing": said}
    return _("%(missing)s. Personne d’autre n’est disponible : %(why)s.") % {"missing": said, "why": why}


def _kept_out(reason: Barred, n: int) -> str:
    """How many people a reason keeps out, in words."""
    words = {
        Barred.LEADER: ngettext("%(n)s porte ou a porté le dossier", "%(n)s portent ou ont porté le dossier", n),
        Barred.INTEREST: ngettext("%(n)s a un lien d’intérêt", "%(n)s ont un lien d’intérêt", n),
        Barred.OWN_SERVICE: ngettext("%(n)s est du service porteur", "%(n)s sont du service porteur", n),
        Barred.CHALLENGER: ngettext("%(n)s challenge le dossier", "%(n)s challengent le dossier", n),
        Barred.ASSIGNED: ngettext("%(n)s est déjà désigné", "%(n)s sont déjà désignés", n),
        Barred.RELIEVED: ngettext("%(n)s en a été déchargé", "%(n)s en ont été déchargés", n),
        Barred.AWAY: ngettext("%(n)s est absent", "%(n)s sont absents", n),
    }
    return words[reason] % {"n": n}


def _options(need: Need, people: Sequence[User], helpers: dict[str, Helper]) -> tuple[Option, ...]:
    """Who may be chosen by hand: the least busy first, then by name."""
    free = [p for p in people if bar(need, helpers[_key(p)]) not in NEVER]
    free.sort(key=lambda person: helpers[_key(person)].load)  # `people` come by name
    return tuple(Option(p, _label(p, helpers[_key(p)], bar(need, helpers[_key(p)]))) for p in free)


def _label(person: User, helper: Helper, barred: Barred | None) -> str:
    warning = {
        Barred.AWAY: _("absent"),
        Barred.OWN_SERVICE: _("du service porteur"),
        Barred.RELIEVED: _("en a été déchargé"),
    }
    notes = [_load(helper.load), *([warning[barred]] if barred else [])]
    return f"{person.full_name} ({', '.join(notes)})"
