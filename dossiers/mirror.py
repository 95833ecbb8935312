"""The columns of a dossier that repeat answers of its form, because lists show, filter, search or sort by them."""

from accounts.models import Service, normalised
from dossiers.form.budget import totals
from dossiers.form.completeness import Contents
from dossiers.models import Dossier

#: The columns that `mirror` writes.
COLUMNS = (
    "title",
    "title_words",
    "summary",
    "department",
    "theme",
    "service",
    "beneficiary_kind",
    "beneficiary_name",
    "siret",
    "requested",
    "total_cost",
)


def mirror(dossier: Dossier, contents: Contents) -> None:
    """Copies those answers to the instance's columns; the caller saves. One statement (the service).

    A service that nobody knows yet stays without a row: a name that is still being typed is no service's. The deposit
    makes it known, see `named_service`.
    """
    project, beneficiary = contents.get("project", {}), contents.get("beneficiary", {})
    sums = totals(contents.get("budget", {}))
    dossier.title = project.get("title", "")
    dossier.title_words = normalised(dossier.title)
    dossier.summary = project.get("summary", "")
    dossier.department = project.get("department", "")
    dossier.theme = project.get("theme", "")
    dossier.service = Service.objects.filter(normalised_name=normalised(project.get("service", ""))).first()
    dossier.beneficiary_kind = beneficiary.get("kind", "")
    dossier.beneficiary_name = beneficiary.get("name", "")
    dossier.siret = beneficiary.get("siret", "")
    dossier.requested, dossier.total_cost = sums.requested, sums.expenses


def named_service(name: str, department: str) -> Service | None:
    """The service of that name however it is written, made known when it is new; None for no name."""
    if not name.strip():
        return None
    return Service.objects.named(name, department=department or "00")
