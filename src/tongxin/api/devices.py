"""A device's token hands in and reads nothing; what a phone takes along needs a log-in."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from tongxin import clock
from tongxin.access.declarations import Declaration, Level, opens, with_nul
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.sync.queries import Bearer, bearer_of


class DeviceRequest(HttpRequest):
    """What `DeviceAuth` adds."""

    bearer: Bearer


class SessionRequest(HttpRequest):
    """What the middleware of the pages adds."""

    actor: Actor


class DeviceAuth(HttpBearer):
    """`Authorization: Bearer TOKEN`, of a device."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        found = bearer_of(token, at=clock.read())
        request.bearer = found  # type: ignore[attr-defined]
        return found


def logged_in(request: SessionRequest) -> bool:
    """By the session of the pages: a token opens nothing here."""
    return opens("member", request.actor)


def declares(*, model: str, level: Level, methods: tuple[str, ...]) -> Callable[..., Any]:
    """Declare an operation of the phone, and name what it does not know."""

    def wrap(operation: Callable[..., Any]) -> Callable[..., Any]:
        known = set(signature(operation).parameters)

        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if unknown := sorted(set(request.GET) - known):
                raise Invalid("参数有误，详见 fields", fields=dict.fromkeys(unknown, "没有这个参数"))
            if nul := with_nul(request.GET):
                raise Invalid("参数有误，详见 fields", fields=dict.fromkeys(nul, "有不能用的字符"))
            return operation(request, *args, **kwargs)

        guarded.declaration = Declaration("member", model, level, methods)  # type: ignore[attr-defined]
        return guarded

    return wrap
