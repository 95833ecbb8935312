"""The gestures that may be asked of many dossiers at once: each is a verb that exists for one, and nothing more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier
from dossiers.visibility import holders
from workflow.gesture import Actor, Gesture
from workflow.grammar import Transition
from workflow.perform import perform
from workflow.states import DOSSIER
from workflow.verdict import unmet

Fields = dict[str, forms.Field]


@dataclass(frozen=True)
class Ask:
    """The gesture asked of one dossier: what was said of all, the key of its doing, the version it was foreseen on.

    `enclosed` is what the gesture made ready before its transaction; `trying`: what it answers will be undone.
    """

    dossier: Dossier
    by: User
    said: Mapping[str, str]
    key: str
    version: int
    trying: bool = False
    enclosed: tuple[bytes, ...] = ()


def nothing(ask: Ask) -> tuple[bytes, ...]:  # noqa: ARG001 - what most gestures make ready
    return ()


@dataclass(frozen=True)
class BulkGesture:
    """`fields` are what is asked once for all dossiers; `carry_out` calls the verb and answers what it answers.

    `make_ready` does what takes long, on one dossier, before the transaction of its verb. One that is not `listed`
    begins on a page of its own, where its run leads `back`. A request carries out `at_most` dossiers.
    """

    code: str
    label: str | Promise
    role: Role
    fields: Callable[[User], Fields]
    carry_out: Callable[[Ask], object]
    make_ready: Callable[[Ask], tuple[bytes, ...]] = nothing
    listed: bool = True
    back: str = "dossiers:list"
    back_label: str | Promise = ""
    at_most: int = 20


_gestures: dict[str, BulkGesture] = {}


def register(gesture: BulkGesture) -> None:
    _gestures[gesture.code] = gesture


def gestures_for(user: User) -> list[BulkGesture]:
    """What that person's office lets them ask of many dossiers of the list, in the order of registration."""
    return [gesture for gesture in _gestures.values() if gesture.listed and gesture.role in user.roles]


def gesture_for(user: User, code: str) -> BulkGesture | None:
    """That gesture, when the person's office lets them ask it."""
    found = _gestures.get(code)
    return found if found is not None and found.role in user.roles else None


# -- verbs of the process -----------------------------------------------------------
#: In the order in which they are offered.
VERBS = {
    "suspend": Role.TEAM,
    "resume": Role.TEAM,
    "escalate": Role.TEAM,
    "return_to_leader": Role.TEAM,
    "close_unanswered": Role.TEAM_LEAD,
    "propose_inadmissible": Role.TEAM_LEAD,
}


def _step(verb: str) -> Transition:
    return next(step for _source, step in DOSSIER.edges() if step.verb == verb)


def _asked(step: Transition) -> Callable[[User], Fields]:
    """The fields of the verb's own page, without the verb's own refusals: those come with the preview."""

    def fields(_user: User) -> Fields:
        found: Fields = {}
        if step.asks_until:
            found["until"] = forms.DateField(label=_("Date de fin"), widget=forms.DateInput)
        if step.asks_exception:
            found["exception"] = forms.BooleanField(label=_(step.asks_exception), required=False)
        if step.asks_reason:
            found["reason"] = forms.CharField(
                label=_("Motif"),
                help_text=_("Le même pour tous ; il est conservé au journal de chaque dossier."),
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        return found

    return fields


def _perform(verb: str) -> Callable[[Ask], object]:
    def carry_out(ask: Ask) -> object:
        said = ask.said
        until = date.fromisoformat(said["until"]) if said.get("until") else None
        gesture = Gesture(verb, reason=said.get("reason", ""), until=until, exception=bool(said.get("exception")))
        return perform(
            model=Dossier,
            pk=ask.dossier.pk,
            actor=Actor(ask.by),
            gesture=gesture,
            key=ask.key,
            expected_version=ask.version,
        )

    return carry_out


# -- people -------------------------------------------------------------------------
def person_field(label: str | Promise, *roles: Role) -> Callable[[User], Fields]:
    """A choice among those who hold one of the roles today; one statement."""

    def fields(_user: User) -> Fields:
        people = holders(*roles).order_by("last_name", "first_name", "pk")
        named = [(str(one.ref), f"{one.last_name} {one.first_name}") for one in people]
        return {"person": forms.ChoiceField(label=str(label), choices=[("", _("Choisir une personne")), *named])}

    return fields


def chosen_person(ask: Ask) -> User:
    """The person chosen; refused when they are gone."""
    person = User.objects.filter(ref=UUID(ask.said["person"])).first()
    if person is None:
        raise unmet("person", _("Cette personne n’existe plus."))
    return person


def _assign_referent(ask: Ask) -> object:
    return actions.assign_referent(dossier=ask.dossier, referent=chosen_person(ask), by=ask.by)


register(
    BulkGesture(
        "assign_referent",
        pgettext_lazy("heading", "Désigner un référent"),
        Role.TEAM,
        person_field(gettext_lazy("Référent"), Role.REFERENT),
        _assign_referent,
    )
)
for _verb, _role in VERBS.items():
    _found = _step(_verb)
    register(BulkGesture(_verb, gettext_lazy(_found.label), _role, _asked(_found), _perform(_verb)))
