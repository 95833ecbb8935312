"""The messages of this room: when each is sent, and to whom (docs/MESSAGES.md)."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, declare

declare(
    "decisions",
    Kind("receipt_made", _("L’accusé de réception est établi"), _("porteur et co-porteurs"), alone=True),
    Kind(
        "decision_notified",
        _("Une décision est notifiée, dès sa signature ou avec celles de sa séance"),
        _("porteur et co-porteurs"),
        alone=True,
    ),
)
