"""Labels and followers where the team works: filters, gestures on many, a panel of the dossier's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Aggregate, JSONField, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.labels import add_label, set_follower, take_label
from dossiers.bulk.gestures import Ask, BulkGesture, chosen_person, person_field, register
from dossiers.desk import criteria
from dossiers.desk.criteria import Criterion
from dossiers.models import Dossier, DossierLabel, DossierQuerySet, Label
from dossiers.page.glance import Glance, Panel, register_event, register_panel
from dossiers.visibility import holders
from workflow.verdict import unmet

#: Who reads them.
READERS = frozenset({Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR})
#: In the address: nobody follows it.
UNFOLLOWED = "none"


def with_labels(rows: DossierQuerySet) -> DossierQuerySet:
    """Each row with its labels and who follows it, for lines to tell; one more statement."""
    labels = DossierLabel.objects.select_related("label").order_by("label__name")
    return rows.select_related("followed_by").prefetch_related(Prefetch("labelled", labels, to_attr="shown_labels"))


def reads(glance: Glance) -> bool:
    return glance.inside and bool(glance.roles & READERS)


# -- filters ----------------------------------------------------------------------------
def _label_field(_user: User) -> forms.Field:
    known = [(str(label.pk), label.name) for label in Label.objects.all()]
    return forms.ChoiceField(label=gettext_lazy("Étiquette"), choices=[("", _("Toutes")), *known], required=False)


def _follower_field(_user: User) -> forms.Field:
    people = holders(Role.TEAM).order_by("last_name", "first_name", "pk")
    named = [(str(one.ref), f"{one.last_name} {one.first_name}") for one in people]
    choices = [("", _("Toutes")), (UNFOLLOWED, _("Personne")), *named]
    return forms.ChoiceField(label=gettext_lazy("Suivi par"), choices=choices, required=False)


def _followed_by(rows: DossierQuerySet, _user: User, ref: str) -> DossierQuerySet:
    return rows.filter(followed_by=None) if ref == UNFOLLOWED else rows.filter(followed_by__ref=ref)


criteria.register(
    Criterion(
        "label",
        _label_field,
        lambda rows, _user, pk: rows.filter(pk__in=DossierLabel.objects.filter(label=pk).order_by().values("dossier")),
    )
)
criteria.register(Criterion("follower", _follower_field, _followed_by))


# -- gestures on many ----------------------------------------------------------------------
def _one_label(_user: User) -> dict[str, forms.Field]:
    known = [(str(label.pk), label.name) for label in Label.objects.all()]
    choices = [("", _("Choisir une étiquette")), *known]
    return {"label": forms.ChoiceField(label=gettext_lazy("Étiquette"), choices=choices)}


def _chosen_label(ask: Ask) -> Label:
    label = Label.objects.filter(pk=ask.said["label"]).first()
    if label is None:
        raise unmet("label", _("Cette étiquette n’existe plus."))
    return label


def _add(ask: Ask) -> object:
    return add_label(dossier=ask.dossier, label=_chosen_label(ask), by=ask.by)


def _take(ask: Ask) -> object:
    return take_label(dossier=ask.dossier, label=_chosen_label(ask), by=ask.by)


def _follow(ask: Ask) -> object:
    return set_follower(dossier=ask.dossier, follower=chosen_person(ask), by=ask.by)


register(BulkGesture("add_label", gettext_lazy("Ajouter une étiquette"), Role.TEAM, _one_label, _add))
register(BulkGesture("take_label", gettext_lazy("Retirer une étiquette"), Role.TEAM, _one_label, _take))
register(
    BulkGesture(
        "follow",
        gettext_lazy("Confier le suivi"),
        Role.TEAM,
        person_field(gettext_lazy("Suivi par"), Role.TEAM),
        _follow,
    )
)


# -- the dossier's page -----------------------------------------------------------------------
def labels_of(dossier: Dossier) -> list[Label]:
    return [row.label for row in dossier.labelled.select_related("label").order_by("label__name")]


class _Lists(Aggregate):
    """The expressions of every row as one JSON list of lists: what else would cost a page one statement more."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_group_array(json_array(%(expressions)s))", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="jsonb_agg(jsonb_build_array(%(expressions)s))", **more)


def with_marks(rows: "QuerySet[Dossier]", user: User) -> "QuerySet[Dossier]":
    """The dossier's row brings its labels and who follows it to those who read them: no statement more."""
    if not user.roles & READERS:
        return rows
    labelled = DossierLabel.objects.filter(dossier=OuterRef("pk")).order_by().values("dossier")
    marks = labelled.annotate(marks=_Lists("label__pk", "label__name", "label__colour")).values("marks")
    return rows.select_related("followed_by").annotate(marks=Subquery(marks))


@dataclass(frozen=True)
class Tag:
    """A label as the page draws it."""

    pk: int
    name: str
    colour: str


def panel(glance: Glance) -> Mapping[str, Any] | None:
    """The labels and who follows the dossier, from a row that `with_marks` has read; no statement."""
    dossier: Any = glance.dossier
    if not reads(glance) or dossier.deposited_at is None:
        return None
    tags = sorted((Tag(*mark) for mark in dossier.marks or ()), key=lambda tag: tag.name)
    sorts = Role.TEAM in glance.roles
    return {"labels": tags, "follower": dossier.followed_by, "sorts": sorts} if sorts or tags else None


register_panel(Panel("labels", 7, "dossiers/parts/labels_panel.html", panel))
for code, title in (
    ("label_added", gettext_lazy("Étiquette ajoutée")),
    ("label_removed", gettext_lazy("Étiquette retirée")),
    ("follower_set", gettext_lazy("Suivi du dossier confié")),
):
    register_event(code, title, seen=reads)
