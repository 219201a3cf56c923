"""The working days that duties count by: a company's one calendar."""

from tongxin.orgs.shifts.queries import calendar

__all__ = ["calendar"]
