"""The mails: what each must be told, and how a queued message becomes a text.

A template is `templates/mail/<name>.txt`: plain text, the subject on its first line, one link. `KEYS` is the contract
between who queues and what is written; a mail with a hole in it cannot be queued.
"""

import hashlib
import re
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from notifications import bounces
from notifications.models import Message

#: What the context of each template holds, no more, no less. Every value is text; dates are written out in French.
#: `link` is a path of the site. What a leader reads tells neither votes, nor scores, nor an outcome not yet signed.
KEYS: dict[str, frozenset[str]] = {
    "submitted": frozenset({"dossier", "deposited_on", "silence", "link"}),
    "returned": frozenset({"dossier", "by", "reason", "due", "link"}),
    "assigned": frozenset({"dossier", "by", "due", "link"}),
    "handover_offered": frozenset({"dossier", "by", "reason", "due", "link"}),
    "handover_answered": frozenset({"dossier", "by", "answer", "link"}),
    "question_asked": frozenset({"dossier", "by", "question", "due", "link"}),
    "question_answered": frozenset({"dossier", "by", "question", "answer", "link"}),
    "review_assigned": frozenset({"dossier", "by", "due", "link"}),
    "on_agenda": frozenset({"dossier", "session", "link"}),
    "session_convoked": frozenset({"session", "place", "items", "notice", "link"}),
    "session_postponed": frozenset({"session", "former", "place", "reason", "items", "notice", "link"}),
    "session_undated": frozenset({"session", "reason", "notice", "link"}),
    "session_cancelled": frozenset({"session", "reason", "notice", "link"}),
    "agenda_moved": frozenset({"dossier", "former", "session", "link"}),
    "agenda_undated": frozenset({"dossier", "session", "link"}),
    "agenda_dated": frozenset({"dossier", "former", "session", "link"}),
    "agenda_left": frozenset({"dossier", "session", "link"}),
    "rules_adopted": frozenset({"version", "adopted_on", "changes", "reason", "link"}),
    "member_asked": frozenset({"session", "about", "by", "question", "link"}),
    "member_answered": frozenset({"session", "about", "by", "question", "answer", "link"}),
    "vote_opened": frozenset({"dossier", "session", "opens", "due", "link"}),
    "votes_opened": frozenset({"session", "items", "opens", "due", "link"}),
    "vote_cancelled": frozenset({"dossier", "session", "reason", "link"}),
    "minutes_submitted": frozenset({"number", "session", "link"}),
    "minutes_approved": frozenset({"number", "session", "link"}),
    "minutes_due": frozenset({"session", "task", "due", "when", "link"}),
    "minutes_late": frozenset({"session", "task", "due", "link"}),
    "deferred": frozenset({"dossier", "session", "reason", "due", "link"}),
    "decision_notified": frozenset({"dossier", "signed_on", "link"}),
    "suspended": frozenset({"dossier", "by", "reason", "until", "link"}),
    "resumed": frozenset({"dossier", "link"}),
    "pieces_asked": frozenset({"dossier", "by", "pieces", "message", "due", "silence", "link"}),
    "pieces_in": frozenset({"dossier", "asked_on", "link"}),
    "receipt_made": frozenset({"dossier", "received_on", "missing", "complete", "link"}),
    "file_judged": frozenset({"dossier", "file", "found", "link"}),
    "call_dates_changed": frozenset({"dossier", "call", "words", "link"}),
    "withdrawn": frozenset({"dossier", "how", "reason", "link"}),
    "invited": frozenset({"dossier", "by", "invited_to", "until", "link"}),
    "leader_replacing": frozenset({"dossier", "by", "reason", "link"}),
    "leader_replaced": frozenset({"dossier", "by", "leader", "reason", "link"}),
    "invitation_answered": frozenset({"dossier", "by", "answer", "link"}),
    "reminder": frozenset({"dossier", "task", "due", "when", "link"}),
    "implicit_refusal_near": frozenset({"dossier", "due", "link"}),
    "deadline_passed": frozenset({"dossier", "task", "awaited", "due", "link"}),
    "message_received": frozenset({"dossier", "by", "link"}),
    "mentioned": frozenset({"dossier", "by", "link"}),
    "happened": frozenset({"dossier", "what", "by", "reason", "next", "due", "link"}),
    "handover_over": frozenset({"dossier", "by", "link"}),
    "mission_over": frozenset({"dossier", "by", "reason", "link"}),
    "access_over": frozenset({"dossier", "by", "link"}),
    "following": frozenset({"dossier", "by", "link"}),
    "digest": frozenset({"title", "lines", "link"}),
}


def check(template: str, context: Mapping[str, str]) -> None:
    """Raises ValueError when the template is unknown, or when its context is not exactly what it says."""
    if template not in KEYS:
        raise ValueError(f"unknown mail template “{template}”: declare it in notifications.letters.KEYS")
    if context.keys() != KEYS[template]:
        wrong = sorted(KEYS[template].symmetric_difference(context.keys()))
        raise ValueError(f"mail “{template}”: missing or unknown {', '.join(wrong)}")
    if not all(isinstance(value, str) for value in context.values()):
        raise ValueError(f"mail “{template}”: every value of the context is text")


def subject(message: Message) -> str:
    """What the message says in one line."""
    return _written(message)[0]


def write(message: Message) -> EmailMessage:
    """The mail of a queued message, in the site's language, under a Message-ID that never changes."""
    subject, body = _written(message)
    return EmailMessage(
        subject,
        body,
        bounces.return_address(message),
        [message.address],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            bounces.HEADER: bounces.token(message),
            "Message-ID": message_id(message.key),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no automatic answer is wanted
        },
    )


def _written(message: Message) -> tuple[str, str]:
    """The subject and the body."""
    values = {
        **message.context,
        "recipient": message.recipient.full_name if message.recipient else "",
        "LAB_NAME": settings.LAB_NAME,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "SITE_URL": settings.SITE_URL,
    }
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"mail/{message.template}.txt", values).strip()
    subject, _newline, body = text.partition("\n")
    return subject.strip(), re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"


def message_id(key: str) -> str:
    """The Message-ID of a key: the same at each try, so that a mail delivered twice is recognised as one."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
