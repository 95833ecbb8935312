"""The services that people work for, and that carry dossiers."""

import unicodedata
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

DEPARTMENTS: list[tuple[str, str]] = [
    ("09", "Ariège (09)"),
    ("11", "Aude (11)"),
    ("12", "Aveyron (12)"),
    ("30", "Gard (30)"),
    ("31", "Haute-Garonne (31)"),
    ("32", "Gers (32)"),
    ("34", "Hérault (34)"),
    ("46", "Lot (46)"),
    ("48", "Lozère (48)"),
    ("65", "Hautes-Pyrénées (65)"),
    ("66", "Pyrénées-Orientales (66)"),
    ("81", "Tarn (81)"),
    ("82", "Tarn-et-Garonne (82)"),
    ("00", "Hors Occitanie"),
]


def normalised(name: str) -> str:
    """A service's name as it is compared: no case, accents, punctuation nor double spaces; at most 200 characters.

    >>> normalised("  Préfecture de l’Hérault ")
    'prefecture de l herault'
    """
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())[:200]


class ServiceManager(models.Manager["Service"]):
    def named(self, name: str, *, department: str = "00") -> "Service":
        """The service of that name, however it is written; made with that department when there is none."""
        tidy = " ".join(name.split())
        found, _created = self.get_or_create(
            normalised_name=normalised(tidy), defaults={"name": tidy, "department": department}
        )
        return found


class Service(models.Model):
    """An administration, association or local authority: who people work for and who carries a dossier.

    One row a service, however people write its name: the rules on interests compare rows, not names.
    """

    name = models.CharField(_("nom"), max_length=200, unique=True)
    normalised_name = models.CharField(max_length=200, unique=True, editable=False)
    department = models.CharField(_("département"), max_length=2, choices=DEPARTMENTS, default="00")

    objects = ServiceManager()

    class Meta:
        verbose_name = _("service")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalised_name = normalised(self.name)
        super().save(*args, **kwargs)
