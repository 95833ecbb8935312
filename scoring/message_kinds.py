"""The messages of this room: when each is sent, and to whom (docs/MESSAGES.md)."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, declare

declare("scoring", Kind("review_assigned", _("Une évaluation est confiée"), _("cet évaluateur")))
