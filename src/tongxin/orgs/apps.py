"""Orgs."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "tongxin.orgs"
    default_auto_field = "django.db.models.BigAutoField"
