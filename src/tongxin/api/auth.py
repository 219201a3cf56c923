"""A token acts as its person, with the person's rights at this moment, narrowed to its scopes."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from tongxin import clock
from tongxin.access.declarations import Declaration, Level, with_nul
from tongxin.access.queries import actor_of_token
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed


class ApiRequest(HttpRequest):
    """What `TokenAuth` adds."""

    actor: Actor
    token_scopes: frozenset[str]


class TokenAuth(HttpBearer):
    """`Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = actor_of_token(token, at=clock.read())
        if found is None:
            return None
        request.actor, request.token_scopes = found[0], frozenset(found[1])  # type: ignore[attr-defined]
        return found[0]


def declares(action: str, *, model: str, level: Level, scope: str) -> Callable[..., Any]:
    """Declare an operation and refuse a token without `scope`."""

    def wrap(operation: Callable[..., Any]) -> Callable[..., Any]:
        known = {"after", "limit", *signature(operation).parameters}

        @wraps(operation)
        def guarded(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            if scope not in request.token_scopes:
                raise NotAllowed(f"这个令牌没有“{scope}”的范围")
            if unknown := sorted(set(request.GET) - known):
                # A misspelt filter that is ignored would give more than was asked for.
                raise Invalid("参数有误，详见 fields", fields=dict.fromkeys(unknown, "没有这个参数"))
            if nul := with_nul(request.GET):
                raise Invalid("参数有误，详见 fields", fields=dict.fromkeys(nul, "有不能用的字符"))
            return operation(request, *args, **kwargs)

        guarded.declaration = Declaration(action, model, level, ("GET",))  # type: ignore[attr-defined]
        return guarded

    return wrap
