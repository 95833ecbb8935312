"""A person or a service renamed is renamed in the columns that lists sort by, in the same transaction."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_save

from accounts.models import Service, User
from dossiers.models import Dossier
from dossiers.models.dossier import words_of

NAMES = frozenset({"first_name", "last_name", "name"})


def connect() -> None:
    """Listens to both; whoever renames, from whichever room."""
    post_save.connect(_on_person, sender=User, dispatch_uid="dossiers.names.person")
    post_save.connect(_on_service, sender=Service, dispatch_uid="dossiers.names.service")


def _on_person(instance: User, created: bool, update_fields: frozenset[str] | None, **_signal: Any) -> None:
    if not created and _may_rename(update_fields):
        _rename(Dossier.objects.filter(leader=instance), leader_words=words_of(instance))


def _on_service(instance: Service, created: bool, update_fields: frozenset[str] | None, **_signal: Any) -> None:
    if not created and _may_rename(update_fields):
        _rename(Dossier.objects.filter(service=instance), service_words=words_of(instance))


def _may_rename(update_fields: frozenset[str] | None) -> bool:
    return update_fields is None or bool(NAMES & frozenset(update_fields))


def _rename(dossiers: "QuerySet[Dossier]", **words: str) -> None:
    dossiers.exclude(**words).update(**words)
