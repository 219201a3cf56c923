"""What one viewer may see of units and people, and the set-based questions that other engines ask."""

from tongxin.orgs.queries.choices import linked_units
from tongxin.orgs.queries.newest import newest
from tongxin.orgs.queries.over import LinkRow, beside, links_of, over, units_above, units_over
from tongxin.orgs.queries.people import (
    Holder,
    Member,
    PersonFound,
    find_people,
    holders,
    members_of,
    party_members_of,
)
from tongxin.orgs.queries.scope import (
    get_person,
    get_unit,
    holds_on,
    memberships_seen_by,
    people_seen_by,
    unit_for,
    units_seen_by,
    within,
)

__all__ = [
    "Holder",
    "LinkRow",
    "Member",
    "PersonFound",
    "beside",
    "find_people",
    "get_person",
    "get_unit",
    "holders",
    "holds_on",
    "linked_units",
    "links_of",
    "members_of",
    "memberships_seen_by",
    "newest",
    "over",
    "party_members_of",
    "people_seen_by",
    "unit_for",
    "units_above",
    "units_over",
    "units_seen_by",
    "within",
]
