"""The request that a page gets: with the actor and htmx's details."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from tongxin.access.queries.terminals import TerminalSeen
from tongxin.kernel.actor import Actor


class PageRequest(HttpRequest):
    """What `ActorMiddleware` and `HtmxMiddleware` add. `terminal`: the device of a shift room, if it is one."""

    actor: Actor
    terminal: TerminalSeen | None
    htmx: HtmxDetails


def address_of(request: HttpRequest) -> str:
    """Where the request came from, as the outermost proxy of ours saw it."""
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        return forwarded[-settings.PROXIES]
    return str(request.META["REMOTE_ADDR"])


def visitor_of(request: HttpRequest, where: str) -> str:
    """Where somebody without a name came from, so that tries can be counted and nobody be found by it."""
    return f"{where} {salted_hmac('tongxin.visitor', address_of(request)).hexdigest()[:32]}"


def safe_next(request: HttpRequest) -> str:
    """Where to go after log-in: an address of ours, or home."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else "/"
