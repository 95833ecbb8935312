"""The funding request: columns for what is listed, sections while it is written, frozen versions once deposited."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import DEPARTMENTS, Service, User, normalised
from accounts.roles import Role
from accounts.themes import THEMES
from dossiers.form.length import Length
from dossiers.models.call import Call
from workflow.grammar import Recall, Transition
from workflow.machine import case_model
from workflow.states import DOSSIER

if TYPE_CHECKING:
    from workflow.models import Case as DossierCase
else:
    DossierCase = case_model(DOSSIER)


class Beneficiary(models.TextChoices):
    """Who receives the money: it decides the legal route of the act (5-documents.md)."""

    STATE = "state", _("Service de l’État")
    ASSOCIATION = "association", _("Association")
    LOCAL = "local", _("Commune ou EPCI (investissement)")
    PUBLIC_BODY = "public_body", _("Établissement public de l’État")


class FormLength(models.TextChoices):
    """Which form a request is written in (`dossiers.form.length`)."""

    FULL = Length.FULL.value, _("formulaire complet")
    SHORT = Length.SHORT.value, _("formulaire court")


class Proposal(models.TextChoices):
    """What is put before the signatory."""

    NONE = "", _("aucune")
    GRANT = "grant", _("accord")
    REFUSAL = "refusal", _("refus")
    INADMISSIBILITY = "inadmissibility", _("irrecevabilité")


#: States that an express decision, or the leader's withdrawal, leads to: from there on silence refuses nothing.
SETTLED = frozenset({"granted", "closed", "refused", "inadmissible", "withdrawn"})

#: How the log calls the moment when a signed decision is told to its leaders (`decisions.release`).
DECISION_TOLD = "decision_notified"

#: The states in the order of the process, as the database sorts them.
STEP_RANK = Case(
    *(When(state=state.code, then=Value(rank)) for rank, state in enumerate(DOSSIER.states)),
    default=Value(len(DOSSIER.states)),
    output_field=models.SmallIntegerField(),
)


def sorted_by(*columns: str) -> list[models.Index]:
    """An index for each order of the list, the primary key settling ties: pages by keyset read it both ways."""
    return [models.Index(fields=[column, "id"], name=f"dossier_sort_{column}") for column in columns]


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User) -> "DossierQuerySet":
        """The rows this person may see: the only way to dossiers for lists, pages, API, exports and search."""
        from dossiers.visibility import visible_q

        return self.filter(visible_q(user))


def words_of(named: User | Service | None) -> str:
    """A name as lists sort and search it: no case nor accents, a person's family name first; empty for nobody."""
    if isinstance(named, User):
        return normalised(f"{named.last_name} {named.first_name}")
    return named.normalised_name if named else ""


class ReferenceCounter(models.Model):
    """The last reference number given in a year; its row is locked while the next one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Dossier(DossierCase):
    """One funding request. Amounts are euros.

    Columns mirror the leader's sections until the first deposit and the last frozen version afterwards, so that what
    others list, filter or sort by is never a working draft.
    """

    READ_WITH = ("call", "leader")

    reference = models.CharField(_("référence"), max_length=20, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="dossiers", verbose_name=_("appel"))
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="led_dossiers",
        verbose_name=_("porteur"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        related_name="dossiers",
        verbose_name=_("service porteur"),
    )
    title = models.CharField(_("titre"), max_length=150, blank=True)
    # The title without case nor accents, as searches compare it.
    title_words = models.CharField(max_length=200, blank=True, editable=False)
    # The service's and the leader's names likewise (family name first), because lists also sort by them.
    service_words = models.CharField(max_length=200, blank=True, editable=False)
    leader_words = models.CharField(max_length=200, blank=True, editable=False)
    summary = models.TextField(_("résumé"), blank=True)
    department = models.CharField(_("département"), max_length=2, choices=DEPARTMENTS, blank=True)
    theme = models.CharField(
        _("thème"), max_length=20, choices=[(code, _(label)) for code, label in THEMES], blank=True, default=""
    )
    beneficiary_kind = models.CharField(_("bénéficiaire"), max_length=20, choices=Beneficiary.choices, blank=True)
    beneficiary_name = models.CharField(_("nom du bénéficiaire"), max_length=200, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    requested = models.DecimalField(_("montant demandé"), max_digits=12, decimal_places=2, default=Decimal(0))
    total_cost = models.DecimalField(_("coût total"), max_digits=12, decimal_places=2, default=Decimal(0))
    form_length = models.CharField(
        _("formulaire"), max_length=10, choices=FormLength.choices, default=FormLength.FULL, editable=False
    )
    created_at = models.DateTimeField(_("créé le"))
    deposited_at = models.DateTimeField(_("déposé le"), null=True, blank=True)
    submitted_version = models.PositiveSmallIntegerField(_("version déposée"), default=0)
    # How many times missing pieces were asked for, and until when those still awaited may come: null when none is.
    pieces_asked = models.PositiveSmallIntegerField(default=0, editable=False)
    pieces_due_on = models.DateField(_("pièces attendues jusqu’au"), null=True, blank=True, editable=False)
    taken_up_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_up_as",
        verbose_name=_("reprend"),
    )
    # The day on which silence refuses the request; null when it means nothing, or nothing any more. See `legal_clock`.
    implicit_decision_on = models.DateField(_("refus implicite le"), null=True, blank=True, editable=False)
    # Since when a receipt is owed (CRPA R112-5), and how many were made; `decisions.receipts` makes them.
    receipt_due_since = models.DateTimeField(null=True, blank=True, editable=False)
    # When it was last tried, while it is due: one that cannot be made lets the others pass before it.
    receipt_tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    receipts_made = models.PositiveSmallIntegerField(default=0, editable=False)
    # The session of the committee that it aims at, by its number, whether somebody chose it, and the last day to do
    # what is left for it; see `aim.keeping`.
    aim_number = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    aim_chosen = models.BooleanField(default=False, editable=False)
    aim_until = models.DateField(null=True, blank=True, editable=False)
    leader_state = models.CharField(max_length=20, default="draft", editable=False)
    # What the leader read before a suspension, and reads again after it: the end of one tells nothing new.
    leader_state_before = models.CharField(max_length=20, blank=True, editable=False)
    # What is put before the signatory; written by effects only.
    proposal = models.CharField(max_length=20, choices=Proposal.choices, blank=True, default="", editable=False)
    proposed_amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0), editable=False)
    proposal_reasons = models.TextField(blank=True, editable=False)
    conditions = models.TextField(_("conditions"), blank=True, editable=False)
    waiting_rank = models.PositiveIntegerField(_("rang en liste complémentaire"), null=True, editable=False)
    reserved = models.DecimalField(_("réservé"), max_digits=12, decimal_places=2, default=Decimal(0), editable=False)
    granted = models.DecimalField(_("accordé"), max_digits=12, decimal_places=2, default=Decimal(0), editable=False)
    decided_at = models.DateTimeField(_("décision signée le"), null=True, blank=True, editable=False)
    # Who of the team follows it from end to end; told to nobody else.
    followed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="followed_dossiers",
        verbose_name=_("suivi par"),
    )
    next_report_on = models.DateField(_("prochain compte rendu"), null=True, blank=True, editable=False)
    # What lists sort by, kept by the database itself: the step's place in the process, two dates or the end of time.
    step_rank = models.GeneratedField(expression=STEP_RANK, output_field=models.SmallIntegerField(), db_persist=True)
    due_key = models.GeneratedField(
        expression=Coalesce("due_on", Value(date.max, output_field=models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    silence_key = models.GeneratedField(
        expression=Coalesce("implicit_decision_on", Value(date.max, output_field=models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        ordering: ClassVar = ["-created_at", "pk"]
        permissions: ClassVar = [
            ("co_lead", "Porter le dossier avec son porteur"),
            ("read", "Lire le dossier"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_key", "id"], name="dossier_by_state"),
            models.Index(fields=["leader", "-created_at"], name="dossier_by_leader"),
            models.Index(fields=["call", "state"], name="dossier_by_call"),
            *sorted_by(
                "title_words",
                "step_rank",
                "call",
                "service_words",
                "leader_words",
                "requested",
                "deposited_at",
                "due_key",
                "silence_key",
            ),
            # What the board counts and adds up, read without the rows themselves.
            models.Index(
                fields=["state", "requested", "due_on", "deposited_at", "leader", "call", "id"],
                name="dossier_board",
            ),
            models.Index(
                fields=["implicit_decision_on"],
                name="dossier_by_silence",
                condition=Q(implicit_decision_on__isnull=False),
            ),
            models.Index(
                fields=["receipt_due_since"],
                name="dossier_receipt_due",
                condition=Q(receipt_due_since__isnull=False),
            ),
            # What the log holds and nobody was told yet (`workflow.telling`).
            models.Index(fields=["id"], name="dossier_untold", condition=Q(log_seq__gt=F("told_seq"))),
            models.Index(
                fields=["suspended_until"],
                name="dossier_suspended",
                condition=Q(suspended_until__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(requested__gte=0, total_cost__gte=0), name="dossier_amounts_positive"),
            models.CheckConstraint(condition=Q(reserved__gte=0, granted__gte=0), name="dossier_sums_not_negative"),
            models.CheckConstraint(condition=Q(told_seq__lte=F("log_seq")), name="dossier_told_what_is_logged"),
            models.CheckConstraint(
                condition=Q(state="suspended") & ~Q(suspended_from="") | ~Q(state="suspended") & Q(suspended_from=""),
                name="dossier_suspended_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(deposited_at__isnull=False, submitted_version__gte=1),
                name="dossier_deposited_beyond_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted__gt=0, decided_at__isnull=False),
                name="dossier_granted_some_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the names that lists sort by together with who they name; who was not loaded has not changed."""
        fields = kwargs.get("update_fields")
        changed = []
        for name, words in (("leader", "leader_words"), ("service", "service_words")):
            if (fields is None or name in fields) and name in self._state.fields_cache:
                setattr(self, words, words_of(getattr(self, name)))
                changed.append(words)
        if fields is not None:
            kwargs["update_fields"] = [*fields, *changed]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("dossiers:page", args=[self.reference])

    def clock_days(self, key: str, default: int) -> int:
        return self.call.working_days(key, default)

    def moved(self, transition: Transition) -> None:
        """Keeps the step that the leader is shown (after a silent move, still the one before) and the legal clock."""
        if self.state == "suspended":
            self.leader_state_before, self.leader_state = self.leader_state, self.state
        elif transition.target is Recall.SUSPENDED_FROM:
            self.leader_state, self.leader_state_before = self.leader_state_before or self.state, ""
        elif not transition.silent:
            self.leader_state, self.leader_state_before = self.state, ""
        self._stop_legal_clock()

    def _stop_legal_clock(self) -> None:
        """A decision stops it once it is told: one that is signed and kept silent is none to who waits for it."""
        if self.leader_state in SETTLED:
            self.implicit_decision_on = None

    def hides(self, state: str) -> bool:
        """Whether it stands in `state` (or sleeps, to come back there) and its leaders do not know that yet."""
        shown = self.leader_state_before if self.suspended_from else self.leader_state
        return (self.suspended_from or self.state) == state and shown != state

    def tell_leader(self, state: str) -> bool:
        """Lets the leader read that the dossier stands in `state`, once it no longer sleeps if it does; not yet saved.

        Whether it does stand there, and that is news to them.
        """
        if not self.hides(state):
            return False
        if self.suspended_from:
            self.leader_state_before = state
        else:
            self.leader_state = state
        self._stop_legal_clock()
        return True

    def known_state(self, roles: frozenset[Role]) -> str:
        return self.leader_state if Role.LEADER in roles else self.state

    @property
    def is_told(self) -> bool:
        """Whether its leaders were told of a grant: what is corrected afterwards stands until it is signed again."""
        known = self.leader_state_before if self.leader_state == "suspended" else self.leader_state
        return known in {"granted", "closed"}

    @property
    def leader_label(self) -> str:
        """The name of the step as the leader may read it, outcome hidden until it is signed."""
        state = self.PROCESS.state(self.leader_state)
        return state.leader_label or state.label

    def holder_of(self, role: Role) -> User | None:
        return self.leader if role is Role.LEADER else None

    @property
    def length(self) -> Length:
        """The form in which its working draft is written."""
        return Length(self.form_length)

    @property
    def is_returned(self) -> bool:
        return bool(self.returned_from)


class Section(models.Model):
    """One section of the form as its leader last saved it; `revision` counts the saves, for two people at once."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "code"], name="section_one_a_code")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.code}"


class Version(models.Model):
    """The whole form as it was deposited: never changed; its SHA-256 is in the log."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content: models.JSONField[Any, Any] = models.JSONField()
    form_length = models.CharField(max_length=10, choices=FormLength.choices, default=FormLength.FULL)
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="version_one_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} v{self.number}"
