"""The journal."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "tongxin.facts"
    default_auto_field = "django.db.models.BigAutoField"
