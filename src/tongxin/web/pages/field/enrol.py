"""Let this device hand in for the person who is logged in; what came of it, and what needs deciding."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access.rules import device_words
from tongxin.sync.commands import decide_operation, decide_twin, enrol_device, revoke_device
from tongxin.sync.queries import my_devices, my_operations
from tongxin.sync.queries.review import needing_review
from tongxin.sync.rules.reading import uuid_of
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("member", model="sync.Device", level="C1", methods=("POST",))
def enrol(request: PageRequest) -> HttpResponse:
    """The secret is told once, to the page that asked; it hands in and reads nothing."""
    made = enrol_device(
        device_words(request.headers.get("User-Agent", "")),
        by=request.actor,
        at=clock.read(),
        device=uuid_of(request.POST.get("device")),
    )
    return JsonResponse(
        {
            "device": str(made.device),
            "token": made.token,
            "epoch": str(made.epoch),
            "expires_at": made.expires_at.isoformat(),
        },
        status=201,
    )


@route("member", model="sync.Operation", level="C1")
def review(request: PageRequest) -> HttpResponse:
    at = clock.read()
    context = {
        "lines": needing_review(viewer=request.actor, at=at),
        "mine": my_operations(viewer=request.actor),
        "devices": my_devices(viewer=request.actor, at=at),
    }
    return render(request, "field/review.html", context)


@route("member", model="sync.Operation", level="C1", methods=("POST",))
def decide(request: PageRequest, operation_key: UUID) -> HttpResponse:
    said, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    decide_operation(operation_key, said, reason=reason, by=request.actor, at=clock.read())
    messages.success(request, "定了，已经记下")
    return redirect("field_review")


@route("member", model="sync.Operation", level="C1", methods=("POST",))
def decide_other(request: PageRequest, twin_id: int) -> HttpResponse:
    said, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    decide_twin(twin_id, said, reason=reason, by=request.actor, at=clock.read())
    messages.success(request, "定了，已经记下")
    return redirect("field_review")


@route("member", model="sync.Device", level="C1", methods=("POST",))
def revoke(request: PageRequest, device_key: UUID) -> HttpResponse:
    revoke_device(device_key, by=request.actor, at=clock.read())
    messages.success(request, "停用了。手机上没传的还在手机上，重新登记后能接着传")
    return redirect("field_review")
