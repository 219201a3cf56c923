"""Records."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "tongxin.records"
    default_auto_field = "django.db.models.BigAutoField"
