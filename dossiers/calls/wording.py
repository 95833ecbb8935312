"""What a call says beside the questions of its form, in place of the site's own help and examples."""

from collections.abc import Mapping
from dataclasses import dataclass

from dossiers.models import Call, CallWording


@dataclass(frozen=True)
class Told:
    """What a call says beside one question, in place of the site's own words; empty: the site's."""

    help: str = ""
    example: str = ""


#: By question, in one section.
Wording = Mapping[str, Told]


def wording_of(call_id: int, section: str) -> Wording:
    """The call's own words in that section; one statement."""
    rows = CallWording.objects.filter(call=call_id, section=section)
    return {row.question: Told(row.help, row.example) for row in rows}


def wordings_of(call_id: int) -> dict[str, dict[str, Told]]:
    """The call's own words in every section, by section; one statement."""
    found: dict[str, dict[str, Told]] = {}
    for row in CallWording.objects.filter(call=call_id):
        found.setdefault(row.section, {})[row.question] = Told(row.help, row.example)
    return found


def sections_worded(call: Call) -> dict[str, int]:
    """By section, how many questions have the call's own words; one statement."""
    found: dict[str, int] = {}
    for code in CallWording.objects.filter(call=call).values_list("section", flat=True):
        found[code] = found.get(code, 0) + 1
    return found
