"""Adoption."""

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "tongxin.adoption"
    default_auto_field = "django.db.models.BigAutoField"
