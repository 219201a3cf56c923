"""Every route declares who may use it; one that does not stops start-up (check `tongxin.E001`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from django.http import HttpResponse, HttpResponseNotAllowed

from tongxin.kernel.errors import NotFound

Level = Literal["C0", "C1", "C2", "C3", "-"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """`action`: a capability, or one of `public` (no log-in), `self` (one's own things),
    `signed_in` (anybody logged in), `admin:system`, `admin:security`, `admin:audit`.
    `model`: what is reached, as "records.Record". `level`: the highest level it can show."""

    action: str
    model: str
    level: Level
    methods: tuple[str, ...]


def route(
    action: str, *, model: str = "-", level: Level = "-", methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a page function and guard it: the door only; which rows is the query's business."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            if not opens(action, request.actor):
                raise NotFound("没有找到这一页")
            return view(request, *args, **kwargs)

        guarded.declaration = Declaration(action, model, level, methods)  # type: ignore[attr-defined]
        return guarded

    return wrap


def opens(action: str, actor: Any) -> bool:
    """Whether the door of `action` opens for `actor`."""
    if action == "public":
        return True
    if actor.person_id is None:
        return False
    if action in ("self", "signed_in"):
        return True
    if action.startswith("admin:"):
        return bool(actor.administrator == action.removeprefix("admin:"))
    return bool(actor.may(action))
