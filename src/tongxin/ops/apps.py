"""Ops."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "tongxin.ops"
