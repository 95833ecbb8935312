"""Making a binder: asked for on its page, gathered and laid out by a worker, kept for its reader alone."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import User
from copil.actions.doing import forbidden, impossible, verb
from copil.binder.gathering import gather, rights_of
from copil.binder.said import BinderSaid
from copil.models import Binder, Session
from copil.roll import roll_of_session
from workflow import clock

#: Lays out a binder; the second argument hears of each page.
LayOut = Callable[[BinderSaid, Callable[[int], None]], bytes]
_layers: list[LayOut] = []
#: Pages between two looks at the clock face.
STEP = 5


def register(lay_out: LayOut) -> None:
    """The one who lays out binders: stands above this room."""
    _layers[:] = [lay_out]


@verb
def ask(*, session: Session, by: User) -> Binder:
    """Asks the worker for the reader's own binder of a session they see; asked for again while it is made, once.

    One whose worker never came back is asked for again like one that failed.
    """
    if not Session.objects.visible_to(by).filter(pk=session.pk).exists():
        raise forbidden()
    reach, rights = rights_of(by, session, roll_of_session(session))
    dossiers = session.items.filter(left_at=None).count()
    if dossiers and len(reach.hidden) >= dossiers and not reach.names:
        raise impossible(_("Aucun dossier de cette séance ne vous est ouvert."))
    known = Binder.objects.select_for_update().filter(session=session, reader=by).first()
    if known is not None and known.awaited and known.rights == rights:
        return known
    fresh = {
        "asked_at": clock.now(),
        "rights": rights,
        "dossiers": dossiers,
        "dossiers_read": 0,
        "pages": 0,
        "done_at": None,
        "failed_at": None,
        "content": None,
    }
    binder, _made = Binder.objects.update_or_create(session=session, reader=by, defaults=fresh)
    lay_out.enqueue(binder.pk)
    return binder


@task()
def lay_out(pk: int) -> None:
    """The task that any worker runs; twice is once. What fails is told on the page, and asked for again there."""
    binder = Binder.objects.select_related("session__rules", "reader").filter(pk=pk).first()
    if binder is None or not binder.under_way:
        return
    row = Binder.objects.filter(pk=pk, asked_at=binder.asked_at)

    def read(count: int) -> None:
        row.update(dossiers_read=min(count, binder.dossiers))

    def page(count: int) -> None:
        if count % STEP == 0:
            row.update(pages=count)

    try:
        said, rights = gather(binder.session, binder.reader, read)
        content = _layers[0](said, page)
    except Exception:
        row.update(failed_at=clock.now())
        raise
    row.update(content=content, rights=rights, done_at=clock.now(), failed_at=None)


def binder_for(session: Session, reader: User) -> tuple[Binder | None, bool]:
    """The reader's binder of that session, without its bytes, and whether it still says no more than they may read."""
    binder = Binder.objects.filter(session=session, reader=reader).defer("content").first()
    if binder is None:
        return None, False
    _reach, rights = rights_of(reader, session, roll_of_session(session))
    return binder, binder.rights == rights
