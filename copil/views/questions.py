"""Pages of what members ask the team before a session."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.questions.forms import AnswerForm, AskForm
from copil.questions.reading import ANSWERED, items_open_to, may_answer, may_ask, questions_for, seat_asking
from copil.views.common import Returned, posted, refused, returned, session_or_404, too_late
from dossiers.views.common import person
from workflow.verdict import Refusal, Why

FIELDS = {
    "question_written": "text",
    "answer_written": "text",
    "text_too_long": "text",
    "item_open_to_you": "item",
}


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, number: int) -> HttpResponse:
    """What was asked and answered, and a new question for who may ask one."""
    here = session_or_404(request, number)
    user = person(request)
    seat = seat_asking(here, user)
    if request.method == "POST" and seat is None:
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    items = items_open_to(here, user, seat) if seat is not None else []
    form = AskForm(posted(request), items=items)
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            item = next((one for one in items if str(one.pk) == form.cleaned_data["item"]), None)
            outcome = actions.ask_team(session=here, text=form.cleaned_data["text"], by=user, item=item)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Votre question est posée à l’équipe."))
                return redirect("copil:questions", number)
            result = returned(outcome, form, FIELDS)
    context = {
        "session": here,
        "form": form,
        "returned": result,
        "may_ask": may_ask(here, seat),
        "rows": [(one, may_answer(user, one)) for one in questions_for(here, user)],
    }
    return render(request, "copil/questions.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """The team's answer to one question, or its correction."""
    here = session_or_404(request, number)
    user = person(request)
    found = next((one for one in questions_for(here, user) if one.pk == pk), None)
    if found is None:
        raise Http404
    found.session = here
    back = reverse("copil:questions", args=[number])
    roles = rights.roles_on(user, found.item.dossier) if found.item is not None else user.roles
    if Role.TEAM not in roles:
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), back)
    if request.method != "POST" and here.status not in ANSWERED:
        return too_late(request, back)
    form = AnswerForm(posted(request), initial={"text": found.answer})
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.answer_member(question=found, text=form.cleaned_data["text"], by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Votre réponse est donnée : tous les membres la lisent."))
                return redirect("copil:questions", number)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "question": found, "form": form, "returned": result, "back": back}
    return render(request, "copil/answer.html", context, status=result.status)
