"""What the phone opens without a network: one page for everybody, which holds nothing of anybody."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static

from tongxin.web import assets
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

ENTRY = "src/field/main.tsx"
COLOURS = {"background_color": "#f4f5f7", "theme_color": "#8e1f24"}
ICONS = (("192x192", "app-192.png", "any"), ("512x512", "app-512.png", "any maskable"))


@route("public")
def shell(request: PageRequest) -> HttpResponse:
    """The service worker keeps it on the phone, so it is the same for everybody and sets no cookie."""
    built = assets.entry(ENTRY)
    paths = [f"{settings.STATIC_URL}{path}" for path in built.imports]
    context = {
        "script": f"{settings.STATIC_URL}{built.script}",
        "styles": [f"{settings.STATIC_URL}{path}" for path in built.styles],
        "imports": paths,
    }
    response = render(request, "field/shell.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@route("public")
def manifest(request: PageRequest) -> HttpResponse:
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for sizes, name, purpose in ICONS
    ]
    return JsonResponse(
        {
            "name": "同心",
            "short_name": "同心",
            "lang": "zh-CN",
            "id": "/field",
            "start_url": "/field",
            "scope": "/",
            "display": "standalone",
            **COLOURS,
            "icons": icons,
        },
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )


@route("public")
def service_worker(request: PageRequest) -> HttpResponse:
    """At the root, so that it may stand before /field; it answers for nothing that is somebody's."""
    return HttpResponse(
        assets.service_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@route("public")
def session(request: PageRequest) -> HttpResponse:
    """Who is logged in on this device, for the page that holds nothing itself; `person` is null for nobody."""
    actor = request.actor
    may = actor.person_id is not None and not actor.administrator
    person = {"id": actor.person_id, "name": actor.name} if may else None
    return JsonResponse({"person": person, "csrf": get_token(request) if may else ""})
