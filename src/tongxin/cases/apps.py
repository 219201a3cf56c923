"""Cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tongxin.cases"
    default_auto_field = "django.db.models.BigAutoField"
