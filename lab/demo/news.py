"""What people of the demo lab were told and have read, and the sessions that dossiers aim at."""

from collections.abc import Sequence

from accounts.models import User
from copil.models import Session
from dossiers.actions.aiming import choose_session
from dossiers.aim.keeping import aims
from lab.demo.fates import Fate
from lab.demo.story import Life, StoryError, done
from notifications.lines import note_read
from workflow import telling
from workflow.timers import carry_out

#: Projects that their leader wants to present later than they could.
LATER = Fate.CHALLENGE


def read_the_past() -> None:
    """Everything so far is told, as the worker does each minute, and read: what comes next is new."""
    _count, faults = carry_out([*aims(), *telling.due()])
    if faults:
        raise StoryError("; ".join(str(fault) for fault in faults))
    for person in User.objects.all():
        note_read(person)


def aim_later(lives: Sequence[Life]) -> None:
    """One leader aims at the last session planned, and the team is told."""
    life = next(life for life in lives if life.fate is LATER)
    last = Session.objects.latest("held_at")
    with life.on(-0.5):
        done(choose_session(dossier=life.dossier, number=last.number, by=life.dossier.leader))
