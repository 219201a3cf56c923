"""The request that a page gets: with the actor and htmx's details."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tongxin.kernel.actor import Actor


class PageRequest(HttpRequest):
    """What `ActorMiddleware` and `HtmxMiddleware` add."""

    actor: Actor
    htmx: HtmxDetails
