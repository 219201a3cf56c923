"""Units in three lines, the people in them, their posts, and when teams work."""

from tongxin.orgs.models.imports import RosterImport
from tongxin.orgs.models.people import Appointment, Membership, PartyStanding, Person, Standing
from tongxin.orgs.models.times import CalendarDay, DayKind, Leave, Rotation, Shift, TeamRotation
from tongxin.orgs.models.units import Company, Election, Line, Link, Placement, Unit

__all__ = [
    "Appointment",
    "CalendarDay",
    "Company",
    "DayKind",
    "Election",
    "Leave",
    "Line",
    "Link",
    "Membership",
    "PartyStanding",
    "Person",
    "Placement",
    "RosterImport",
    "Rotation",
    "Shift",
    "Standing",
    "TeamRotation",
    "Unit",
]
