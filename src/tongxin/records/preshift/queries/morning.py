"""The screen of the section's morning meeting."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.adoption.queries import pinned_record
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Unit
from tongxin.orgs.queries import within
from tongxin.records.models import Record, RecordState
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
    def arrangements(self) -> str:
        return "\n".join(self.meeting.record.data.get("arrangements") or ())

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
    """One query: the sections, each with today's record."""
    if not any(post.post in MORNING_POSTS for post in viewer.posts):
        return []
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Record.objects.filter(
        unit=OuterRef("pk"), kind=rules.MORNING, held_at__gte=start, held_at__lte=at
    ).exclude(state=RecordState.DROPPED)
    first = today.order_by("-held_at")
    mine = Unit.objects.filter(
        within(viewer.scope("record_write"), ""), kind="section", ends_date__isnull=True
    )
    rows = mine.order_by("path").annotate(
        record=Subquery(first.values("id")[:1]),
        state=Subquery(first.values("state")[:1]),
        present=Subquery(first.values("present_count")[:1]),
        expected=Subquery(first.values("expected_count")[:1]),
    )
    return [
        Section(unit_id, name, record, state == RecordState.CLOSED, present or 0, expected or 0)
        for unit_id, name, record, state, present, expected in rows.values_list(
            "id", "name", "record", "state", "present", "expected"
        )[:MOST_SECTIONS]
    ]


MOST_SECTIONS = 20
MORNING_POSTS = ("section_chief", "branch_secretary", "organisation_member")
