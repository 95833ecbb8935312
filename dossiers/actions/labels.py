"""The team's marks: labels made by the coordination, put on dossiers by the team; who follows a dossier."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User, normalised
from accounts.roles import Role
from dossiers.actions.doing import lock, require, verb
from dossiers.form.values import plain
from dossiers.models import Dossier, DossierLabel, Label, Leadership
from dossiers.models.labels import Colour
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet

MAX_NAME, MAX_LABELS = 30, 40


@verb
def make_label(*, name: str, colour: str, by: User) -> Label:
    """A new label; the same name and colour sent twice make one."""
    _require_lead(by)
    said = _name(name)
    known = _alike(said)
    if known is not None:
        if (known.name, known.colour) == (said, colour):
            return known
        raise unmet("name", _("Une étiquette porte déjà ce nom."), lifted_by=_("vous"))
    if Label.objects.count() >= MAX_LABELS:
        raise unmet("name", _("%(max)s étiquettes au plus : retirez-en une.") % {"max": MAX_LABELS})
    return Label.objects.create(name=said, colour=_colour(colour))


@verb
def change_label(*, label: Label, name: str, colour: str, by: User) -> Label:
    """Another name or colour, on every dossier that has it."""
    _require_lead(by)
    here = _label(label)
    said = _name(name)
    alike = _alike(said)
    if alike is not None and alike.pk != here.pk:
        raise unmet("name", _("Une étiquette porte déjà ce nom."), lifted_by=_("vous"))
    here.name, here.colour = said, _colour(colour)
    here.save(update_fields=["name", "colour"])
    return here


@verb
def drop_label(*, label: Label, by: User) -> None:
    """Forgets a label that no dossier has; the others are to be taken off first, which their logs will tell."""
    _require_lead(by)
    here = Label.objects.select_for_update().filter(pk=label.pk).first()
    if here is None:
        return
    if here.labelled.exists():
        raise unmet("unused", _("Des dossiers portent cette étiquette : retirez-la d’abord par un geste groupé."))
    here.delete()


@verb
def add_label(*, dossier: Dossier, label: Label, by: User) -> Dossier:
    """Puts a label on the dossier; put twice, it is there once."""
    case = _case(dossier, by)
    _put(case, _label(label), by)
    return case


@verb
def take_label(*, dossier: Dossier, label: Label, by: User) -> Dossier:
    """Takes a label off the dossier, if it is there."""
    case = _case(dossier, by)
    _take(case, label, by)
    return case


@verb
def set_labels(*, dossier: Dossier, labels: Iterable[Label], by: User, seen: Iterable[Label] | None = None) -> Dossier:
    """Exactly these labels on the dossier; of those `seen` there, only what was changed, so that others' marks stay."""
    case = _case(dossier, by)
    wanted = {label.pk: label for label in labels}
    there = {row.label_id: row.label for row in case.labelled.select_related("label")}
    shown = there if seen is None else {label.pk for label in seen}
    for pk, label in there.items():
        if pk not in wanted and pk in shown:
            _take(case, label, by)
    for pk, label in wanted.items():
        if pk not in there and (seen is None or pk not in shown):
            _put(case, _label(label), by)
    return case


@verb
def set_follower(*, dossier: Dossier, follower: User | None, by: User) -> Dossier:
    """Says who of the team follows the dossier from end to end, or that nobody does any more."""
    case = _case(dossier, by)
    if follower is not None:
        if not follower.is_active or Role.TEAM not in follower.roles_on(clock.today()):
            raise unmet("is_team", _("Cette personne n’est pas de l’équipe projet aujourd’hui."))
        if case.leader_id == follower.pk or Leadership.objects.filter(dossier=case, person=follower).exists():
            raise unmet(
                "not_own_dossier", _("Cette personne porte ou a porté ce dossier : elle ne peut pas le suivre.")
            )
    if case.followed_by_id == (follower.pk if follower else None):
        return case
    case.followed_by = follower
    case.save(update_fields=["followed_by"])
    log.record(
        case=case, actor=Actor(by), event="follower_set", data={"follower": str(follower.ref) if follower else ""}
    )
    return case


def _case(dossier: Dossier, by: User) -> Dossier:
    """The dossier locked, once deposited: before, it is nobody's but its leader's."""
    case = lock(dossier)
    require(case, by, Role.TEAM)
    if case.deposited_at is None:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return case


def _put(case: Dossier, label: Label, by: User) -> None:
    _row, created = DossierLabel.objects.get_or_create(
        dossier=case, label=label, defaults={"set_by": by, "set_at": clock.now()}
    )
    if created:
        log.record(case=case, actor=Actor(by), event="label_added", data={"label": label.name})


def _take(case: Dossier, label: Label, by: User) -> None:
    gone, _rows = DossierLabel.objects.filter(dossier=case, label=label).delete()
    if gone:
        log.record(case=case, actor=Actor(by), event="label_removed", data={"label": label.name})


def _label(label: Label) -> Label:
    here = Label.objects.filter(pk=label.pk).first()
    if here is None:
        raise Refused(Refusal(Why.WRONG_STATE, _("Cette étiquette n’existe plus.")))
    return here


def _alike(name: str) -> Label | None:
    """The label of that name, whatever its case and accents; there are few."""
    words = normalised(name)
    return next((label for label in Label.objects.all() if normalised(label.name) == words), None)


def _require_lead(by: User) -> None:
    if not by.is_active or Role.TEAM_LEAD not in by.roles:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))


def _name(name: str) -> str:
    said = " ".join(plain(name).split())
    if not said:
        raise unmet("name", _("Donnez un nom à l’étiquette."), lifted_by=_("vous"))
    if len(said) > MAX_NAME:
        raise unmet("name", _("%(max)s caractères au plus.") % {"max": MAX_NAME}, lifted_by=_("vous"))
    return said


def _colour(colour: str) -> str:
    if colour not in Colour.values:
        raise unmet("colour", _("Choisissez une couleur de la liste."), lifted_by=_("vous"))
    return colour
