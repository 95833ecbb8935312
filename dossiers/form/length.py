"""The two lengths of the form: the full one, and the short one for a small request. Pure data.

The short form asks what the three criteria are scored on and what the act is written from; the answers that it does not
ask stay where they are, so that passing from one length to the other loses nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from dossiers.form.questions import SectionDef


class Length(StrEnum):
    FULL = "full"
    SHORT = "short"


#: The questions of each section that the short form asks, required there if they are in the full one.
ASKED: Mapping[str, frozenset[str]] = {
    "project": frozenset({"title", "service", "department", "theme", "summary"}),
    "need": frozenset({"irritant", "evidence"}),
    "method": frozenset({"approach", "novelty"}),
    "partners": frozenset({"partners"}),
    "calendar": frozenset({"starts_on", "ends_on"}),
    "budget": frozenset({"expenses", "resources"}),
    "indicator": frozenset({"indicator", "unit", "target"}),
    "reuse": frozenset({"reuse"}),
    "interests": frozenset({"has_interest", "interest"}),
    "beneficiary": frozenset(
        {
            "kind",
            "name",
            "siret",
            "address",
            "representative_quality",
            "representative_first_name",
            "representative_last_name",
            "pledge_on",
            "cerfa",
        }
    ),
}


def is_asked(section: str, question: str, length: Length) -> bool:
    return length is Length.FULL or question in ASKED[section]


def asked(section: SectionDef, length: Length) -> SectionDef:
    """The section with the questions of that length alone."""
    if length is Length.FULL:
        return section
    return replace(section, questions=tuple(q for q in section.questions if q.name in ASKED[section.code]))
