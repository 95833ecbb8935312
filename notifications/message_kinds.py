"""The messages of this room: when each is sent, and to whom (docs/MESSAGES.md)."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, declare

declare("notifications", Kind("digest", _("Plusieurs courriels partent en un seul"), _("leur destinataire")))
