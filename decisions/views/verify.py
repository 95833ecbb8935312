"""The public page that says of a code whether it is an issued act's, and whether that act is still in force.

Codes hold 58 bits drawn at random: asking a thousand times a second, for a year, a site of ten thousand acts would find
one with less than one chance in a thousand. An unknown code, and that of an act not signed yet, get the same answer.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from copil.models import Notice, Paper
from decisions.forms import CodeForm
from decisions.layout import layout_of, outcome_of
from decisions.models import Act, Receipt
from decisions.reading import inputs_of
from decisions.verification import normalised


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Where a code is typed; once it can be one, it has its own address."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("decisions:verify", form.cleaned_data["code"])
    return render(request, "decisions/ask.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of that code, without anything that the act itself does not make public."""
    wanted = normalised(code[:60])
    act = Act.objects.signed().select_related("superseded_by").filter(code=wanted).first() if wanted else None
    if act is None:
        response = (
            _receipt(request, wanted)
            or _notice(request, wanted)
            or _paper(request, wanted)
            or render(request, "decisions/unknown.html", {"form": CodeForm()}, status=404)
        )
    else:
        inputs = inputs_of(act)
        context = {
            "act": act,
            "inputs": inputs,
            "layout": layout_of(inputs),
            "outcome": outcome_of(inputs),
            "in_force": act.status == Act.Status.IN_FORCE,
            "replaced_by": getattr(act, "superseded_by", None),
            "form": CodeForm(),
        }
        response = render(request, "decisions/verified.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _receipt(request: HttpRequest, code: str) -> HttpResponse | None:
    """The page of a receipt of that code; None when there is none."""
    found = Receipt.objects.select_related("dossier").filter(code=code).first() if code else None
    if found is None:
        return None
    context = {
        "receipt": found,
        "number": f"{found.dossier.reference}-AR{found.number}",
        "last": found.number == found.dossier.receipts_made,
        "form": CodeForm(),
    }
    return render(request, "decisions/receipt.html", context)


def _notice(request: HttpRequest, code: str) -> HttpResponse | None:
    """The page of a session's notice of that code; None when there is none. It tells neither agenda nor names."""
    found = Notice.objects.select_related("session").filter(code=code).first() if code else None
    if found is None:
        return None
    last = not Notice.objects.filter(session=found.session_id, number__gt=found.number).exists()
    return render(request, "decisions/convocation.html", {"notice": found, "last": last, "form": CodeForm()})


def _paper(request: HttpRequest, code: str) -> HttpResponse | None:
    """The page of a session's paper of that code; None when there is none. It tells neither agenda nor names."""
    found = Paper.objects.select_related("session").filter(code=code).first() if code else None
    if found is None:
        return None
    minutes = found.kind == Paper.Kind.SUBMITTED
    approved = found.session.papers.filter(kind=Paper.Kind.APPROVED).first() if minutes else None
    context = {
        "paper": found,
        "final": not minutes,
        "approved": approved,
        "files": found.files.defer("content").order_by("edition"),
        "form": CodeForm(),
    }
    return render(request, "decisions/paper.html", context)
