"""Mails that a mail server took and then could not deliver: its report comes back to the lab's return address.

Each mail leaves under a return address of its own (`retours+<token>@…`, VERP), which only this installation can sign;
the token names the message and the address it went to. A delivery status notification (RFC 3464) sent there marks the
message as not delivered, where the team sees the others. Anything else that comes there (an answer, spam, a forgery, an
enormous file) changes nothing.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import compat32

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from notifications.models import Message

logger = logging.getLogger("jalon.bounces")

#: Bytes read of what comes back: the report stands before the mail that it returns.
MOST = 256 * 1024
#: Carried by each mail, since some servers report to an address that has lost what follows its sign.
HEADER = "Jalon-Return"
#: Signs of the signature: 80 bits.
SIGNED = 20
#: Characters kept of what the other server says.
SAID = 500
TOKEN = re.compile(rf"\b(\d{{1,18}})-([0-9a-f]{{{SIGNED}}})\b")


@dataclass(frozen=True)
class Report:
    """That a mail was not delivered, for good: the token of the message, and what the server says of it."""

    token: str
    said: str


# -- leaving -------------------------------------------------------------------
def token(message: Message) -> str:
    """Names the message and the address it goes to; once that is corrected, what comes back of the former is void."""
    signature = salted_hmac("notifications.bounces", f"{message.pk}:{message.address}").hexdigest()[:SIGNED]
    return f"{message.pk}-{signature}"


def return_address(message: Message) -> str:
    """The envelope's sender: one's own when `BOUNCE_EMAIL` is set, the site's otherwise."""
    if not settings.BOUNCE_EMAIL:
        return str(settings.DEFAULT_FROM_EMAIL)
    local, _at, domain = settings.BOUNCE_EMAIL.rpartition("@")
    return f"{local}+{token(message)}@{domain}"


# -- coming back ---------------------------------------------------------------
def take(raw: bytes, *, to: str = "") -> Message | None:
    """Reads what came to the return address (`to`, when the mail server says so), and marks the message that it reports
    as not delivered; None when it reports none of ours.
    """
    report = read(raw, to=to)
    return _mark(report) if report is not None else None


def read(raw: bytes, *, to: str = "") -> Report | None:
    """The report in a mail, if it is one of a failure and bears a token, whose signature is not looked at here."""
    try:
        mail = message_from_bytes(raw[:MOST], policy=compat32)
        parts = list(mail.walk())
    except RecursionError:  # parts within parts within parts
        logger.info("what came back is nested beyond reading")
        return None
    if mail.get_content_type() != "multipart/report":
        return None
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    failed = next(_failures(status), None) if status is not None else None
    found = next(_tokens(to, mail, parts), "")
    if failed is None or not found:
        return None
    return Report(found, _tidy(failed))


def _failures(status: Mail) -> Iterator[str]:
    """What is said of each recipient whose delivery failed for good; delays and deliveries are no failures."""
    blocks = status.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Mail) and str(block.get("Action", "")).strip().lower() == "failed":
            yield f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}"


def _tokens(to: str, mail: Mail, parts: list[Mail]) -> Iterator[str]:
    """Tokens where one may stand: the address it came to, then the headers of the mail returned."""
    headers = [to, *(str(mail.get(name, "")) for name in ("X-Original-To", "Delivered-To", "To"))]
    for part in parts:
        headers += [str(part.get(name, "")) for name in (HEADER, "Return-Path")]
        if part.get_content_type() == "text/rfc822-headers":
            headers.append(str(part.get_payload())[:MOST])
    for header in headers:
        yield from (found.group() for found in TOKEN.finditer(header))


def _tidy(said: str) -> str:
    """One line that can be kept and shown, whatever it was."""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:SAID]


def _mark(report: Report) -> Message | None:
    """Marks a message that left; one already marked, or sent to another address since, stays as it is."""
    pk = int(report.token.partition("-")[0])
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=pk).exclude(sent_at=None).first()
        if message is None or not constant_time_compare(token(message), report.token):
            logger.info("a report about no message of ours: %s", report.token)
            return None
        message.sent_at, message.failed_at = None, timezone.now()
        message.last_error = _("Revenu\u00a0: %(said)s") % {"said": report.said}
        message.save(update_fields=["sent_at", "failed_at", "last_error"])
    logger.warning("message %s came back: %s", message.key, report.said)
    return message
