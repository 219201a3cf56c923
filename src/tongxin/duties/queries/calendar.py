"""The working days that duties count by."""

from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.orgs.models import CalendarDay


def calendar() -> Calendar:
    """The company's table of days; the notices that come with the product while it is empty."""
    days = {day: str(kind) for day, kind in CalendarDay.objects.values_list("day", "kind")}
    return Calendar(days or {noticed.day: str(noticed.kind) for noticed in noticed_days()})
