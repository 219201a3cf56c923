"""What is known of shifts, leave and the calendar."""

from tongxin.orgs.shifts.queries.belonging import may_set_shift_day, view_shift_day
from tongxin.orgs.shifts.queries.calendar import YearView, calendar, may_enter_notice, view_year
from tongxin.orgs.shifts.queries.leave import (
    first_shift_back,
    first_shifts_back,
    leave_kind,
    leave_overrun,
    leaves_seen_by,
    newcomers,
    on_leave,
)
from tongxin.orgs.shifts.queries.shifts import (
    get_rotation,
    get_shift,
    get_team,
    next_shift,
    pattern_of,
    previous_shift,
    rotations_seen_by,
    shift_at,
    shifts_seen_by,
    teams_seen_by,
)

__all__ = [
    "YearView",
    "calendar",
    "first_shift_back",
    "first_shifts_back",
    "get_rotation",
    "get_shift",
    "get_team",
    "leave_kind",
    "leave_overrun",
    "leaves_seen_by",
    "may_enter_notice",
    "may_set_shift_day",
    "newcomers",
    "next_shift",
    "on_leave",
    "pattern_of",
    "previous_shift",
    "rotations_seen_by",
    "shift_at",
    "shifts_seen_by",
    "teams_seen_by",
    "view_shift_day",
    "view_year",
]
