"""The Lab-O's rubric, word for word, and which rubric a dossier is scored by."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.prepared import Prepared
from dossiers.models import Call, Dossier
from scoring.models import CallRubric, Criterion, Review, Rubric
from workflow import clock


@dataclass(frozen=True)
class _Criterion:
    code: str
    label: str
    hint: str
    weight: int
    tie_break: int | None
    levels: tuple[str, str, str, str, str, str]


#: The three criteria of the Lab-O's own call; their weights, and what each whole score means.
LAB_O = (
    _Criterion(
        code="impact",
        label="Impact avéré sur l’action publique",
        hint="",
        weight=40,
        tie_break=1,
        levels=(
            "Non renseigné",
            "Affirmé sans constat",
            "Irritant décrit, effet plausible",
            "Irritant documenté, indicateur et cible",
            "Valeur initiale mesurée, test prévu",
            "Preuve de pilote, évaluation prévue",
        ),
    ),
    _Criterion(
        code="partnership",
        label="Interministériel, multipartenarial ou transposable",
        hint="le meilleur axe, jamais la somme",
        weight=30,
        tie_break=2,
        levels=(
            "Service isolé, non transposable",
            "Partenaires cités, sans rôle",
            "Un partenaire, ou transposition évoquée",
            "Deux partenaires engagés, ou conditions de reprise décrites",
            "Deux ministères copilotent, ou un repreneur identifié",
            "Copilotage signé et financé, ou kit et deux repreneurs engagés",
        ),
    ),
    _Criterion(
        code="innovation",
        label="Innovant, notamment dans les méthodes d’animation",
        hint="",
        weight=30,
        tie_break=None,
        levels=(
            "Reconduction ou achat courant",
            "Innovation déclarée, non décrite",
            "Méthode connue, peu participative",
            "Nouvelle pour le service, ateliers usagers",
            "Prototype et itérations avec usagers",
            "Inédite en région, risque assumé, documentation ouverte",
        ),
    ),
)


def default_rubric() -> Rubric:
    """The Lab-O's rubric, made the first time it is asked for."""
    with transaction.atomic():
        rubric, made = Rubric.objects.get_or_create(
            code="lab-o", version=1, defaults={"title": "Grille du Lab-O", "created_at": clock.now()}
        )
        if made:
            Criterion.objects.bulk_create(_row(rubric, place, one) for place, one in enumerate(LAB_O, start=1))
    return rubric


def _row(rubric: Rubric, place: int, one: _Criterion) -> Criterion:
    zero, first, second, third, fourth, fifth = one.levels
    return Criterion(
        rubric=rubric,
        code=one.code,
        label=one.label,
        hint=one.hint,
        weight=one.weight,
        position=place,
        tie_break=one.tie_break,
        level_0=zero,
        level_1=first,
        level_2=second,
        level_3=third,
        level_4=fourth,
        level_5=fifth,
    )


def bind(*, call: Call, rubric: Rubric) -> CallRubric:
    """Makes it the rubric of that call; reviews already assigned keep theirs."""
    return CallRubric.objects.update_or_create(call=call, defaults={"rubric": rubric})[0]


def call_rubric(call: Call) -> Rubric:
    """The rubric that the next reviews of a call are written on, its criteria at hand: two statements."""
    bound = Rubric.objects.filter(call_links__call=call).prefetch_related("criteria").first()
    return bound or default_rubric()


def held_by_reviews(call: Call) -> str:
    """Why the rubric of a call may no longer change; empty while no review has begun. One statement."""
    if not Review.objects.filter(dossier__call=call).exists():
        return ""
    return _("Des évaluations ont commencé avec cette grille : sous une autre, leurs notes ne se compareraient plus.")


def rubric_for(dossier: Dossier) -> Rubric:
    """The rubric of a dossier's reviews: the one frozen on those it has, else its call's, else the Lab-O's.

    All its reviews share one rubric, or their scores could not be compared.
    """
    frozen = next(_frozen.instances(dossier.pk), None)
    return frozen or Rubric.objects.filter(call_links__call=dossier.call_id).first() or default_rubric()


_frozen: Prepared[Rubric] = Prepared(
    lambda dossier: Rubric.objects.filter(reviews__in=Review.objects.filter(dossier=dossier)).distinct().order_by("pk"),
    UUID,
)
