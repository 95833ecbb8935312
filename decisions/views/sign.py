"""Preparing an act and signing it: what the signatory reads, and the one gesture they make."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from decisions import actions
from decisions.forms import ReasonsForm, SignForm
from decisions.kinds import default_reasons
from decisions.models import Act
from decisions.sheet import sheet_of
from dossiers.files.reading import shown_files
from dossiers.models import Dossier
from dossiers.page.glance import Glance, real_step
from dossiers.versions import may_compare
from dossiers.views.common import TITLES, glance_or_404, person, refused, sentence_for
from workflow.gesture import new_key
from workflow.perform import FORBIDDEN
from workflow.verdict import Done, Refusal, Unmet, Why

#: How the address names each kind of act.
KINDS = {"accord": Act.Kind.GRANT, "refus": Act.Kind.REFUSAL, "irrecevabilite": Act.Kind.INADMISSIBILITY}
SLUGS = {kind: slug for slug, kind in KINDS.items()}
#: Which field of the reasons answers a refusal of the verb.
FIELDS = {"reasons_law": "law", "missing_law": "law", "reasons_fact": "fact", "missing_fact": "fact"}


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of one signature; POST signs the very act that was shown."""
    if request.method == "POST":
        return _sign(request, reference)
    glance = glance_or_404(request, reference)
    refusal = _not_here(glance)
    return refused(request, refusal, glance) if refusal else sign_page(request, glance)


def _sign(request: HttpRequest, reference: str) -> HttpResponse:
    """The gesture. Who may make it is for the verb to say: here only that the dossier exists for this person."""
    user = person(request)
    dossier = get_object_or_404(Dossier.objects.visible_to(user), reference=reference)
    form = SignForm(request.POST)
    outcome: Done | Refusal
    if form.is_valid():
        said = form.cleaned_data
        outcome = actions.sign(
            dossier=dossier,
            kind=said["kind"],
            seal=said["seal"],
            by=user,
            key=said["key"],
            expected_version=said["version"],
        )
    else:
        outcome = Refusal(Why.STALE, _("La demande est arrivée incomplète : relisez l’acte avant de signer."))
    if isinstance(outcome, Refusal):
        return _not_signed(request, glance_or_404(request, reference), outcome)
    sentence = _("Décision signée sur le dossier %(reference)s.")
    messages.success(request, sentence % {"reference": reference})
    return redirect("decisions:list")


def _not_signed(request: HttpRequest, glance: Glance, refusal: Refusal) -> HttpResponse:
    """The page again with the reasons why not; a page of its own when there is no longer anything to sign."""
    elsewhere = _not_here(glance)
    return refused(request, elsewhere, glance) if elsewhere else sign_page(request, glance, refusal=refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Prepares an act: a grant as it is proposed, a refusal or an inadmissibility on the reasons written here."""
    glance = glance_or_404(request, reference)
    if kind not in KINDS:
        raise Http404
    wanted = KINDS[kind]
    if refusal := _not_here(glance):
        return refused(request, refusal, glance)
    if wanted is Act.Kind.GRANT:
        return _prepare_grant(request, glance)
    law, fact = _reasons_so_far(glance, wanted)
    if request.method != "POST":
        return _reasons_page(request, glance, wanted, ReasonsForm(initial={"law": law, "fact": fact}))
    form = ReasonsForm(request.POST)
    if not form.is_valid():
        return _reasons_page(request, glance, wanted, form, status=422)
    said = form.cleaned_data
    outcome = actions.prepare_act(
        dossier=glance.dossier, kind=wanted, by=glance.user, reasons_law=said["law"], reasons_fact=said["fact"]
    )
    if not isinstance(outcome, Refusal):
        return _prepared(request, glance)
    if outcome.why is not Why.UNMET:
        return refused(request, outcome, glance)
    left = []
    for unmet in outcome.unmet:
        if unmet.code in FIELDS:
            form.add_error(FIELDS[unmet.code], unmet.sentence)
        else:
            left.append(unmet)
    return _reasons_page(request, glance, wanted, form, unmet=tuple(left), status=422)


def _prepare_grant(request: HttpRequest, glance: Glance) -> HttpResponse:
    """A grant says what was proposed: there is nothing to write, so no page of its own."""
    if request.method != "POST":
        return redirect("decisions:sign", glance.dossier.reference)
    outcome = actions.prepare_act(dossier=glance.dossier, kind=Act.Kind.GRANT, by=glance.user)
    if isinstance(outcome, Refusal):
        return _not_signed(request, glance, outcome)
    return _prepared(request, glance)


def _prepared(request: HttpRequest, glance: Glance) -> HttpResponse:
    messages.success(request, _("L’acte est préparé : relisez-le, puis signez-le."))
    return redirect("decisions:sign", glance.dossier.reference)


def _not_here(glance: Glance) -> Refusal | None:
    """Why this person has nothing to sign on this dossier now."""
    if Role.SIGNATORY not in glance.roles:
        return Refusal(Why.FORBIDDEN, FORBIDDEN)
    if glance.dossier.state != "signature":
        label = real_step(glance.dossier).label.lower()
        sentence = _("Ce geste n’est pas possible : le dossier est à l’étape « %(step)s ».") % {"step": label}
        return Refusal(Why.WRONG_STATE, sentence)
    return None


def _reasons_so_far(glance: Glance, kind: Act.Kind) -> tuple[str, str]:
    """The reasons of the act prepared already, or the default ones."""
    prepared = Act.objects.filter(dossier=glance.dossier, status=Act.Status.PREPARED, kind=kind).first()
    if prepared is not None:
        return prepared.reasons_law, prepared.reasons_fact
    return default_reasons(glance.dossier, kind)


def sign_page(request: HttpRequest, glance: Glance, *, refusal: Refusal | None = None) -> HttpResponse:
    """The sheet, the act and its button; `refusal` is why the last gesture did nothing."""
    sheet = sheet_of(glance)
    seal = sheet.prepared.act.pdf_sha256 if sheet.prepared else ""
    asked = {"key": new_key(), "version": glance.dossier.version, "kind": sheet.kind.value, "seal": seal}
    context = {
        "dossier": glance.dossier,
        "step": glance.step,
        "sheet": sheet,
        "files": shown_files(glance, glance.dossier.submitted_version),
        "compares": may_compare(glance),
        "proposed_slug": SLUGS[Act.Kind(glance.dossier.proposal)],
        "kind_slug": SLUGS[sheet.kind],
        "form": SignForm(initial=asked),
        "refusal": sentence_for(refusal, glance) if refusal else "",
        "refusal_title": TITLES[refusal.why] if refusal else "",
        "refusal_reasons": refusal.unmet if refusal and len(refusal.unmet) > 1 else (),
    }
    return render(request, "decisions/sign.html", context, status=refusal.status if refusal else 200)


def _reasons_page(
    request: HttpRequest,
    glance: Glance,
    kind: Act.Kind,
    form: ReasonsForm,
    *,
    unmet: tuple[Unmet, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "dossier": glance.dossier,
        "step": glance.step,
        "form": form,
        "refusing": kind is Act.Kind.REFUSAL,
        "instead": kind != glance.dossier.proposal,
        "reasons": unmet,
        "failed": status != 200,
    }
    return render(request, "decisions/reasons.html", context, status=status)
