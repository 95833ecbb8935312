"""Where a dossier brought from a file comes from: kept so that it is brought once, and its source shown."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models import Call, Dossier


class ImportedProject(models.Model):
    """That a dossier came from a file: its key there, its source and licence, and what was added to it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="imported")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="imported")
    slug = models.CharField(_("clé"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    added = models.TextField(_("ce qui a été ajouté"), blank=True)

    class Meta:
        verbose_name = _("projet repris d’un fichier")
        constraints: ClassVar = [models.UniqueConstraint(fields=["call", "slug"], name="imported_once_a_call")]

    def __str__(self) -> str:
        return self.slug
