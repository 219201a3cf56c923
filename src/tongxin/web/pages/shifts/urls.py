"""Addresses: shifts."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.shifts.assigning import assign, new_rotation
from tongxin.web.pages.shifts.belonging import page as belonging
from tongxin.web.pages.shifts.calendar import enter, year
from tongxin.web.pages.shifts.leave import cancel as cancel_leave
from tongxin.web.pages.shifts.leave import leaves
from tongxin.web.pages.shifts.month import month
from tongxin.web.pages.shifts.overview import overview
from tongxin.web.pages.shifts.stopping import cancel, restore, swap

urlpatterns: list[URLPattern | URLResolver] = [
    path("shifts", overview, name="shifts"),
    path("shifts/team/<int:team_id>", month, name="shift_month"),
    path("shifts/team/<int:team_id>/cancel", cancel, name="shift_cancel"),
    path("shifts/team/<int:team_id>/swap", swap, name="shift_swap"),
    path("shifts/team/<int:team_id>/leave", leaves, name="shift_leaves"),
    path("shifts/leave/<int:leave_id>/cancel", cancel_leave, name="leave_cancel"),
    path("shifts/shift/<int:shift_id>/restore", restore, name="shift_restore"),
    path("shifts/assign", assign, name="shift_assign"),
    path("shifts/rotations/new", new_rotation, name="rotation_new"),
    path("shifts/day", belonging, name="shift_day"),
    path("shifts/calendar", year, name="shift_calendar"),
    path("shifts/calendar/<int:number>/notice", enter, name="calendar_enter"),
]
