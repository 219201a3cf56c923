"""The screen of the section's morning meeting."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.adoption.queries import pinned_record
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Unit
from tongxin.orgs.queries import within
from tongxin.records.models import Record
from tongxin.records.preshift import rules
from tongxin.records.preshift.queries.sheet import Meeting, get_meeting


@dataclass(frozen=True, slots=True)
class Attendee:
    id: int
    name: str
    place: str
    present: bool
    reason: str


@dataclass(frozen=True, slots=True)
class MorningPage:
    meeting: Meeting
    people: tuple[Attendee, ...]
    absences: dict[str, str]

    @property
    def record(self) -> Record:
        return self.meeting.record

    @property
    def closed(self) -> bool:
        return self.meeting.record.state != "draft"

    @property
    def present(self) -> int:
        return len([one for one in self.people if one.present])


@dataclass(frozen=True, slots=True)
class Section:
    """A section whose morning meeting the viewer may run; `record_id` of today's, if begun."""

    id: int
    name: str
    record_id: int | None
    closed: bool
    present: int
    expected: int


def view_morning(record_id: int, *, viewer: Actor) -> MorningPage:
    meeting = get_meeting(record_id, viewer=viewer, kind=rules.MORNING)
    spec = pinned_record(rules.MORNING, adoption_id=meeting.record.adoption_id or 0)
    places = _places(meeting, spec.expected_posts)
    return MorningPage(
        meeting=meeting,
        people=tuple(
            Attendee(one.person_id, one.person.name, places.get(one.person_id, ""), one.present, one.reason)
            for one in meeting.presences
        ),
        absences=rules.ABSENCES,
    )


def _places(meeting: Meeting, posts: tuple[str, ...]) -> dict[int, str]:
    """The team for which somebody comes."""
    day = timezone.localdate(meeting.record.held_at)
    held = Appointment.objects.filter(
        valid_on(day), person__in=list(meeting.names), post__in=posts, unit__kind="team"
    )
    return {one.person_id: one.unit.name for one in held.select_related("unit").order_by("-id")}


def sections(*, viewer: Actor, at: datetime) -> list[Section]:
    """Two queries: the sections, and today's records of them."""
    if not any(post.post in MORNING_POSTS for post in viewer.posts):
        return []
    mine = Unit.objects.filter(
        within(viewer.scope("record_write"), ""), kind="section", ends_date__isnull=True
    )
    found = list(mine.order_by("path")[:20])
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Record.objects.filter(unit__in=found, kind=rules.MORNING, held_at__gte=start, held_at__lte=at)
    known = {record.unit_id: record for record in today.exclude(state="dropped")}
    return [_section(unit, known.get(unit.id)) for unit in found]


MORNING_POSTS = ("section_chief", "branch_secretary", "organisation_member")


def _section(unit: Unit, record: Record | None) -> Section:
    return Section(
        id=unit.id,
        name=unit.name,
        record_id=record.id if record else None,
        closed=bool(record and record.state == "closed"),
        present=record.present_count if record else 0,
        expected=record.expected_count if record else 0,
    )
