"""Every page route declares who may use it; one that does not stops start-up (check `tongxin.E001`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from tongxin.access.declarations import Declaration, Level, opens, with_nul
from tongxin.kernel.errors import Invalid, NotFound

__all__ = ["Declaration", "Level", "opens", "route"]
Answer = TypeVar("Answer", bound=HttpResponseBase)


def route(
    action: str,
    *,
    model: str = "-",
    level: Level = "-",
    methods: tuple[str, ...] = ("GET",),
    files: bool = False,
    terminal: bool = False,
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Declare a page function and guard it: the door only; which rows is the query's business.

    `files`: its form brings files, so that its body may be large (`web.body`). `terminal`: it opens on the
    terminal of a shift room too; no other page does (`web.terminal`).
    """

    def wrap(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            if not opens(action, request.actor):
                raise NotFound("没有找到这一页")
            if with_nul(request.GET):
                raise Invalid("地址里有不能用的字符，请重新输入")
            return view(request, *args, **kwargs)

        guarded.declaration = Declaration(action, model, level, methods)  # type: ignore[attr-defined]
        guarded.takes_files = files  # type: ignore[attr-defined]
        guarded.on_terminal = terminal  # type: ignore[attr-defined]
        return cast("Callable[..., Answer]", guarded)

    return wrap
