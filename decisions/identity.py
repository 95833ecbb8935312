"""Who the lab is, read once from `config/lab.toml` (or `JALON_LAB`): authority, appeals, budget, place."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from decisions.document import Appeals, Branding, Budget, Issuer


@dataclass(frozen=True)
class Identity:
    """Budgets come by year; `fingerprint` changes with any word of the file."""

    issuer: Issuer
    appeals: Appeals
    programme: str
    cost_centre: str
    domain: str
    accounting_officer: str
    place: str
    refusal_law: str
    inadmissibility_law: str
    siret: str  # the authority's, under which its grants are published; empty: they are not
    branding: Branding
    fingerprint: str

    def budget(self, year: int, line: str = "") -> Budget:
        """The budget line of that year; `line`, a call's own, in place of the lab's programme."""
        return Budget(
            year=year,
            programme=line or self.programme,
            cost_centre=self.cost_centre,
            domain=self.domain,
            accounting_officer=self.accounting_officer,
        )


@lru_cache(maxsize=1)
def identity() -> Identity:
    """The lab's identity; raises KeyError or tomllib.TOMLDecodeError when the file is not whole."""
    content = settings.LAB_IDENTITY.read_bytes()
    said = tomllib.loads(content.decode())
    issuer = said["issuer"]
    return Identity(
        issuer=Issuer(**{**issuer, "visas": tuple(issuer["visas"])}),
        appeals=Appeals(**said["appeals"]),
        **said["budget"],
        place=said["signature"]["place"],
        refusal_law=said["refusal"]["law"],
        inadmissibility_law=said["inadmissibility"]["law"],
        siret=said.get("open_data", {}).get("siret", ""),
        branding=Branding(settings.BRANDING),
        fingerprint=hashlib.sha256(content + settings.BRANDING.encode()).hexdigest(),
    )
