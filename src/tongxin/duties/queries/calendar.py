"""The working days that duties count by: the one calendar of everybody."""

from tongxin.orgs.shifts.queries import calendar

__all__ = ["calendar"]
