"""What a control bears on (dossiers of some calls, of some sessions, of a period, all), and what an archive holds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.models import AgendaItem, Session
from decisions.models import Act
from dossiers.models import Call, Dossier
from dossiers.wording import written_day


class Kind(models.TextChoices):
    """Which dossiers, by what."""

    SESSIONS = "sessions", gettext_lazy("des séances du COPIL")
    CALLS = "calls", gettext_lazy("des appels")
    PERIOD = "period", gettext_lazy("une période")
    ALL = "all", gettext_lazy("tous les dossiers")
    DOSSIER = "dossier", gettext_lazy("un dossier")


#: What a mission may bear on; an archive may hold a single dossier too.
OF_MISSIONS = tuple((kind.value, kind.label) for kind in Kind if kind is not Kind.DOSSIER)


def replacing(begins: Any, ends: Any) -> "QuerySet[Act]":
    """The acts signed meanwhile that amended or corrected one in force: their dossiers were decided again."""
    return Act.objects.signed().filter(supersedes__isnull=False, signed_at__gte=begins, signed_at__lt=ends)


@dataclass(frozen=True)
class Scope:
    """One choice of dossiers; both days of a period count. Drafts never deposited are in none."""

    kind: Kind
    calls: tuple[Call, ...] = ()
    sessions: tuple[Session, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    dossier: Dossier | None = None

    def dossiers_q(self) -> Q:
        """The condition on dossiers."""
        match self.kind:
            case Kind.CALLS:
                return Q(call__in=self.calls)
            case Kind.SESSIONS:
                items = AgendaItem.objects.filter(session__in=self.sessions).order_by()
                return Q(pk__in=items.values("dossier"))
            case Kind.PERIOD:
                begins, ends = instants(self.starts_on, self.ends_on)
                again = replacing(begins, ends).order_by().values("dossier")
                decided = Q(decided_at__gte=begins, decided_at__lt=ends) | Q(pk__in=again)
                return Q(deposited_at__gte=begins, deposited_at__lt=ends) | decided
            case Kind.DOSSIER:
                return Q(pk=self.dossier.pk if self.dossier is not None else None)
        return Q()

    @property
    def sentence(self) -> str:
        """In words, as pages and archives say it."""
        match self.kind:
            case Kind.CALLS:
                named = ", ".join(f"{call.title} ({call.code})" for call in self.calls)
                return _("Dossiers de l’appel %(named)s") % {"named": named}
            case Kind.SESSIONS:
                named = ", ".join(str(session) for session in self.sessions)
                return _("Dossiers inscrits à l’ordre du jour : %(named)s") % {"named": named}
            case Kind.PERIOD if self.starts_on and self.ends_on:
                days = {"first": written_day(self.starts_on), "last": written_day(self.ends_on)}
                return _("Dossiers déposés ou décidés du %(first)s au %(last)s") % days
            case Kind.DOSSIER if self.dossier is not None:
                return _("Dossier %(reference)s, entier") % {"reference": self.dossier.reference}
        return _("Tous les dossiers déposés")


def instants(first: date | None, last: date | None) -> tuple[datetime, datetime]:
    """The first instant of a period and the first one after it, in the lab's time; without a day, of all time."""
    begins = timezone.make_aware(datetime.combine(first or date(1900, 1, 1), time()))
    ends = timezone.make_aware(datetime.combine((last or date(9000, 1, 1)) + timedelta(days=1), time()))
    return begins, ends
