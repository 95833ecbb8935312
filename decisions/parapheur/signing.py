"""The gesture: what was ticked on the desk, act by act, is signed as it was listed or not at all."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from decisions import actions
from decisions.models import Act
from decisions.register.desk import awaiting
from dossiers.actions.bulk import foresee_bulk, prepare_bulk
from dossiers.bulk.gestures import Ask, BulkGesture, Fields, register
from dossiers.models import BulkRun
from workflow.verdict import Refusal, unmet

SIGN = "sign_acts"
#: A seal and its stamp take a second or two each: a request signs a few, and the page goes on by itself.
AT_MOST = 3


def begin(*, key: UUID, chosen: Sequence[str], by: User) -> BulkRun | Refusal:
    """A run on the prepared acts of those SHA-256, in the order of the desk; nothing is signed before it is confirmed.

    What is no longer prepared, or not for this person to sign, is left out.
    """
    prepared = Act.objects.filter(status=Act.Status.PREPARED, signatory=by, pdf_sha256__in=chosen).order_by()
    dossiers = list(awaiting(by).filter(pk__in=prepared.values("dossier"))[: len(chosen)])
    said = {str(pk): seal for pk, seal in prepared.values_list("dossier", "pdf_sha256")}
    run = prepare_bulk(key=key, gesture=SIGN, dossiers=dossiers, query="", by=by, said=said)
    if isinstance(run, BulkRun) and run.confirmed_at is None:
        foresee_bulk(run=run, by=by, at_most=len(dossiers))
    return run


def _nothing_more(_user: User) -> Fields:
    return {}


def _chosen(ask: Ask) -> Act:
    """The act that was ticked; refused when it was prepared again since."""
    seal = ask.said.get(str(ask.dossier.pk), "")
    found = Act.objects.filter(dossier=ask.dossier, status=Act.Status.PREPARED, pdf_sha256=seal).first()
    if found is None:
        sentence = _("L’acte n’est plus celui que vous avez choisi : relisez-le sur sa page.")
        raise unmet("act_current", sentence, lifted_by=_("le signataire"))
    return found


def _make_ready(ask: Ask) -> tuple[bytes, ...]:
    return actions.seal_copies(dossier=ask.dossier, seal=_chosen(ask).pdf_sha256, by=ask.by)


def _sign(ask: Ask) -> object:
    act = _chosen(ask)
    # What is only tried is undone: no seal is put on it, whatever stands for it.
    enclosed = (b"", b"") if ask.trying else ask.enclosed
    return actions.sign(
        dossier=ask.dossier,
        kind=act.kind,
        seal=act.pdf_sha256,
        by=ask.by,
        key=ask.key,
        expected_version=ask.version,
        enclosed=enclosed,
    )


register(
    BulkGesture(
        SIGN,
        gettext_lazy("Signer les actes choisis"),
        Role.SIGNATORY,
        _nothing_more,
        _sign,
        make_ready=_make_ready,
        listed=False,
        back="decisions:list",
        back_label=gettext_lazy("Décisions"),
        at_most=AT_MOST,
    )
)
