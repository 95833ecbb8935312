"""A file of projects, read: each line a project, or what is wrong with it. Touches no database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from dossiers.form.budget import ABSURD
from dossiers.form.questions import BENEFICIARIES, DEPARTMENTS

BENEFICIARY_CODES = {
    "service de l'État": "state",
    "association": "association",
    "EPCI": "local",
    "commune": "local",
    "établissement public": "public_body",
    **{code: code for code, _label in BENEFICIARIES},
}


@dataclass(frozen=True)
class Project:
    """A project as a file tells it; `requested` in euros, None when the file does not say."""

    slug: str
    title: str
    service: str
    summary: str
    description: str
    department: str = "00"
    beneficiary: str = "state"
    partners: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    deliverables: tuple[str, ...] = ()
    requested: Decimal | None = None
    case: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the file, counted from 1: its project, or its problems in words."""

    number: int
    name: str
    project: Project | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class ProjectFile:
    source: str
    licence: str
    lines: tuple[Line, ...]


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; one French sentence."""


def read_projects(content: bytes) -> ProjectFile:
    """The projects of a JSON file: `{"projects": […]}` or `{"dossiers": […]}`, with `source` and `licence` or `note`.

    Raises UnreadableFileError; a wrong line raises nothing and tells its problems.
    """
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as wrong:
        raise UnreadableFileError("Ce fichier n’est pas du JSON en UTF-8.") from wrong
    rows = said.get("projects", said.get("dossiers")) if isinstance(said, dict) else None
    if not isinstance(rows, list):
        raise UnreadableFileError("Ce fichier n’a pas de liste « projects » ou « dossiers ».")
    seen: set[str] = set()
    lines = tuple(_line(number, row, seen) for number, row in enumerate(rows, start=1))
    return ProjectFile(_text(said, "source") or _text(said, "note"), _text(said, "licence"), lines)


def _line(number: int, row: Any, seen: set[str]) -> Line:
    if not isinstance(row, Mapping):
        return Line(number, "", None, ("ce n’est pas un objet",))
    project, problems = _project(row)
    if project.slug in seen:
        problems.append(f"clé en double : {project.slug}")
    seen.add(project.slug)
    return Line(number, project.title, None if problems else project, tuple(problems))


def _project(row: Mapping[str, Any]) -> tuple[Project, list[str]]:
    problems: list[str] = []
    title, service = _text(row, "title"), _text(row, "administration") or _text(row, "service")
    summary = _text(row, "summary")
    for name, value, most in (("title", title, 150), ("administration", service, 200), ("summary", summary, 1000)):
        if not value:
            problems.append(f"« {name} » manque")
        elif len(value) > most:
            problems.append(f"« {name} » dépasse {most} caractères")
    department = _text(row, "department") or "00"
    if department not in dict(DEPARTMENTS):
        problems.append(f"département inconnu : {department[:20]}")
    beneficiary = _text(row, "beneficiary") or "state"
    if beneficiary not in BENEFICIARY_CODES:
        problems.append(f"bénéficiaire inconnu : {beneficiary[:40]}")
    return (
        Project(
            slug=_text(row, "slug") or title.lower(),
            title=title,
            service=service,
            summary=summary,
            description=_text(row, "description_markdown") or summary,
            department=department,
            beneficiary=BENEFICIARY_CODES.get(beneficiary, "state"),
            partners=_texts(row, "partners"),
            figures=_pairs(row, "key_figures", "amount", "description"),
            deliverables=_pairs(row, "deliverables", "title", "description"),
            requested=_requested(row, problems),
            case=_text(row, "case"),
        ),
        problems,
    )


def _requested(row: Mapping[str, Any], problems: list[str]) -> Decimal | None:
    if row.get("requested") is None:
        return None
    try:
        amount = Decimal(str(row["requested"]))
    except InvalidOperation:
        problems.append("« requested » n’est pas un montant")
        return None
    if not amount.is_finite() or not 0 < amount <= ABSURD or amount != round(amount, 2):
        problems.append(f"« requested » doit aller de 0,01 à {ABSURD:.0f} euros")
        return None
    return amount


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = row.get(name)
    return tuple(v.strip() for v in values if isinstance(v, str) and v.strip()) if isinstance(values, list) else ()


def _pairs(row: Mapping[str, Any], name: str, first: str, second: str) -> tuple[str, ...]:
    values = row.get(name)
    rows = [v for v in values if isinstance(v, Mapping)] if isinstance(values, list) else []
    return tuple(" : ".join(str(v[key]).strip() for key in (first, second) if v.get(key)) for v in rows)
