"""House rules, sessions and their seats, the agenda, ballots and votes."""

from copil.models.binder import Binder
from copil.models.business import Business
from copil.models.group import GroupedItem, VoteGroup
from copil.models.journal import SessionEvent
from copil.models.mandate import Mandate
from copil.models.minutes import FollowUp, Minutes, Paper, PaperFile
from copil.models.notice import Notice, NoticeFile
from copil.models.question import MemberQuestion
from copil.models.rules import HouseRules
from copil.models.secret import Turnout
from copil.models.session import Proxy, Seat, Session
from copil.models.vote import AgendaItem, Ballot, Presence, Vote

__all__ = [
    "AgendaItem",
    "Ballot",
    "Binder",
    "Business",
    "FollowUp",
    "GroupedItem",
    "HouseRules",
    "Mandate",
    "MemberQuestion",
    "Minutes",
    "Notice",
    "NoticeFile",
    "Paper",
    "PaperFile",
    "Presence",
    "Proxy",
    "Seat",
    "Session",
    "SessionEvent",
    "Turnout",
    "Vote",
    "VoteGroup",
]
