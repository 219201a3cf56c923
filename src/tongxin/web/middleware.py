"""Between the request and the page: who asks, and what a refusal looks like."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from tongxin.access import queries
from tongxin.kernel.actor import NOBODY
from tongxin.kernel.errors import NotFound, Refused
from tongxin.web import clock

Next = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Builds the actor from the appointments valid at this moment; nothing of it outlives the request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.actor = queries.actor_of(request.user.person_id, at=clock.read())  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response


class RefusalMiddleware:
    """Turns a refusal into a page, or a message in place when htmx asked."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        if isinstance(error, NotFound) and not request.user.is_authenticated:
            return redirect(f"/login?next={request.path}")
        template = "parts/refusal.html#message" if request.htmx else "parts/refusal.html"  # type: ignore[attr-defined]
        return render(request, template, {"error": error}, status=error.status)
