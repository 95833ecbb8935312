"""A project from a file, as answers to the form: its own words where they fit, nothing invented of what it says.

What the file does not say and the form asks for (amounts, dates, an address) is added by the caller's draw and said so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dossiers.form.vocabulary import CERFA_EARLIER
from lab.plain_text import passages
from lab.projects import Project
from lab.themes import theme_of

LONGEST = 3900
NOT_SAID = "Le fichier d’origine ne le dit pas."
ADDED = (
    "Montants, dates, coordonnées et SIRET d’exemple, tirés au sort d’une graine fixe : ils ne sont pas dans la source."
)


@dataclass(frozen=True)
class Added:
    """What is added to the project's own words; amounts in euros."""

    requested: Decimal
    own_share: Decimal
    siret: str
    starts_on: date
    months: int
    has_interest: bool = False


def answers(project: Project, added: Added) -> dict[str, dict[str, Any]]:
    """Every section of the form, complete."""
    problem, solution = _problem_and_solution(project)
    ends_on = added.starts_on + timedelta(days=30 * added.months)
    represented = project.beneficiary in {"association", "public_body"}
    return {
        "project": {
            "title": project.title,
            "service": project.service,
            "department": project.department,
            "theme": theme_of(project.title, project.summary, project.description),
            "summary": project.summary,
        },
        "need": {
            "irritant": problem,
            "evidence": _list(project.figures) or NOT_SAID,
            "users": "Les agents et les usagers du service.",
        },
        "method": {"approach": solution, "novelty": project.summary, "risks": ""},
        "partners": {
            "partners": [{"name": n, "role": "Partenaire du projet", "commitment": "agreed"} for n in project.partners],
            "steering": "",
        },
        "calendar": {
            "deliverables": _list(project.deliverables) or "Un prototype essayé avec des usagers, et son bilan.",
            "starts_on": added.starts_on.isoformat(),
            "ends_on": ends_on.isoformat(),
        },
        "budget": _budget(project, added),
        "indicator": {
            "indicator": "Usagers satisfaits du nouveau service",
            "unit": "%",
            "baseline": "",
            "target": "80",
            "measured_how": "Enquête courte avant l’essai, puis six mois après.",
        },
        "reuse": {"reuse": "Tout service qui rencontre le même problème.", "shared": "La documentation du projet."},
        "interests": {
            "has_interest": "yes" if added.has_interest else "no",
            "interest": "Un membre du COPIL appartient au service porteur." if added.has_interest else "",
        },
        "beneficiary": {
            "kind": project.beneficiary,
            "name": project.service,
            "siret": added.siret,
            "address": "1, place de l’Exemple\n31000 Toulouse",
            "representative_quality": "présidente" if represented else "",
            "representative_first_name": "Maxime" if represented else "",
            "representative_last_name": "Montcalm" if represented else "",
            "pledge_on": (added.starts_on - timedelta(days=200)).isoformat()
            if project.beneficiary == "association"
            else "",
            "cerfa": CERFA_EARLIER if project.beneficiary == "association" else "",
        },
    }


def _problem_and_solution(project: Project) -> tuple[str, str]:
    """The first passage tells the problem, the others the solution; a single one is cut at its middle paragraph."""
    found = passages(project.description)
    if len(found) > 1:
        first, rest = found[0].text, "\n\n".join(f"{p.heading}\n{p.text}".strip() for p in found[1:])
        if first and rest:
            return first[:LONGEST], rest[:LONGEST]
    paragraphs = "\n\n".join(p.text for p in found).split("\n\n")
    half = max(1, len(paragraphs) // 2)
    problem, solution = "\n\n".join(paragraphs[:half]), "\n\n".join(paragraphs[half:])
    return problem[:LONGEST] or project.summary, solution[:LONGEST] or project.summary


def _budget(project: Project, added: Added) -> dict[str, Any]:
    total = added.requested + added.own_share
    workshops = (total * Decimal("0.4")).quantize(Decimal("0.01"))
    kind = "investment" if project.beneficiary == "local" else "service"
    return {
        "expenses": [
            {"label": "Ateliers et prototypage", "kind": "event", "amount": f"{workshops:.2f}"},
            {"label": "Réalisation et essai", "kind": kind, "amount": f"{total - workshops:.2f}"},
        ],
        "resources": [
            {"source": "lab", "label": "", "amount": f"{added.requested:.2f}"},
            {"source": "own", "label": "Part du porteur", "amount": f"{added.own_share:.2f}"},
        ],
    }


def _list(items: tuple[str, ...]) -> str:
    return "\n".join(f"– {item}" for item in items)[:LONGEST]
