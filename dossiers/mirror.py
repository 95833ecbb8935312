"""The columns of a dossier that repeat answers of its form, because lists show, filter, search or sort by them."""

from accounts.models import Service, normalised
from accounts.prepared import Prepared
from dossiers.form.budget import totals
from dossiers.form.completeness import Contents
from dossiers.models import Dossier

_named: Prepared[Service] = Prepared(lambda name: Service.objects.filter(normalised_name=name).order_by(), str)


def mirror(dossier: Dossier, contents: Contents) -> list[str]:
    """Copies those answers to the instance's columns and names the ones that are other now; the caller saves them. One
    statement (the service).

    A service that nobody knows yet stays without a row: a name that is still being typed is no service's. The deposit
    makes it known, see `named_service`.
    """
    project, beneficiary = contents.get("project", {}), contents.get("beneficiary", {})
    sums, title = totals(contents.get("budget", {})), project.get("title", "")
    said = {
        "title": title,
        "title_words": normalised(title),
        "summary": project.get("summary", ""),
        "department": project.get("department", ""),
        "theme": project.get("theme", ""),
        "beneficiary_kind": beneficiary.get("kind", ""),
        "beneficiary_name": beneficiary.get("name", ""),
        "siret": beneficiary.get("siret", ""),
        "requested": sums.requested,
        "total_cost": sums.expenses,
    }
    changed = [column for column, value in said.items() if getattr(dossier, column) != value]
    for column in changed:
        setattr(dossier, column, said[column])
    service = next(_named.instances(normalised(project.get("service", ""))), None)
    if dossier.service_id != (service.pk if service else None):
        changed.append("service")
    dossier.service = service  # what is read of it next asks nothing
    return changed


def named_service(name: str, department: str) -> Service | None:
    """The service of that name however it is written, made known when it is new; None for no name."""
    if not name.strip():
        return None
    return Service.objects.named(name, department=department or "00")
