"""The messages of this room: when each is sent, and to whom (docs/MESSAGES.md)."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, declare

LEADERS = _("porteur et co-porteurs")
AT_WORK = _("porteur, co-porteurs, et ceux qui y travaillent")

declare(
    "dossiers",
    Kind("submitted", _("Un dossier est déposé, ou une version complétée"), LEADERS, alone=True),
    Kind("pieces_asked", _("Des pièces manquantes sont demandées"), LEADERS, alone=True),
    Kind("pieces_in", _("Les pièces demandées sont là"), _("équipe projet")),
    Kind("returned", _("Le dossier est renvoyé à son porteur"), LEADERS),
    Kind("suspended", _("L’instruction est suspendue"), AT_WORK),
    Kind("resumed", _("L’instruction reprend"), AT_WORK),
    Kind("withdrawn", _("Le dossier est retiré, ou classé sans réponse"), AT_WORK),
    Kind(
        "happened", _("Le dossier avance, ou quelqu’un y a travaillé"), _("qui doit agir ensuite, ou s’y trouve mêlé")
    ),
    Kind("mission_over", _("Un référent ou un évaluateur est déchargé"), _("cette personne")),
    Kind("access_over", _("L’accès d’un co-porteur ou d’un lecteur prend fin"), _("cette personne")),
    Kind("following", _("Le suivi d’un dossier est confié"), _("cette personne de l’équipe")),
    Kind("assigned", _("Un référent est désigné"), _("ce référent")),
    Kind("handover_offered", _("Un référent propose à un autre de prendre sa place"), _("le référent sollicité")),
    Kind("handover_answered", _("Le référent sollicité répond"), _("le référent qui a proposé")),
    Kind("handover_over", _("La proposition de passation tombe"), _("le référent sollicité")),
    Kind("question_asked", _("Un référent pose une question"), LEADERS),
    Kind("question_answered", _("Le porteur répond à une question"), _("le référent qui l’a posée")),
    Kind("invited", _("Une personne est invitée sur un dossier"), _("l’adresse invitée"), alone=True),
    Kind("invitation_answered", _("Une invitation reçoit sa réponse"), _("qui a invité")),
    Kind("leader_replacing", _("La coordination propose un autre porteur"), _("le porteur en place")),
    Kind("leader_replaced", _("Le dossier change de porteur sans lui"), _("l’ancien porteur")),
    Kind("file_judged", _("L’antivirus rejette un fichier"), _("porteur et co-porteurs ; pour un virus, l’équipe")),
    Kind("call_dates_changed", _("L’appel d’un brouillon change de dates, ou se clôt"), LEADERS),
    Kind("implicit_refusal_near", _("Le silence va valoir refus"), _("coordination")),
    Kind("message_received", _("Un message est écrit dans un échange"), _("l’autre côté\u00a0: porteurs, ou équipe")),
    Kind("mentioned", _("Une note d’équipe nomme un collègue"), _("ce collègue")),
)
