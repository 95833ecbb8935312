"""What several pages answer: a form shown again with what is wrong, a page that says why not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, Self

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refusal, Refused
from accounts.roles import Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_administrators(view: View[P]) -> View[P]:
    """Whoever does not administer the house today finds no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User) or Role.ADMIN not in request.user.roles:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def current_user(request: HttpRequest) -> User:
    """The person who asks; on a page that wants a sign-in there always is one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even nothing; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def carry_out(form: forms.Form, verb: Callable[[], object]) -> HTTPStatus:
    """Run the verb when its form is valid; 200 when done, else the status of the page to show again.

    The reason of a refusal is put on the form, which keeps all that was typed.
    """
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        verb()
    except Refused as refused:
        refusal = refused.refusal
        form.add_error(None, f"{refusal.sentence} {refusal.what_next}".strip())
        return refusal.status
    return HTTPStatus.OK


def refused_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A whole page for a refusal that leaves no form to mend; an unknown thing is simply not found."""
    if refusal.status == HTTPStatus.NOT_FOUND:
        raise Http404(refusal.sentence)
    context = {
        "title": _("Ce n’est pas possible"),
        "explanation": refusal.sentence,
        "what_next": refusal.what_next,
        "reasons": (),
        "status": int(refusal.status),
        "back_url": "",
    }
    return render(request, "problem.html", context, status=refusal.status)


@dataclass(frozen=True)
class VerbPage:
    """The page of one verb of the directory: its words, and where one goes when it is done.

    `mission_url` leads to the page of missions of control, on pages that give the other roles.
    """

    title: str
    submit_label: str
    back_url: str
    lead: str = ""
    consequence: str = ""
    danger: bool = False
    person: User | None = None
    mission_url: str = ""

    @classmethod
    def about(
        cls, person: User, *, title: str, submit_label: str, lead: str = "", consequence: str = "", danger: bool = False
    ) -> Self:
        """A verb on somebody: it starts from their page and comes back to it."""
        back_url = reverse("person", args=[person.ref])
        return cls(title, submit_label, back_url, lead, consequence, danger, person)

    def answer(self, request: HttpRequest, form: forms.Form, verb: Callable[[], object]) -> HttpResponse:
        """Show the form; when it is sent, run the verb and go back, or show what is wrong."""
        status = HTTPStatus.OK
        if request.method == "POST":
            status = carry_out(form, verb)
            if status == HTTPStatus.OK:
                return redirect(self.back_url)
        return render(request, "accounts/verb.html", {"form": form, "page": self}, status=status)
