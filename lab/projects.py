"""A file of projects, read: each line a project, or what is wrong with it. Touches no database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from dossiers.form.budget import ABSURD
from dossiers.form.questions import BENEFICIARIES, DEPARTMENTS
from dossiers.form.values import one_line, plain

BENEFICIARY_CODES = {
    "service de l'État": "state",
    "association": "association",
    "EPCI": "local",
    "commune": "local",
    "établissement public": "public_body",
    **{code: code for code, _label in BENEFICIARIES},
}

#: What a line may say in words, and how long each may be. The description is cut to the form's own length later.
TEXTS = {
    "title": 150,
    "administration": 200,
    "service": 200,
    "summary": 1000,
    "slug": 200,
    "description_markdown": 100_000,
    "department": 40,
    "beneficiary": 40,
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
        # Decimal reads a number of any length; int would refuse one of 5,000 digits as if the whole file were wrong.
        said = json.loads(content.decode("utf-8-sig"), parse_int=Decimal)
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
    problems = _ill_said(row)
    title, service = _text(row, "title"), _text(row, "administration") or _text(row, "service")
    summary = _text(row, "summary")
    problems += [
        f"« {name} » manque"
        for name, value in (("title", title), ("administration", service), ("summary", summary))
        if not value and not any(f"« {name} »" in problem for problem in problems)
    ]
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
            description=_prose(row, "description_markdown") or summary,
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


def _ill_said(row: Mapping[str, Any]) -> list[str]:
    """What is not a text where one is expected, or is too long."""
    problems = []
    for name, most in TEXTS.items():
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            problems.append(f"« {name} » n’est pas un texte")
        elif len(_prose(row, name)) > most:
            problems.append(f"« {name} » dépasse {most} caractères")
    return problems


def _requested(row: Mapping[str, Any], problems: list[str]) -> Decimal | None:
    said = row.get("requested")
    if said is None:
        return None
    try:
        amount = Decimal(str(said)) if isinstance(said, str | float | Decimal) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount.is_nan():
        problems.append("« requested » n’est pas un montant")
        return None
    if not 0 < amount <= ABSURD or amount != round(amount, 2):
        problems.append(f"« requested » doit aller de 0,01 à {ABSURD:.0f} euros, avec deux décimales au plus")
        return None
    return amount


def _text(row: Mapping[str, Any], name: str) -> str:
    """On one line, without what cannot be seen or printed."""
    return one_line(_prose(row, name))


def _prose(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return plain(value).strip() if isinstance(value, str) else ""


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = row.get(name)
    read = (one_line(value) for value in values if isinstance(value, str)) if isinstance(values, list) else ()
    return tuple(filter(None, read))


def _pairs(row: Mapping[str, Any], name: str, first: str, second: str) -> tuple[str, ...]:
    """Small objects as « first : second »; what is neither a text nor a number is left out."""
    values = row.get(name)
    rows = [v for v in values if isinstance(v, Mapping)] if isinstance(values, list) else []
    read = (" : ".join(filter(None, (_cell(v.get(key)) for key in (first, second)))) for v in rows)
    return tuple(filter(None, read))


def _cell(value: Any) -> str:
    return one_line(str(value)) if isinstance(value, str | float | Decimal) and not isinstance(value, bool) else ""
