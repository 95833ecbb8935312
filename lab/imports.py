"""Bringing the projects of a file into a call, as drafts that their leader completes and deposits."""

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from stdnum import luhn

from accounts.models import User
from dossiers import actions
from dossiers.models import Call, Dossier
from lab.answers import ADDED, Added, answers
from lab.models import ImportedProject
from lab.projects import Project, ProjectFile
from workflow import clock
from workflow.verdict import Refusal

#: Amounts are drawn from this seed and the project's key: the same file gives the same amounts, line by line.
SEED = 349


@dataclass(frozen=True)
class Imported:
    """What became of a line: its dossier, or every reason why there is none."""

    number: int
    name: str
    dossier: Dossier | None
    problems: tuple[str, ...]


def draw(project: Project, call: Call) -> Added:
    """What the file does not say, drawn from the seed and the project's key."""
    # Not a secret: an example must be the same each time.
    chance = random.Random(f"{SEED}:{project.slug}")  # noqa: S311
    requested = project.requested or Decimal(chance.randrange(30, 400) * 100)
    own = (requested * Decimal(chance.randrange(5, 60)) / 100).quantize(Decimal("1"))
    digits = f"130{chance.randrange(10**5):05}"
    siren = digits + luhn.calc_check_digit(digits)
    office = siren + f"{chance.randrange(1, 999):04}"
    return Added(
        requested=requested,
        own_share=max(own, Decimal(100)),
        siret=office + luhn.calc_check_digit(office),
        starts_on=call.closes_on + timedelta(days=chance.randrange(60, 120)),
        months=chance.randrange(6, 15),
        has_interest="interest" in project.case,
    )


def write_draft(*, project: Project, call: Call, leader: User, source: str, licence: str) -> Dossier | Refusal:
    """One project as a complete draft of that leader, with its source; whole or not at all."""
    with transaction.atomic():
        dossier = actions.open_draft(call=call, by=leader)
        if isinstance(dossier, Refusal):
            return dossier
        for section, given in answers(project, draw(project, call)).items():
            saved = actions.save_section(dossier=dossier, section=section, answers=given, revision=0, by=leader)
            if isinstance(saved, Refusal):
                transaction.set_rollback(True)
                return saved
        ImportedProject.objects.create(
            call=call, dossier=dossier, slug=project.slug, source=source[:300], licence=licence[:200], added=ADDED
        )
    return dossier


def import_projects(*, file: ProjectFile, call: Call, leader: User, dry_run: bool = False) -> list[Imported]:
    """Brings each line that can be brought, once; the others tell why. A dry run writes nothing and tells the same."""
    known = set(ImportedProject.objects.filter(call=call).values_list("slug", flat=True))
    told: list[Imported] = []
    for line in file.lines:
        problems = list(line.problems)
        dossier: Dossier | None = None
        if line.project is not None and line.project.slug in known:
            problems.append("déjà repris dans cet appel")
        elif line.project is not None:
            outcome = _bring(line.project, file, call, leader, dry_run=dry_run)
            if isinstance(outcome, Refusal):
                problems.append(outcome.sentence)
            else:
                dossier = outcome
        told.append(Imported(line.number, line.name, dossier, tuple(problems)))
    return told


def _bring(project: Project, file: ProjectFile, call: Call, leader: User, *, dry_run: bool) -> Dossier | Refusal:
    """The draft; a dry run writes it and takes it back, so that it meets the very same checks."""
    with transaction.atomic():
        outcome = write_draft(project=project, call=call, leader=leader, source=file.source, licence=file.licence)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def import_leader() -> User:
    """Who leads imported drafts until they are handed over: an account that nobody signs in to."""
    email = "import@lab-o.example"
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email=email, first_name="Import", last_name="de projets", job_title=f"ouvert le {clock.today():%d/%m/%Y}"
    )
