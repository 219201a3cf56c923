"""Access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tongxin.access"
    default_auto_field = "django.db.models.BigAutoField"
