"""The messages of this room: when each is sent, and to whom (docs/MESSAGES.md)."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, declare

declare(
    "copil",
    Kind("on_agenda", _("Le dossier est inscrit à une séance"), _("porteur et co-porteurs")),
    Kind("session_convoked", _("Une séance est convoquée"), _("membres et suppléants"), alone=True),
    Kind("vote_opened", _("Un vote s’ouvre"), _("membres présents à distance"), alone=True),
    Kind("rules_adopted", _("Une version du règlement intérieur est adoptée"), _("membres et secrétariat du COPIL")),
    Kind("deferred", _("L’extrait qui ajourne un dossier est validé"), _("porteur et co-porteurs")),
)
