"""What must be so before a single request is answered."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import PermissionsMixin
from django.core.checks import CheckMessage, Error, register

from tongxin.access.registry import check_routes


@register("tongxin")
def every_route_is_declared(app_configs: Any, **_: Any) -> list[CheckMessage]:
    return check_routes()


@register("tongxin")
def nobody_is_above_the_rules(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """No superuser and no Django admin: they would pass by rights, journal and levels."""
    errors: list[CheckMessage] = []
    account = get_user_model()
    if issubclass(account, PermissionsMixin) or "is_superuser" in {
        f.name for f in account._meta.get_fields()
    }:
        errors.append(Error("Accounts must not know superusers or permissions.", id="tongxin.E004"))
    if apps.is_installed("django.contrib.admin"):
        errors.append(Error("Django's admin must not be installed.", id="tongxin.E005"))
    if settings.DEBUG and settings.PRODUCTION:
        errors.append(Error("DEBUG must be off in production.", id="tongxin.E006"))
    return errors
