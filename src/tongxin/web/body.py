"""How much a request may bring: what is too large is refused before a byte of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

FORM = 5 * 1024 * 1024  # bytes, of every route that takes no files
FILES = 32 * 1024 * 1024  # bytes, of a route that declares `files=True`

Next = Callable[[HttpRequest], HttpResponse]


class BodyMiddleware:
    """Stands before the check of forms, which parses the body of anybody, logged in or not."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if length > FORM and length > (limit := _limit(request.path_info)):
            return _too_large(limit)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """As the browser says; of a body that does not say, nothing is ever read."""
    said = str(request.META.get("CONTENT_LENGTH") or "")
    return int(said) if said.isdecimal() else 0


def _limit(path: str) -> int:
    try:
        view = resolve(path).func
    except Resolver404:
        return FORM
    return FILES if getattr(view, "takes_files", False) else FORM


def _too_large(limit: int) -> HttpResponse:
    page = render_to_string(
        "errors/error.html",
        {
            "heading": "送来的内容太大，没有收",
            "advice": f"这里一次最多收 {limit // 1024 // 1024} MB。请把文件分开，或者压小以后再传。",
        },
    )
    return HttpResponse(page, status=413)
