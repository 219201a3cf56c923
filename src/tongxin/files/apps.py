"""Files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tongxin.files"
    default_auto_field = "django.db.models.BigAutoField"
