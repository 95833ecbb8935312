"""Texts being written, on a real dossier: the PDF that an act of it would be, marked as a draft, kept nowhere."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Delegation, User
from decisions.amending.agreed import Agreed, agreed
from decisions.basis import route_of
from decisions.checks import UnfitActError
from decisions.document import ActInputs, Kind, Route
from decisions.inputs import Draft, act_inputs, letter_inputs
from decisions.kinds import READ_DRAFTS, default_reasons
from decisions.models import Act
from decisions.wording.texts import Document, Paper
from decisions.wording.versions import Version, Words, words_in_use
from dossiers.models import Dossier, Interest, Leadership
from dossiers.models.dossier import Beneficiary
from workflow import clock
from workflow.gesture import Actor
from workflow.judgment import standing

#: From the committee on, all that an act says is there, and no score is hidden from the team any more.
STATES = ("copil", "waiting", "signature", "granted", "closed", "refused", "inadmissible")
OFFERED = 40
#: What stands where an act bears its number and its code.
UNNUMBERED = "PROJET"
_RECEIVERS = {
    Route.STATE_SERVICE.value: Beneficiary.STATE,
    Route.ASSOCIATION_ORDER.value: Beneficiary.ASSOCIATION,
    Route.ASSOCIATION_AGREEMENT.value: Beneficiary.ASSOCIATION,
    Route.LOCAL_INVESTMENT.value: Beneficiary.LOCAL,
    Route.PUBLIC_BODY.value: Beneficiary.PUBLIC_BODY,
}


class UnfitPreviewError(ValueError):
    """The document cannot be laid out on that dossier; the message says why, in a sentence for the person."""


def previewable(user: User, document: Document) -> QuerySet[Dossier]:
    """The dossiers on which this person may see that document, the last moved first; none that they are tied to."""
    case = OuterRef("pk")
    led = Exists(Leadership.objects.filter(dossier=case, person=user))
    tied = Exists(Interest.objects.filter(dossier=case, person=user, withdrawn_at=None))
    rows = Dossier.objects.visible_to(user).filter(state__in=STATES).exclude(led).exclude(tied).exclude(leader=user)
    if document.code in _RECEIVERS:
        rows = rows.filter(beneficiary_kind=_RECEIVERS[document.code])
    return rows.order_by("-entered_at", "pk")


def may_preview(user: User, dossier: Dossier) -> bool:
    """Whether this person reads acts of that dossier before they are signed."""
    return bool(standing(Actor(user), dossier) & READ_DRAFTS)


def preview(*, version: Version, dossier: Dossier) -> bytes:
    """The document in those texts on that dossier. Writes nothing. Raises UnfitPreviewError, in words."""
    # Laying out takes seconds to import, and only who asks for a preview waits for it.
    from decisions.pdf import PdfError

    document = version.document
    terms = agreed(dossier) if document.paper is Paper.GRANT else None
    kind, route = _kind_and_route(document, dossier)
    words = words_in_use(kind.value, route)
    of_letter = document.paper is Paper.LETTER
    words = replace(words, letter=version) if of_letter else replace(words, act=version)
    try:
        inputs = act_inputs(dossier, _draft(dossier, kind, route, words=words, terms=terms))
        return _lay_out(inputs, dossier, words, of_letter)
    except (UnfitActError, PdfError) as unfit:
        raise UnfitPreviewError(str(unfit)) from unfit


def _lay_out(inputs: ActInputs, dossier: Dossier, words: Words, of_letter: bool) -> bytes:
    from decisions.rendering import render_act, render_notification

    if of_letter:
        return render_notification(letter_inputs(inputs, dossier, words), draft=True)
    return render_act(inputs, draft=True)


def _kind_and_route(document: Document, dossier: Dossier) -> tuple[Kind, Route]:
    """And what the act would grant, on the row in memory alone: what is proposed, else granted, else asked for."""
    dossier.proposed_amount = dossier.proposed_amount or dossier.granted or dossier.requested
    if document.paper is Paper.GRANT:
        return Kind.GRANT, Route(document.code)
    kind = Kind(document.code.removeprefix("letter_"))
    return kind, route_of(dossier, dossier.proposed_amount if kind is Kind.GRANT else Decimal(0))


def _draft(dossier: Dossier, kind: Kind, route: Route, *, words: Words, terms: Agreed | None) -> Draft:
    """An act as it would be drafted; that of a grant being amended is the one that amends it."""
    rows = Delegation.objects.on(clock.today()).filter(stands_in_for=None).select_related("signatory")
    held = rows.order_by("-ceiling", "pk").first()
    if held is None:
        held = Delegation(reference="…", quality="qualité du signataire")
        held.signatory = User(first_name="Prénom", last_name="NOM")
    law, fact = ("", "") if kind is Kind.GRANT else default_reasons(dossier, Act.Kind(kind.value))
    return Draft(
        number=UNNUMBERED,
        code=UNNUMBERED,
        kind=kind.value,
        route=route,
        signatory=held.signatory,
        delegation=held,
        reasons_law=law,
        reasons_fact=fact or "Les motifs propres au dossier.",
        supersedes=Act.objects.filter(dossier=dossier, status=Act.Status.IN_FORCE).first() if terms else None,
        wording=words,
        agreed=terms,
    )
