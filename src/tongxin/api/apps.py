"""Api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tongxin.api"
