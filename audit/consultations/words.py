"""How pages and files are named to who reads what an auditor read; the pages that tell nothing of any dossier."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Pages about the reader or about the site, and what a page that is open asks again and again.
LEFT_OUT: Final = frozenset(
    {
        "home", "accessibility", "legal", "personal_data", "profile", "my_sheet", "account_change_password",
        "account_reset_password", "account_reset_password_done", "account_inactive", "account_login",
        "account_logout", "account_email_verification_sent", "account_confirm_email", "account_signup",
        "account_reset_password_from_key", "demo_sign_in", "invitation", "notifications:news",
        "dossiers:calls", "dossiers:call", "dossiers:invitation", "decisions:ask", "decisions:verify",
        "decisions:open_data",
        "decisions:heads", "decisions:head_file", "decisions:subsidies",
        "copil:binder_progress", "audit:export_progress",
        "copil:session_live", "copil:screen_live", "copil:voting_live", "copil:group_live", "copil:item_live",
        "audit:home", "audit:exports", "audit:export", "audit:consultations",
    }
)  # fmt: skip

#: Files and lists by name; other pages are told by the room that they belong to.
PAGES: Final[dict[str, str | Promise]] = {
    "dossiers:page": _("Dossier"),
    "dossiers:versions": _("Versions comparées du dossier"),
    "dossiers:challenge": _("Challenge du dossier"),
    "dossiers:conversation": _("Échanges du dossier"),
    "dossiers:notes": _("Notes de l’équipe"),
    "dossiers:access": _("Qui voit le dossier"),
    "dossiers:list": _("Liste des dossiers"),
    "dossiers:board": _("Tableau de bord"),
    "dossiers:attachment": _("Pièce jointe"),
    "decisions:list": _("Registre des décisions"),
    "decisions:register_file": _("Registre des décisions, en fichier"),
    "decisions:pdf": _("Acte"),
    "decisions:letter": _("Lettre de notification"),
    "decisions:dossier": _("Dossier, en un fichier"),
    "decisions:receipt": _("Accusé de réception"),
    "followup:page": _("Suivi du dossier"),
    "scoring:overview": _("Évaluations du dossier"),
    "scoring:ranking": _("Classement"),
    "scoring:results": _("Résultats, en fichier"),
    "copil:session": _("Séance"),
    "copil:item": _("Point d’une séance"),
    "copil:minutes": _("Procès-verbal"),
    "copil:paper": _("Document de séance"),
    "copil:excerpt_file": _("Extrait du relevé de décisions"),
    "copil:binder_file": _("Dossier de séance"),
    "copil:binder": _("Dossier de séance"),
    "audit:export_file": _("Archive de contrôle"),
    "audit:file": _("Dossier entier"),
    "audit:dossier_file": _("Dossier entier, en archive"),
}
ROOMS: Final[dict[str, str | Promise]] = {
    "dossiers": _("Page d’un dossier ou d’un appel"),
    "scoring": _("Page d’évaluation"),
    "copil": _("Page du COPIL"),
    "decisions": _("Page des décisions"),
    "followup": _("Page du suivi"),
    "audit": _("Page de contrôle"),
    "notifications": _("Page des messages"),
}


def named(page: str) -> str:
    """The page in words, by its own name or by its room's."""
    room = page.partition(":")[0]
    return str(PAGES.get(page) or ROOMS.get(room) or _("Autre page"))
