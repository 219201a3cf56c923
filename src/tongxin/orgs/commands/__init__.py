"""What changes the organisation: each one decision, one transaction, one fact."""

from tongxin.orgs.commands.elections import Elected, record_election
from tongxin.orgs.commands.links import Linked, link_units, unlink_units
from tongxin.orgs.commands.people import (
    Joined,
    change_person,
    join_person,
    person_left,
    person_returned,
    place_person,
    set_standing,
)
from tongxin.orgs.commands.posts import (
    Appointed,
    appoint,
    end_appointment,
    restore_appointment,
    substitute,
)
from tongxin.orgs.commands.units import (
    Opened,
    end_unit,
    move_unit,
    open_unit,
    rename_unit,
)
from tongxin.orgs.commands.words import set_words

__all__ = [
    "Appointed",
    "Elected",
    "Joined",
    "Linked",
    "Opened",
    "appoint",
    "change_person",
    "end_appointment",
    "end_unit",
    "join_person",
    "link_units",
    "move_unit",
    "open_unit",
    "person_left",
    "person_returned",
    "place_person",
    "record_election",
    "rename_unit",
    "restore_appointment",
    "set_standing",
    "set_words",
    "substitute",
    "unlink_units",
]
