"""Acts from preparation to replacement, and the bytes they were issued as."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Delegation, User
from dossiers.models import Dossier
from dossiers.visibility import beside_leader


class ActCounter(models.Model):
    """The last act number given in a year; its row is locked while the next one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class ActQuerySet(models.QuerySet["Act"]):
    def visible_to(self, user: User) -> "ActQuerySet":
        """The signed acts of the dossiers that this person may see; of those they lead, once told to its leaders."""
        told = Q(notified_at__isnull=False) | ~Q(dossier__in=Dossier.objects.filter(beside_leader(user)).values("pk"))
        return self.signed().filter(told, dossier__in=Dossier.objects.visible_to(user).order_by().values("pk"))

    def signed(self) -> "ActQuerySet":
        """In force, or once so."""
        return self.filter(signed_at__isnull=False)

    def current(self) -> "ActQuerySet":
        """In force, or prepared to be."""
        return self.filter(status__in=[Act.Status.PREPARED, Act.Status.IN_FORCE])


class Act(models.Model):
    """One act. While prepared it may be rendered again; once signed, only its being replaced changes it (triggers).

    `inputs` are the canonical bytes of everything that the act says; `title`, `beneficiary`, `words` and `amount`
    (euros) repeat what lists show and search. `basis_sha256` is the hash of what could still move under a prepared act
    (`decisions.basis`): signing compares it. `terms_sha256` is the hash of what the parties of an agreement agree on:
    everything but the day of the signature.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", _("accord")
        REFUSAL = "refusal", _("refus")
        INADMISSIBILITY = "inadmissibility", _("irrecevabilité")

    class Status(models.TextChoices):
        PREPARED = "prepared", _("préparé")
        IN_FORCE = "in_force", _("en vigueur")
        SUPERSEDED = "superseded", _("remplacé ou retiré")
        DROPPED = "dropped", _("abandonné avant signature")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="acts")
    number = models.CharField(_("numéro"), max_length=20, unique=True)
    code = models.CharField(_("code de vérification"), max_length=20, unique=True)
    kind = models.CharField(_("décision"), max_length=20, choices=Kind.choices)
    route = models.CharField(_("forme"), max_length=30)
    title = models.CharField(_("projet"), max_length=200)
    beneficiary = models.CharField(_("bénéficiaire"), max_length=200)
    words = models.TextField(editable=False)  # both without case nor accents, as searches compare them
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2, default=Decimal(0))
    reasons_law = models.TextField(_("motifs de droit"), blank=True)
    reasons_fact = models.TextField(_("motifs de fait"), blank=True)
    #: Which amendment of the grant it is; 0 for an act that amends none.
    amendment = models.PositiveSmallIntegerField(_("avenant n°"), default=0)
    report_due = models.DateField(_("compte rendu final attendu le"), null=True, blank=True)
    status = models.CharField(_("état"), max_length=12, choices=Status.choices, default=Status.PREPARED)
    template_version = models.CharField(max_length=20)
    basis_sha256 = models.CharField(max_length=64)
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    terms_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    letter_sha256 = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    signatory = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acts")
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="acts")
    countersigned_on = models.DateField(_("signée par le bénéficiaire le"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signé le"), null=True, blank=True)
    # When its leaders were told of it: with its signature, or together with the others of its session.
    notified_at = models.DateTimeField(_("notifié le"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("acte")
        ordering: ClassVar = ["-prepared_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["-signed_at"], name="act_by_signature"),
            models.Index(fields=["pdf_sha256"], name="act_by_bytes"),
            models.Index(fields=["letter_sha256"], name="act_by_letter_bytes"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(status="in_force"), name="act_one_in_force"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(status="prepared"), name="act_one_prepared"),
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "dropped"], signed_at=None, superseded_at=None)
                | Q(status="in_force", signed_at__isnull=False, superseded_at=None)
                | Q(status="superseded", signed_at__isnull=False, superseded_at__gte=F("signed_at")),
                name="act_status_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(notified_at=None) | Q(signed_at__isnull=False, notified_at__gte=F("signed_at")),
                name="act_notified_once_signed",
            ),
            models.CheckConstraint(
                condition=Q(kind="grant", amount__gt=0)
                | (~Q(kind="grant") & Q(amount=0) & ~Q(reasons_law="") & ~Q(reasons_fact="")),
                name="act_grants_an_amount_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def awaits_telling(self) -> bool:
        """Whether it is in force and its leaders do not know of it yet."""
        return self.status == self.Status.IN_FORCE and self.notified_at is None


class ActFile(models.Model):
    """The bytes of a document of an act, apart from its row so that lists never load them."""

    class Part(models.TextChoices):
        ACT = "act", _("acte")
        LETTER = "letter", _("lettre de notification")

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="files")
    part = models.CharField(max_length=10, choices=Part.choices)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["act", "part"], name="act_file_one_a_part")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.part}"


class ConditionDay(models.Model):
    """The day by which a condition of the grant is to be met, as the team sets it before the signature.

    `number` is the condition's place among those that the committee adopted, `text` what it said when the day was set:
    a day says nothing of another condition. `before_payment`: nothing is paid until it is met.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="condition_days")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    due_on = models.DateField(_("à lever au plus tard le"))
    before_payment = models.BooleanField(_("avant tout versement"), default=True)

    class Meta:
        verbose_name = _("date d’une réserve")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="condition_day_one_a_condition"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} réserve {self.number}"


class Receipt(models.Model):
    """An acknowledgement of receipt as it was issued (CRPA R112-5): made once, never changed (triggers).

    `inputs` are the canonical bytes of everything that it says. A dossier has one for its deposit, then one each time
    pieces are found missing in it or have all come; the last one tells where the request stands.
    """

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", _("demande reçue")
        INCOMPLETE = "incomplete", _("demande incomplète")
        COMPLETE = "complete", _("demande complète")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(_("code de vérification"), max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    template_version = models.CharField(max_length=20)
    inputs = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("établi le"))

    class Meta:
        verbose_name = _("accusé de réception")
        ordering: ClassVar = ["dossier", "number"]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="receipt_by_bytes")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="receipt_one_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} accusé {self.number}"


class ReceiptFile(models.Model):
    """The bytes of a receipt, apart from its row so that lists never load them."""

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.receipt_id}"


class Wording(models.Model):
    """A version of the texts of a document of acts, as a lab wrote it (`decisions.wording`), from the second one on.

    A draft until it is put in use, with a reason, and never rewritten since (triggers); the first version is shipped
    with the site and has no row. `texts` holds every text of the document by its code; `revision` counts the savings.
    """

    document = models.CharField(_("document"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    texts = models.JSONField(_("textes"))
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("écrit le"))
    reason = models.TextField(_("motif"), blank=True, default="")
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField(_("mis en service le"), null=True, blank=True)

    class Meta:
        verbose_name = _("textes d’un document")
        ordering: ClassVar = ["document", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "version"], name="wording_one_a_version"),
            models.UniqueConstraint(fields=["document"], condition=Q(used_at=None), name="wording_one_draft"),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None, reason="")
                | (Q(used_at__isnull=False, used_by__isnull=False) & ~Q(reason="")),
                name="wording_in_use_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"
