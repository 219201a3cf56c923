"""Raise, cancel and swap shifts; make and assign rotations; enter leave and the yearly notice."""

from tongxin.orgs.shifts.commands.belonging import set_shift_day
from tongxin.orgs.shifts.commands.calendar import enter_notice
from tongxin.orgs.shifts.commands.leave import cancel_leave, enter_leave
from tongxin.orgs.shifts.commands.raising import raise_shifts
from tongxin.orgs.shifts.commands.rotations import assign_rotation, make_rotation, stop_rotation, take_system
from tongxin.orgs.shifts.commands.shifts import cancel_shifts, restore_shift, swap_teams

__all__ = [
    "assign_rotation",
    "cancel_leave",
    "cancel_shifts",
    "enter_leave",
    "enter_notice",
    "make_rotation",
    "raise_shifts",
    "restore_shift",
    "set_shift_day",
    "stop_rotation",
    "swap_teams",
    "take_system",
]
