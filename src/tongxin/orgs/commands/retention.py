"""What the organisation no longer keeps."""

from datetime import datetime, timedelta

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from tongxin.facts import retention
from tongxin.facts.retention import Rule
from tongxin.kernel.actor import Actor
from tongxin.orgs import held
from tongxin.orgs.roster import keep
from tongxin.orgs.roster.commands import drop_stale

GONE = "已离职人员"
LONGEST_FILE = timedelta(days=2)
NOBODY_KNOWN = {
    "name": GONE,
    "employee_no": Concat(Value("gone-"), Cast("id", CharField())),
    "pinyin": "",
    "trade": "",
    "phone": "",
    "hired_date": None,
}
RULES = (
    Rule("orgs.Membership", held.PLACES, since="person__left_date"),
    Rule("orgs.PartyStanding", held.PLACES, since="person__left_date"),
    Rule("orgs.Appointment", held.PLACES, since="person__left_date"),
    Rule("orgs.Person", held.NAMES, since="left_date", only=~Q(name=GONE), empty=NOBODY_KNOWN),
    Rule("orgs.Leave", held.LEAVES, since="ends_date"),
    Rule("orgs.RosterImport", held.UNDO, since="started_at", only=~Q(undo={}), empty={"undo": {}}),
    Rule("orgs.RosterImport", held.IMPORTS, since="started_at"),
)


def apply_retention(*, by: Actor, at: datetime) -> int:
    """Also the rosters that nobody wrote, and files of which nobody knows any more."""
    dropped = drop_stale(at=at)
    keep.sweep(before=at - LONGEST_FILE)
    return dropped + retention.apply(RULES, by=by, at=at)
