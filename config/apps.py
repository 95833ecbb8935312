"""Wires the rooms into the site's menu."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from accounts.roles import Role
        from config.french import count_in_french
        from config.navigation import everyone, holds, register, signed_in, strangers

        count_in_french()
        register(_("À faire"), "home", signed_in, 10)
        register(_("Tableau de bord"), "dossiers:board", holds(Role.TEAM, Role.AUDITOR), 15)
        register(_("Dossiers"), "dossiers:list", signed_in, 20)
        register(_("Nouvelles"), "notifications:news", signed_in, 12)
        committee = holds(Role.COPIL_MEMBER, Role.COPIL_SECRETARY, Role.TEAM, Role.AUDITOR)
        register(_("COPIL"), "copil:sessions", committee, 25)
        judges = holds(Role.COPIL_MEMBER, Role.COPIL_SECRETARY, Role.TEAM, Role.AUDITOR)
        register(_("Classement"), "scoring:ranking", judges, 22)
        register(_("Calibrage"), "scoring:calibration", holds(Role.TEAM, Role.REFERENT), 29)
        register(_("Règlement intérieur"), "copil:rules", holds(Role.ADMIN), 56)
        register(_("Référents"), "dossiers:referents", holds(Role.TEAM), 28)
        register(_("Appels"), "dossiers:calls", everyone, 30)
        register(_("Décisions"), "decisions:list", holds(Role.SIGNATORY, Role.TEAM, Role.AUDITOR), 50)
        # The team reaches them from its board.
        money = holds(Role.SIGNATORY, Role.COPIL_SECRETARY, Role.AUDITOR)
        register(_("Enveloppes"), "followup:envelopes", money, 51)
        register(_("Contrôle"), "audit:home", holds(Role.AUDITOR, Role.ADMIN), 52)
        register(_("Grilles"), "scoring:rubrics", holds(Role.ADMIN), 54)
        register(_("Personnes"), "people", holds(Role.ADMIN), 55)
        register(_("Vérifier un document"), "decisions:ask", strangers, 60)
