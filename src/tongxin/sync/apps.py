"""What phones bring that were without a network."""

from importlib import import_module

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "tongxin.sync"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for name in ("meetings", "cases", "tasks", "handovers", "checklists"):
            import_module(f"tongxin.sync.handlers.{name}")
        accounts = import_module("tongxin.access.commands.accounts")
        accounts.OTHER_WAYS.append(import_module("tongxin.sync.commands.devices").end_grants)
