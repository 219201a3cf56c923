"""A file of somebody's handed out: saved to the disk or shown as a picture, never run in the page."""

from urllib.parse import quote

from csp.decorators import csp_replace
from django.http import HttpResponse

from tongxin.files.queries import Download

# No type guessing, no scripts, no frames, whatever the file holds.
powerless = csp_replace({"default-src": ["'none'"], "img-src": ["'self'"], "sandbox": [""]})


def hand_out(file: Download, *, show: bool) -> HttpResponse:
    """`show`: in the page rather than to the disk, which only a picture may."""
    response = HttpResponse(file.content, content_type=file.content_type)
    kind = "inline" if show and file.content_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
