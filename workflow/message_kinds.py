"""The messages of this room: when each is sent, and to whom (docs/MESSAGES.md)."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, declare

declare(
    "workflow",
    Kind("reminder", _("Une échéance approche (J-7, J-2, J) ou est passée de sept jours"), _("qui a la tâche")),
    Kind("deadline_passed", _("Une échéance est passée"), _("coordination")),
)
