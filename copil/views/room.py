"""Pages of a session while it is held: the screen of the room, and each member's own page, on which they vote."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.board import led_by
from copil.live import LOOKS, followed, member_mark, session_mark
from copil.models import Ballot, Seat, Session, Vote
from copil.roll import roll_of_session
from copil.room.forms import VoteForm
from copil.room.shown import part_of, room_of
from copil.views.common import found_item, refused, session_or_404
from copil.views.groups import group_or_404
from copil.visibility import seated_q
from dossiers.models import Dossier
from dossiers.views.common import person
from workflow.gesture import new_key
from workflow.verdict import Refusal, Why


# -- the screen that the whole room reads -------------------------------------------------
@require_safe
def screen(request: HttpRequest, number: int) -> HttpResponse:
    """For who conducts the session to show: what is discussed, who has voted, what came of it."""
    here = session_or_404(request, number)
    if not rights.conducts(person(request), roll_of_session(here)):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    return _screen(request, here, "copil/room/screen.html", session_mark(here, person(request)))


@require_safe
def screen_live(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the screen that follows the session; 304 while nothing has moved."""
    here = session_or_404(request, number)
    mark = session_mark(here, person(request))

    def draw() -> HttpResponse:
        if not rights.conducts(person(request), roll_of_session(here)):
            return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
        return _screen(request, here, "copil/room/screen_live.html", mark)

    return followed(request, mark, draw)


def _screen(request: HttpRequest, here: Session, template: str, mark: str) -> HttpResponse:
    room = room_of(here, person(request))
    return render(request, template, {"session": here, "room": room, "mark": mark, "every": _every(here)})


def _every(here: Session) -> int | None:
    return LOOKS.get(Session.Status(here.status))


# -- a member's own page -------------------------------------------------------------------
def own_session(request: HttpRequest, number: int) -> Session:
    """The session, for who has a seat in it or may stand in; 404 for anybody else."""
    seated = Session.objects.filter(seated_q(person(request)))
    return get_object_or_404(seated.select_related("rules"), number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def voting(request: HttpRequest, number: int) -> HttpResponse:
    """The session as it goes on, and one's vote on what it is on; a refused vote says why, above what now is."""
    here = own_session(request, number)
    refusal = None
    if request.method == "POST":
        answer = _cast(request, number)
        if not isinstance(answer, Refusal):
            if answer.counted:
                messages.info(request, _("Votre vote avait bien été reçu avant la clôture : il est compté."))
            if answer.besides:
                messages.info(request, answer.besides)
            return redirect("copil:voting", number)
        refusal = answer
    status = 200 if refusal is None else refusal.status
    return _voting(request, here, "copil/room/voting.html", member_mark(here, person(request)), refusal, status)


@require_safe
def by_dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """From the task of voting on a dossier to the page on which this person votes: of several online votes at once, the
    one that holds them all. Who has no seat there, and whom no vote awaits, goes to the dossier's item.
    """
    user = person(request)
    dossier = get_object_or_404(Dossier.objects.visible_to(user), reference=reference)
    seated = Session.objects.filter(seated_q(user))
    rows = Ballot.objects.filter(item__dossier=dossier, closed_at=None, item__session__in=seated)
    ballot = rows.select_related("item__session").first()
    if ballot is None or led_by(user, [dossier.pk]):
        return redirect("copil:dossier", reference)
    session = ballot.item.session
    online = Ballot.objects.filter(item__session=session, closed_at=None).exclude(mode=Ballot.Mode.LIVE)
    several = ballot.is_online and online.count() > 1
    return redirect("copil:my_votes" if several else "copil:voting", session.number)


@require_safe
def voting_live(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that follows the session; 304 while nothing has moved."""
    here = own_session(request, number)
    mark = member_mark(here, person(request))
    return followed(request, mark, lambda: _voting(request, here, "copil/room/voting_live.html", mark))


def _voting(
    request: HttpRequest, here: Session, template: str, mark: str, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    room = room_of(here, user, conducted=True)
    context = {
        "session": here,
        "room": room,
        "part": part_of(room, user, room.roll.seats),
        "mark": mark,
        "every": _every(here),
        "choices": Vote.Choice.choices,
        "refusal": refusal,
    }
    return render(request, template, context, status=status)


def _cast(request: HttpRequest, number: int) -> actions.Received | Refusal:
    """What the vote that was sent comes to."""
    form = VoteForm(request.POST)
    if not form.is_valid():
        return Refusal(Why.UNMET, _("Votre vote n’a pas pu être lu : choisissez de nouveau."))
    said = form.cleaned_data
    seat = Seat.objects.filter(session__number=number, pk=said["seat"]).first()
    if seat is None:
        return Refusal(Why.FORBIDDEN, NOT_ALLOWED)
    user, choice, key = person(request), said["choice"], said["key"] or new_key()
    if said["group"]:
        group = group_or_404(request, number, said["group"])
        return actions.cast_together_once(group=group, choice=choice, by=user, key=key, seat=seat)
    item = found_item(request, number, said["point"])
    ballot = get_object_or_404(Ballot, item=item, number=said["ballot"])
    ballot.item = item
    return actions.cast_once(ballot=ballot, choice=choice, by=user, key=key, seat=seat)
