"""Access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tongxin.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are ready only now.
        from tongxin.access.queries.actors import administrators_of  # noqa: PLC0415
        from tongxin.orgs.queries.spared import spare  # noqa: PLC0415

        spare(administrators_of)
