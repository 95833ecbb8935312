"""The messages of this room: when each is sent, and to whom (docs/MESSAGES.md)."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, declare

declare(
    "copil",
    Kind("on_agenda", _("Le dossier est inscrit à une séance"), _("porteur et co-porteurs")),
    Kind("session_convoked", _("Une séance est convoquée"), _("membres et suppléants"), alone=True),
    Kind("session_postponed", _("Une séance convoquée est reportée"), _("membres et suppléants"), alone=True),
    Kind("session_undated", _("Une séance convoquée est reportée sans date"), _("membres et suppléants"), alone=True),
    Kind("session_cancelled", _("Une séance convoquée est annulée"), _("membres et suppléants"), alone=True),
    Kind("agenda_moved", _("La séance d’un dossier change de jour"), _("porteur et co-porteurs")),
    Kind("agenda_undated", _("La séance d’un dossier est reportée sans date"), _("porteur et co-porteurs")),
    Kind("agenda_dated", _("La séance d’un dossier reportée sans date en reçoit une"), _("porteur et co-porteurs")),
    Kind("agenda_left", _("La séance d’un dossier est annulée"), _("porteur et co-porteurs")),
    Kind("member_asked", _("Un membre du COPIL pose une question"), _("rapporteur du point, à défaut la coordination")),
    Kind("member_answered", _("L’équipe répond à un membre du COPIL"), _("qui a posé la question")),
    Kind(
        "vote_opened", _("Un vote s’ouvre"), _("membres présents à distance ; pour un vote en ligne, tous"), alone=True
    ),
    Kind(
        "votes_opened",
        _("Des votes s’ouvrent ensemble sur plusieurs points"),
        _("membres présents à distance ; pour un vote en ligne, tous"),
        alone=True,
    ),
    Kind(
        "vote_cancelled",
        _("Un vote est annulé avant sa clôture"),
        _("membres présents à distance ; pour un vote en ligne, tous"),
        alone=True,
    ),
    Kind("rules_adopted", _("Une version du règlement intérieur est adoptée"), _("membres et secrétariat du COPIL")),
    Kind("minutes_submitted", _("Un procès-verbal est soumis à l’approbation"), _("membres et suppléants")),
    Kind("minutes_approved", _("Un procès-verbal est approuvé"), _("membres et suppléants")),
    Kind(
        "minutes_due",
        _("L’échéance d’un procès-verbal à écrire ou à faire approuver approche (J-7, J-2, J)"),
        _("secrétariat du COPIL"),
    ),
    Kind("minutes_late", _("L’échéance d’un procès-verbal est passée"), _("coordination")),
    Kind("deferred", _("L’extrait qui ajourne un dossier est validé"), _("porteur et co-porteurs")),
)
