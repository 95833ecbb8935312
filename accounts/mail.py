"""The mails that open accounts: confirmation, password, invitation.

They carry one-time secrets, so they go straight to the mail server after the commit and are written nowhere: neither
the outbox nor any other table ever holds a link that opens an account.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Invitation


def send(*, template: str, to: str, context: Mapping[str, object]) -> None:
    """Write the mail now, send it once the transaction is committed (at once outside one).

    `template` names a pair of text templates: `<template>_subject.txt` and `<template>_message.txt`.
    """
    values = {"lab_name": settings.LAB_NAME, "site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
    body = render_to_string(f"{template}_message.txt", values).strip() + "\n"
    transaction.on_commit(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to]).send)


def send_invitation(invitation: Invitation, *, token: str) -> None:
    """The invitation's mail; the token is in its link and nowhere else."""
    link = f"{settings.SITE_URL}{reverse('invitation', args=[token])}"
    send(
        template="account/email/invitation",
        to=invitation.email,
        context={"invitation": invitation, "link": link},
    )
