"""Ops."""

from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "tongxin.ops"

    def ready(self) -> None:
        import_module("tongxin.ops.checks")
