"""Addresses: pre-shift meeting, morning meeting, handover."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.preshift.code import code, signin
from tongxin.web.pages.preshift.entering import enter
from tongxin.web.pages.preshift.finished import done, signatures
from tongxin.web.pages.preshift.handover import hand_over, handover, handover_start, take_over, turn_down
from tongxin.web.pages.preshift.meeting import close, meeting
from tongxin.web.pages.preshift.morning import morning, open_today
from tongxin.web.pages.preshift.paper import paper
from tongxin.web.pages.preshift.start import preshift

urlpatterns: list[URLPattern | URLResolver] = [
    path("preshift", preshift, name="preshift"),
    path("preshift/paper", paper, name="preshift_paper"),
    path("preshift/paper/enter", enter, name="preshift_enter"),
    path("preshift/<int:record_id>", meeting, name="preshift_meeting"),
    path("preshift/<int:record_id>/close", close, name="preshift_close"),
    path("preshift/<int:record_id>/code", code, name="preshift_code"),
    path("signin/<str:token>", signin, name="signin"),
    path("preshift/<int:record_id>/sign", signatures, name="preshift_sign"),
    path("preshift/<int:record_id>/done", done, name="preshift_done"),
    path("preshift/sections/<int:section_id>/morning", open_today, name="morning_open"),
    path("preshift/morning/<int:record_id>", morning, name="morning"),
    path("handover", handover_start, name="handover_start"),
    path("handover/<int:record_id>", handover, name="handover"),
    path("handover/<int:record_id>/give", hand_over, name="handover_give"),
    path("handover/<int:record_id>/take", take_over, name="handover_take"),
    path("handover/<int:record_id>/refuse", turn_down, name="handover_refuse"),
]
