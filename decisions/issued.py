"""What anybody may know of an issued document, by its code or by its bytes: what it is, by whom, when, if it stands.

Nothing is told that the document does not make public by itself: of a refusal neither beneficiary nor project, of a
session neither agenda nor names, of a natural person only the signatory, as the act names them.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from copil.models import Notice, Paper, PaperFile
from decisions.document import ActInputs
from decisions.french import long_date
from decisions.layout import layout_of, outcome_of
from decisions.models import Act, Receipt
from decisions.reading import inputs_of
from dossiers.wording import euros, written_day
from workflow import clock


@dataclass(frozen=True)
class Fact:
    """One line to compare with the document in hand."""

    label: str
    value: str


@dataclass(frozen=True)
class IssuedFile:
    """One file issued under a code: what it is, the SHA-256 of its bytes in hexadecimal."""

    label: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Issued:
    """An issued document. `stands`: nothing came after it; `after` tells what did; `note` what it is not."""

    code: str
    name: str
    verdict: str
    stands: bool
    facts: tuple[Fact, ...]
    files: tuple[IssuedFile, ...]
    after: str = ""
    note: str = ""
    replaced_by: str = ""

    def file(self, sha256: str) -> IssuedFile | None:
        """The file of these bytes, when it was issued under this code."""
        return next((one for one in self.files if one.sha256 == sha256), None)


def issued_under(code: str) -> Issued | None:
    """The document issued under that code; None when there is none, or not yet. One to five statements."""
    for find in (_act, _receipt, _notice, _paper):
        if found := find(code):
            return found
    return None


def code_of(sha256: str) -> str:
    """The code under which a file of these bytes was issued; empty when none was. One statement."""
    found = (
        Act.objects.signed().filter(Q(pdf_sha256=sha256) | Q(letter_sha256=sha256)).values_list("code"),
        Receipt.objects.filter(sha256=sha256).values_list("code"),
        Notice.objects.filter(sha256=sha256).values_list("code"),
        PaperFile.objects.filter(sha256=sha256).values_list("paper__code"),
    )
    first, *others = (rows.order_by() for rows in found)
    return next((code for (code,) in first.union(*others)), "")


def _day(instant: datetime | None) -> str:
    return capfirst(written_day(clock.day_of(instant))) if instant is not None else ""


def _act(code: str) -> Issued | None:
    act = Act.objects.signed().select_related("superseded_by").filter(code=code).first()
    if act is None:
        return None
    inputs = inputs_of(act)
    replacing = getattr(act, "superseded_by", None)
    stands = act.status == Act.Status.IN_FORCE
    after, ended = "", {"day": written_day(clock.day_of(act.superseded_at)) if act.superseded_at else ""}
    if replacing is not None:
        after = _("L’acte n° %(number)s l’a remplacé le %(day)s.") % {"number": replacing.number, **ended}
    elif not stands:
        after = _("Il a été retiré le %(day)s.") % ended
    return Issued(
        code=act.code,
        name=f"{layout_of(inputs).act_name} n°\u00a0{act.number}",
        verdict=_("Cet acte a été délivré et il est en vigueur")
        if stands
        else _("Cet acte a été délivré, mais il n’est plus en vigueur"),
        stands=stands,
        after=after,
        replaced_by=replacing.code if replacing is not None else "",
        facts=tuple(_said_by(act, inputs)),
        files=(
            IssuedFile(_("l’acte"), act.pdf_sha256),
            IssuedFile(_("la lettre de notification"), act.letter_sha256),
        ),
    )


def _said_by(act: Act, inputs: ActInputs) -> list[Fact]:
    facts = [Fact(_("Décision"), outcome_of(inputs))]
    if inputs.amendment:
        amended = layout_of(inputs).clauses.amending.title(inputs.amendment.number, inputs.amendment.of)
        facts.append(Fact(_("Ce qu’il modifie"), f"{capfirst(amended)} du {long_date(inputs.amendment.of_signed_on)}"))
    if inputs.grant:
        facts += [
            Fact(_("Montant maximal"), euros(inputs.grant.amount)),
            Fact(_("Bénéficiaire"), f"{inputs.beneficiary.name}, SIRET\u00a0{inputs.beneficiary.siret}"),
            Fact(_("Projet"), inputs.project.title),
        ]
    return [
        *facts,
        Fact(_("Dossier"), inputs.request.dossier),
        Fact(_("Signé par"), _signed_by(inputs)),
        Fact(_("Signé le"), _day(act.signed_at)),
    ]


def _signed_by(inputs: ActInputs) -> str:
    """The signatory as the act names them (CRPA L212-1), and in whose name they sign."""
    signatory = inputs.signature.signatory
    named = f"{signatory.full_name}, {signatory.quality}"
    if inputs.signature.delegation is None:
        return named
    return _("%(named)s, pour %(authority)s et par délégation") % {
        "named": named,
        "authority": inputs.issuer.in_sentence,
    }


def _receipt(code: str) -> Issued | None:
    found = Receipt.objects.select_related("dossier").filter(code=code).first()
    if found is None:
        return None
    case = found.dossier
    stands = found.number == case.receipts_made
    return Issued(
        code=found.code,
        name=_("Accusé de réception"),
        verdict=_("Cet accusé de réception a été délivré")
        if stands
        else _("Cet accusé de réception a été délivré, puis un autre l’a complété"),
        stands=stands,
        facts=(
            Fact(_("Numéro"), f"{case.reference}-AR{found.number}"),
            Fact(_("Établi le"), _day(found.made_at)),
            Fact(_("Demande reçue le"), _day(case.deposited_at)),
        ),
        files=(IssuedFile(_("l’accusé de réception"), found.sha256),),
        note=_("Un accusé de réception n’est pas une décision."),
    )


def _notice(code: str) -> Issued | None:
    found = Notice.objects.select_related("session").filter(code=code).first()
    if found is None:
        return None
    stands = not Notice.objects.filter(session=found.session_id, number__gt=found.number).exists()
    return Issued(
        code=found.code,
        name=f"{capfirst(found.get_kind_display())} {found.reference}",
        verdict=_("Ce document a été envoyé par le COPIL")
        if stands
        else _("Ce document a été envoyé par le COPIL, puis un autre l’a remplacé"),
        stands=stands,
        facts=(
            Fact(_("Référence"), found.reference),
            Fact(_("Objet"), f"{capfirst(found.get_kind_display())}, {found.session}"),
            Fact(_("Envoyé le"), _day(found.sent_at)),
        ),
        files=(IssuedFile(_("le document envoyé"), found.sha256),) if found.sha256 else (),
        note=_("Une convocation n’est pas une décision."),
    )


def _paper(code: str) -> Issued | None:
    found = Paper.objects.select_related("session").defer("said").filter(code=code).first()
    if found is None:
        return None
    approved = None
    if found.kind == Paper.Kind.SUBMITTED:
        approved = found.session.papers.filter(kind=Paper.Kind.APPROVED).defer("said").first()
    stands = found.kind != Paper.Kind.SUBMITTED
    files = found.files.order_by("edition").values_list("edition", "sha256")
    return Issued(
        code=found.code,
        name=f"{capfirst(found.get_kind_display())} {found.reference}",
        verdict=_("Ce document a été établi par le COPIL")
        if stands
        else _("Ce document a été établi par le COPIL, et n’est pas sa version approuvée"),
        stands=stands,
        after=_("La version approuvée est le document %(reference)s.") % {"reference": approved.reference}
        if approved
        else "",
        facts=(
            Fact(_("Référence"), found.reference),
            Fact(_("Objet"), f"{capfirst(found.get_kind_display())}, {found.session}"),
            Fact(_("Établi le"), _day(found.made_at)),
        ),
        files=tuple(IssuedFile(str(PaperFile.Edition(edition).label), sha256) for edition, sha256 in files),
        note=_("Un procès-verbal n’est pas l’acte qui notifie une décision."),
    )
