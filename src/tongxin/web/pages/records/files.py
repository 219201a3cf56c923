"""A record's attachments: put there, taken away, and handed out to whoever may see the record."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from tongxin import clock
from tongxin.files.rules import LARGEST
from tongxin.records import commands, queries
from tongxin.web.downloads import hand_out, powerless
from tongxin.web.forms import attempt
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("record_write", model="records.Attachment", level="C2", methods=("POST",), files=True)
def attach(request: PageRequest, record_id: int) -> HttpResponse:
    """Each file by itself: one that is refused does not keep the others away."""
    at, refused = clock.read(), []
    for upload in request.FILES.getlist("file"):
        name, content = upload.name or "", upload.read(LARGEST + 1)
        tried = attempt(
            lambda name=name, content=content: commands.attach_file(  # type: ignore[misc]
                record_id, name, content, by=request.actor, at=at, reason=request.POST.get("reason", "")
            )
        )
        if not tried.done:
            refused.append(f"{name[:40]}：{tried.message}")
    for sentence in refused:
        messages.error(request, sentence)
    return _back(request, record_id)


@route("record_write", model="records.Attachment", level="C2", methods=("POST",))
def detach(request: PageRequest, record_id: int, attachment_id: int) -> HttpResponse:
    commands.detach_file(
        record_id, attachment_id, by=request.actor, at=clock.read(), reason=request.POST.get("reason", "")
    )
    return _back(request, record_id)


def _back(request: PageRequest, record_id: int) -> HttpResponse:
    state = queries.get_record(record_id, viewer=request.actor).state
    return redirect("record_write" if state == "draft" else "record", record_id)


@powerless
@route("member", model="records.Attachment", level="C2")
def download(request: PageRequest, record_id: int, attachment_id: int) -> HttpResponse:
    found = queries.get_attachment(record_id, attachment_id, viewer=request.actor)
    return hand_out(found, show="show" in request.GET)
