"""Web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tongxin.web"

    def ready(self) -> None:
        from tongxin.web import checks  # noqa: F401, PLC0415 - registers the start-up checks
