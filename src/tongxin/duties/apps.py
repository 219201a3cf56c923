"""Duties."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "tongxin.duties"
    default_auto_field = "django.db.models.BigAutoField"
