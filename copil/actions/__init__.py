"""What the committee does: plan, convoke, attend, vote, close, validate.

Keyword-only verbs, each in one transaction; each checks the rights of `by` itself and answers a value, or a `Refusal`
that says why nothing was written. Dossiers move through `workflow.perform` only.
"""

from copil.actions.agenda import Arranged, arrange_agenda, rank_agenda
from copil.actions.attendance import announce, give_proxy, mark_all, mark_attendance, withdraw_proxy
from copil.actions.ballots import cast_vote, close_ballot
from copil.actions.business import BusinessDraft, add_business, close_business, remove_business
from copil.actions.cancelling import cancel_ballot
from copil.actions.convening import convoke, convoke_again, record_urgency
from copil.actions.excerpt import tell_deferral, validate_excerpt
from copil.actions.groups import cancel_group, close_group, open_group, prepare_group
from copil.actions.in_group import Gesture, detach_item, vote_together
from copil.actions.interests import declare_interest, record_interest
from copil.actions.items import close_item, name_presiding, open_item
from copil.actions.late import keep_decision, record_late_interest
from copil.actions.mandates import MandateDraft, end_mandate, give_mandate, name_substitute
from copil.actions.minutes import (
    FollowUpDraft,
    add_follow_up,
    adopt_minutes,
    drop_follow_up,
    reopen_minutes,
    save_minutes,
    submit_minutes,
)
from copil.actions.moving import cancel, postpone
from copil.actions.offering import offer_part
from copil.actions.once import Received, cast_once, cast_together_once
from copil.actions.online import propose_online
from copil.actions.paper import count_on_paper
from copil.actions.planning import plan_session
from copil.actions.proposing import propose
from copil.actions.questions import answer_member, ask_team
from copil.actions.release import set_release
from copil.actions.rules import RulesDraft, adopt_rules, default_rules
from copil.actions.seats import SeatDraft, set_seats
from copil.actions.secrecy import ask_secret
from copil.actions.sessions import close_session, open_session, put_on_agenda
from copil.actions.several import Together
from copil.actions.undated import postpone_undated, set_date

__all__ = [
    "Arranged",
    "BusinessDraft",
    "FollowUpDraft",
    "Gesture",
    "MandateDraft",
    "Received",
    "RulesDraft",
    "SeatDraft",
    "Together",
    "add_business",
    "add_follow_up",
    "adopt_minutes",
    "adopt_rules",
    "announce",
    "answer_member",
    "arrange_agenda",
    "ask_secret",
    "ask_team",
    "cancel",
    "cancel_ballot",
    "cancel_group",
    "cast_once",
    "cast_together_once",
    "cast_vote",
    "close_ballot",
    "close_business",
    "close_group",
    "close_item",
    "close_session",
    "convoke",
    "convoke_again",
    "count_on_paper",
    "declare_interest",
    "default_rules",
    "detach_item",
    "drop_follow_up",
    "end_mandate",
    "give_mandate",
    "give_proxy",
    "keep_decision",
    "mark_all",
    "mark_attendance",
    "name_presiding",
    "name_substitute",
    "offer_part",
    "open_group",
    "open_item",
    "open_session",
    "plan_session",
    "postpone",
    "postpone_undated",
    "prepare_group",
    "propose",
    "propose_online",
    "put_on_agenda",
    "rank_agenda",
    "record_interest",
    "record_late_interest",
    "record_urgency",
    "remove_business",
    "reopen_minutes",
    "save_minutes",
    "set_date",
    "set_release",
    "set_seats",
    "submit_minutes",
    "tell_deferral",
    "validate_excerpt",
    "vote_together",
    "withdraw_proxy",
]
