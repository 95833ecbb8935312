"""What people do to a dossier besides moving it: writing, joining files, completing, challenging, inviting, talking.

Keyword-only verbs, each in one transaction under the dossier's lock; each checks the rights of `by` itself and answers
a value, or a `Refusal` that says why nothing was written. Moves go through `workflow.perform`.
"""

from dossiers.actions.attachments import attach, remove_attachment
from dossiers.actions.autosave import Autosaved, autosave
from dossiers.actions.challenge import (
    answer_question,
    ask_question,
    assign_referent,
    confirm_opinion,
    give_opinion,
    relieve_referent,
)
from dossiers.actions.completion import Asked, ask_for_pieces, check_pieces, provide_piece
from dossiers.actions.conversation import correct_message, note_read, withdraw_message, write_message
from dossiers.actions.handing_over import hand_dossier_over, replace_leader
from dossiers.actions.invitations import (
    accept_invitation,
    decline_invitation,
    invite_co_leader,
    invite_reader,
    remove_co_leader,
    remove_reader,
    take_back_invitation,
)
from dossiers.actions.missions import (
    accept_assignment,
    accept_handover,
    decline_handover,
    do_without,
    offer_handover,
)
from dossiers.actions.moved import TextMoved
from dossiers.actions.notes import note_mentions_seen, pin_note, remove_note, write_note
from dossiers.actions.people import declare_interest
from dossiers.actions.shortening import choose_length
from dossiers.actions.taking_up import take_up
from dossiers.actions.writing import open_draft, save_section

__all__ = [
    "Asked",
    "Autosaved",
    "TextMoved",
    "accept_assignment",
    "accept_handover",
    "accept_invitation",
    "answer_question",
    "ask_for_pieces",
    "ask_question",
    "assign_referent",
    "attach",
    "autosave",
    "check_pieces",
    "choose_length",
    "confirm_opinion",
    "correct_message",
    "declare_interest",
    "decline_handover",
    "decline_invitation",
    "do_without",
    "give_opinion",
    "hand_dossier_over",
    "invite_co_leader",
    "invite_reader",
    "note_mentions_seen",
    "note_read",
    "offer_handover",
    "open_draft",
    "pin_note",
    "provide_piece",
    "relieve_referent",
    "remove_attachment",
    "remove_co_leader",
    "remove_note",
    "remove_reader",
    "replace_leader",
    "save_section",
    "take_back_invitation",
    "take_up",
    "withdraw_message",
    "write_message",
    "write_note",
]
