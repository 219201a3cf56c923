"""Where engines meet."""

from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    name = "tongxin.reactions"

    def ready(self) -> None:
        from tongxin.reactions import registry  # noqa: PLC0415 - models are ready only now

        registry.subscribe_all()
