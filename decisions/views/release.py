"""Telling the decisions of a session: who receives what, one gesture for all of them, or one by one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copil import actions as copil
from copil import rights
from copil.models import AgendaItem, Session
from copil.views.common import refused, session_or_404
from decisions.forms import GroupedForm, ReleaseForm
from decisions.release.board import ReleaseLine, release_of
from decisions.release.notifying import Told, notify_together
from dossiers.views.common import glance_or_404, person
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Where each decision of the session stands, who is written to; POST tells those that are ticked."""
    here, user = session_or_404(request, number), person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), here.get_absolute_url())
    lines = release_of(here, user)
    if request.method != "POST":
        return _page(request, here, lines)
    ready = {line.seal: line for line in lines if line.ready}
    form = ReleaseForm(request.POST, seals=tuple(line.seal for line in lines))
    if not form.is_valid():
        sentence = _("Une décision a changé depuis l’affichage de cette page : relisez-la, puis recommencez.")
        return _page(request, here, lines, refusal=sentence, status=409)
    wanted = form.seals()
    if not wanted:
        return _page(request, here, lines, refusal=_("Cochez au moins une décision à notifier."), status=422)
    told = notify_together(lines=[line for seal, line in ready.items() if seal in wanted], by=user)
    _say(request, told, already=len(wanted - ready.keys()))
    return redirect("decisions:release", here.number)


def _say(request: HttpRequest, told: Told, *, already: int) -> None:
    """What was done, what had been, and what was not."""
    if told.done:
        done = ngettext("%(count)s décision notifiée à son porteur.", "%(count)s décisions notifiées.", told.done)
        messages.success(request, done % {"count": told.done})
    if already:
        before = ngettext(
            "%(count)s décision l’était déjà : rien n’est parti deux fois.",
            "%(count)s décisions l’étaient déjà : rien n’est parti deux fois.",
            already,
        )
        messages.info(request, before % {"count": already})
    for reference, sentence in told.refused:
        messages.error(request, f"{reference}\u00a0: {sentence}")


def _page(
    request: HttpRequest, here: Session, lines: tuple[ReleaseLine, ...], *, refusal: str = "", status: int = 200
) -> HttpResponse:
    ready = [line for line in lines if line.ready]
    context = {
        "session": here,
        "lines": lines,
        "ready": ready,
        "waiting": [line for line in lines if line.stage in {"excerpt", "signature"}],
        "told": [line for line in lines if line.stage == "told"],
        "people": len({user.pk for line in ready for user in line.told_to}),
        "form": GroupedForm(initial={"grouped": "yes" if here.told_together else ""}),
        "refusal": refusal,
    }
    return render(request, "decisions/release.html", context, status=status)


@require_POST
def set_release(request: HttpRequest, number: int) -> HttpResponse:
    """Whether the session's decisions wait for one another."""
    here = session_or_404(request, number)
    if not rights.plans(person(request)):
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), here.get_absolute_url())
    form = GroupedForm(request.POST)
    if not form.is_valid():
        sentence = _("Choisissez comment ces décisions sont notifiées.")
        return _page(request, here, release_of(here, person(request)), refusal=sentence, status=422)
    outcome = copil.set_release(session=here, grouped=form.cleaned_data["grouped"] == "yes", by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, here.get_absolute_url())
    messages.success(request, _("C’est enregistré pour ce qui sera signé désormais."))
    return redirect("decisions:release", here.number)


@require_safe
def by_dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """The session whose page tells that dossier's decision."""
    glance = glance_or_404(request, reference)
    last = AgendaItem.objects.filter(dossier=glance.dossier).select_related("session").order_by("-pk").first()
    if (
        last is None
        or not glance.inside
        or not Session.objects.visible_to(glance.user).filter(pk=last.session_id).exists()
    ):
        raise Http404
    return redirect("decisions:release", last.session.number)
