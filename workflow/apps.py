"""Wires the engine: start-up checks, and triggers laid after every migration."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Processus"

    def ready(self) -> None:
        from workflow import erasing, message_kinds
        from workflow.checks import check_processes
        from workflow.sealing import anchoring
        from workflow.sealing import triggers as sealing_triggers
        from workflow.sealing.checks import check_seal
        from workflow.triggers import install, lift

        register(check_processes)
        register(check_seal, deploy=True)
        pre_migrate.connect(lift, sender=self, dispatch_uid="workflow.triggers")
        post_migrate.connect(install, sender=self, dispatch_uid="workflow.triggers")
