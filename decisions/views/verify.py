"""The public pages that say whether a document was issued, and whether it still stands: by its code, or by its bytes.

Codes hold 58 bits drawn at random: asking a thousand times a second, for a year, a site of ten thousand acts would find
one with less than one chance in a thousand; the bytes of a document hold its code. An unknown code, and that of an act
not signed yet, get the same answer.
"""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions.forms import CodeForm, FileForm
from decisions.issued import code_of, issued_under
from decisions.verification import normalised


@login_not_required
@require_safe
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Where a code or the hash of a file is given; what was issued has its own address, by its code."""
    if "sha256" in request.GET:
        return _file(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("decisions:verify", form.cleaned_data["code"])
    context = {"form": form, "file_form": FileForm()}
    return render(request, "decisions/ask.html", context, status=422 if form.is_bound else 200)


def _file(request: HttpRequest) -> HttpResponse:
    """To the document that the file is; else to the one whose code came along, which says that the file is not it."""
    form = FileForm(request.GET)
    if not form.is_valid():
        return render(request, "decisions/ask.html", {"form": CodeForm(), "file_form": form}, status=422)
    sha256 = form.cleaned_data["sha256"]
    if code := code_of(sha256) or normalised(form.cleaned_data["code"]):
        return redirect(f"{reverse('decisions:verify', args=[code])}?{urlencode({'sha256': sha256})}")
    context = {"sha256": sha256, "form": CodeForm(), "file_form": FileForm()}
    return render(request, "decisions/unknown.html", context, status=404)


@login_not_required
@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of that code, and of the file presented with it if any."""
    wanted = normalised(code[:60])
    issued = issued_under(wanted) if wanted else None
    if issued is None:
        response = render(request, "decisions/unknown.html", {"form": CodeForm()}, status=404)
    else:
        presented = FileForm(request.GET)
        sha256 = presented.cleaned_data["sha256"] if presented.is_valid() else ""
        file = issued.file(sha256)
        context = {
            "issued": issued,
            "file": file,
            "other_file": bool(sha256) and file is None,
            "form": CodeForm(),
            "file_form": FileForm(),
        }
        response = render(request, "decisions/verified.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
