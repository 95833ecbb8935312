"""The team's own marks on dossiers: labels, and who follows which dossier is a column of `Dossier`."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Colour(models.TextChoices):
    """The tag colours of the design system."""

    BLUE_CUMULUS = "blue-cumulus", _("bleu cumulus")
    BLUE_ECUME = "blue-ecume", _("bleu écume")
    PURPLE = "purple-glycine", _("violet glycine")
    PINK_MACARON = "pink-macaron", _("rose macaron")
    PINK_TUILE = "pink-tuile", _("rose tuile")
    ORANGE = "orange-terre-battue", _("orange terre battue")
    YELLOW_TOURNESOL = "yellow-tournesol", _("jaune tournesol")
    YELLOW_MOUTARDE = "yellow-moutarde", _("jaune moutarde")
    GREEN_TILLEUL = "green-tilleul-verveine", _("vert tilleul")
    GREEN_BOURGEON = "green-bourgeon", _("vert bourgeon")
    GREEN_EMERAUDE = "green-emeraude", _("vert émeraude")
    GREEN_MENTHE = "green-menthe", _("vert menthe")
    GREEN_ARCHIPEL = "green-archipel", _("vert archipel")
    BROWN_CAFE = "brown-cafe-creme", _("brun café crème")
    BROWN_CARAMEL = "brown-caramel", _("brun caramel")
    BROWN_OPERA = "brown-opera", _("brun opéra")
    BEIGE = "beige-gris-galet", _("beige gris galet")


class Label(models.Model):
    """A word of the team's, never read by leaders, référents nor members of the committee."""

    name = models.CharField(_("nom"), max_length=30, unique=True)
    colour = models.CharField(_("couleur"), max_length=30, choices=Colour.choices, default=Colour.BLUE_CUMULUS)

    class Meta:
        verbose_name = _("étiquette")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="label_named")]

    def __str__(self) -> str:
        return self.name


class DossierLabel(models.Model):
    """A label on a dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="labelled")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="labelled")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["label__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "label"], name="label_once_a_dossier")]
        indexes: ClassVar = [models.Index(fields=["label", "dossier"], name="label_dossiers")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.label_id}"
