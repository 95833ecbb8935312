"""A member asks that the votes on a point be secret."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import tally
from copil.actions.doing import changed, floor, forbidden, impossible, note, require_status, verb
from copil.actions.in_group import leave_group
from copil.ballots.secrecy import columns, taking_votes
from copil.models import AgendaItem, GroupedItem, Session
from copil.wording import why_not_vote
from workflow import clock
from workflow.verdict import Refusal, Refused, Why


@verb
def ask_secret(*, item: AgendaItem, by: User) -> AgendaItem:
    """Any member with a voice on that point may, before a vote opens: the ballots still to open on it are secret.

    Asked twice, by one or by two, it is asked once. A vote announced whose hour has not come becomes secret too;
    an item put with others is detached, to be voted alone.
    """
    here = floor(item, by)
    own = here.roll.seat_of(by)
    if own is None or not own.has_voice or not by.is_active or Role.COPIL_MEMBER not in by.roles:
        raise forbidden(of_dossier=True)
    if own.pk in here.roll.recused:
        raise Refused(Refusal(Why.FORBIDDEN, why_not_vote(tally.Why.INTEREST, own=True)))
    now = here.item
    if now.secret_asked_at is not None:
        return now
    require_status(now.session, Session.Status.CONVOKED, Session.Status.OPEN)
    if now.closed_at is not None or now.left_at is not None:
        raise impossible(_("Ce point est clos."))
    ballot = now.ballots.filter(closed_at=None).first()
    if taking_votes(ballot):
        raise impossible(_("Un vote est ouvert : le scrutin secret se demande avant."))
    now.secret_asked_at, now.secret_asked_by = clock.now(), by
    now.save(update_fields=["secret_asked_at", "secret_asked_by"])
    if ballot is not None:
        now.ballots.filter(pk=ballot.pk).update(**columns(now))
    grouped = GroupedItem.objects.filter(item=now, left_at=None).select_related("group").first()
    if grouped is not None:
        leave_group(here, grouped, by)
    note(here.dossier, by, "secret_asked", {"session": str(now.session.number), "seat": str(own.pk)})
    changed(now.session)
    return now
