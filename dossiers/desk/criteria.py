"""What narrows a list, each criterion said once: its field, and the rows it keeps. Rooms above add theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import DEPARTMENTS, User, normalised
from accounts.roles import Role
from dossiers.desk import holders
from dossiers.desk.listing import in_state
from dossiers.desk.worklist import awaited
from dossiers.models import Assignment, Call, DossierQuerySet
from dossiers.models.dossier import Beneficiary
from dossiers.visibility import holders as holding
from workflow import clock
from workflow.states import DOSSIER

Rows = DossierQuerySet
ME = "me"
#: In the address: the dossiers that nobody has in hand.
NO_ONE = "nobody"
#: In the address: silence has refused already, or will within so many days.
SILENCE_PAST = "past"
SILENCE_DAYS = (7, 30, 90)


class Where(Enum):
    """Which lists a criterion narrows: elsewhere than on the desk, it must tell nothing that a leader is not told."""

    DESK = "desk"
    ELSEWHERE = "elsewhere"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Criterion:
    """One filter. `field` makes the form's field for a person; `keep` narrows the rows to a value given there.

    `main`: it stands in front, the others wait under a fold.
    """

    code: str
    field: Callable[[User], forms.Field]
    keep: Callable[[Rows, User, Any], Rows]
    where: Where = Where.DESK
    main: bool = False


_criteria: list[Criterion] = []
#: Which dossiers are confided to one of those people, each way a condition. Rooms above add theirs.
confided: list[Callable[[QuerySet[User]], Q]] = []


def register(criterion: Criterion) -> None:
    _criteria.append(criterion)


def criteria(*, desk: bool) -> list[Criterion]:
    here = Where.DESK if desk else Where.ELSEWHERE
    return [criterion for criterion in _criteria if criterion.where in {here, Where.ANYWHERE}]


# -- fields ---------------------------------------------------------------------
def _choice(label: Any, choices: list[tuple[str, Any]], empty: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False)


def _words(_user: User) -> forms.Field:
    return forms.CharField(
        label=_("Rechercher"),
        help_text=_("Référence, titre, service ou porteur"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


def _state(_user: User) -> forms.Field:
    return _choice(_("Étape"), [(s.code, _(s.label)) for s in DOSSIER.states], _("Toutes"))


def _call(_user: User) -> forms.Field:
    return _choice(_("Appel"), list(Call.objects.values_list("code", "title")), _("Tous"))


def _department(_user: User) -> forms.Field:
    return _choice(_("Département"), list(DEPARTMENTS), _("Tous"))


def _kind(_user: User) -> forms.Field:
    return _choice(_("Bénéficiaire"), list(Beneficiary.choices), _("Tous"))


def _holder(_user: User) -> forms.Field:
    known = [(holder.code, capfirst(str(holder.label))) for holder in holders.holders()]
    return _choice(_("Qui a la main"), [(ME, _("Moi")), *known, (NO_ONE, _("Personne"))], _("Tout le monde"))


def _person(_user: User) -> forms.Field:
    """Those who may be asked for an opinion or a review today; one statement."""
    people = holding(Role.REFERENT, Role.TEAM).order_by("last_name", "first_name", "pk")
    named = [(str(person.ref), f"{person.last_name} {person.first_name}") for person in people]
    return _choice(_("Confié à"), named, _("Tous"))


def _overdue(_user: User) -> forms.Field:
    return forms.BooleanField(label=_("En retard seulement"), required=False)


def _live(_user: User) -> forms.Field:
    return forms.BooleanField(label=_("Sans les dossiers terminés"), required=False)


def _silence(_user: User) -> forms.Field:
    near = [(str(days), _("d’ici %(days)s jours") % {"days": days}) for days in SILENCE_DAYS]
    return _choice(_("Refus implicite"), [(SILENCE_PAST, _("date passée")), *near], _("Toutes dates"))


class AmountField(forms.DecimalField):
    """Euros as people write them: 12 000, 12000,50 or 12 000 €."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(str(value or "").replace("€", "").split()).replace(",", "."))


def _amount(label: Any) -> Callable[[User], forms.Field]:
    widget = {"inputmode": "decimal", "autocomplete": "off"}
    return lambda _user: AmountField(
        label=label, min_value=0, max_digits=12, decimal_places=2, required=False, widget=forms.TextInput(attrs=widget)
    )


def _day(label: Any) -> Callable[[User], forms.Field]:
    bounds = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]
    return lambda _user: forms.DateField(label=label, required=False, widget=forms.DateInput(), validators=bounds)


# -- rows -----------------------------------------------------------------------
def _with_words(rows: Rows, _user: User, words: str) -> Rows:
    """Every word, in the reference, the title, the service or the leader's name, whatever its case and accents."""
    for word in normalised(words).split():
        rows = rows.filter(
            Q(title_words__contains=word)
            | Q(service_words__contains=word)
            | Q(leader_words__contains=word)
            | Q(reference__contains=word.upper())
        )
    return rows


def _held_by(rows: Rows, user: User, code: str) -> Rows:
    if code == ME:
        return rows.filter(pk__in=awaited(user).order_by().values("case_id"))
    return rows.annotate(holder=holders.holder_of_row()).filter(holder=holders.NOBODY if code == NO_ONE else code)


def silent_within(code: str) -> Q:
    """The dossiers that silence has refused already, or will refuse within that many days, today counted."""
    today = clock.today()
    if code == SILENCE_PAST:
        return Q(implicit_decision_on__lt=today)
    return Q(implicit_decision_on__gte=today, implicit_decision_on__lte=today + timedelta(days=int(code)))


def _confided_to(rows: Rows, _user: User, ref: str) -> Rows:
    found = Q(pk__in=[])
    people = User.objects.filter(ref=UUID(ref))
    for condition in confided:
        found |= condition(people)
    return rows.filter(found)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def assigned_to(people: QuerySet[User]) -> Q:
    """The dossiers that one of those people challenges now."""
    return Q(Exists(Assignment.objects.filter(dossier=OuterRef("pk"), referent__in=people, ended_at=None)))


confided.append(assigned_to)

for _one in (
    Criterion("q", _words, _with_words, Where.ANYWHERE, main=True),
    Criterion("state", _state, lambda rows, _user, code: rows.filter(state=code), main=True),
    Criterion("state", _state, lambda rows, user, code: rows.filter(in_state(user, code)), Where.ELSEWHERE, main=True),
    Criterion("holder", _holder, _held_by, main=True),
    Criterion("call", _call, lambda rows, _user, code: rows.filter(call__code=code), Where.ANYWHERE, main=True),
    Criterion("overdue", _overdue, lambda rows, _user, _yes: rows.filter(due_key__lt=clock.today()), main=True),
    Criterion("live", _live, lambda rows, _user, _yes: rows.exclude(state__in=holders.ENDS)),
    Criterion("silence", _silence, lambda rows, _user, code: rows.filter(silent_within(code))),
    Criterion("person", _person, _confided_to),
    Criterion("department", _department, lambda rows, _user, code: rows.filter(department=code)),
    Criterion("kind", _kind, lambda rows, _user, code: rows.filter(beneficiary_kind=code)),
    Criterion(
        "least",
        _amount(_("Demandé, au moins")),
        lambda rows, _user, least: rows.filter(requested__gte=Decimal(least)),
    ),
    Criterion(
        "most", _amount(_("Demandé, au plus")), lambda rows, _user, most: rows.filter(requested__lte=Decimal(most))
    ),
    Criterion(
        "since",
        _day(_("Déposé depuis le")),
        lambda rows, _user, day: rows.filter(deposited_at__gte=midnight(day)),
    ),
    Criterion(
        "until",
        _day(_("Déposé jusqu’au")),
        lambda rows, _user, day: rows.filter(deposited_at__lt=midnight(day + timedelta(days=1))),
    ),
):
    register(_one)
