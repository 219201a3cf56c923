"""What one viewer may see of records and tasks."""

from tongxin.records.queries.attendance import Attendance, attendance_of, own_attendance
from tongxin.records.queries.draft import Draft, view_draft
from tongxin.records.queries.files import get_attachment
from tongxin.records.queries.kinds import KindLine, kinds_to_write, unfinished, units_to_write
from tongxin.records.queries.lists import (
    Asked,
    RecordLine,
    RecordPage,
    kind_titles,
    list_records,
    planned_meetings,
)
from tongxin.records.queries.missing import missing_at
from tongxin.records.queries.people import Found, Somebody, find_people, people_of
from tongxin.records.queries.person import WasAt, records_of
from tongxin.records.queries.proof import proof_of, proofs
from tongxin.records.queries.ruling import RulingView, view_ruling
from tongxin.records.queries.seen import get_record, may_write, records_seen_by, spec_of
from tongxin.records.queries.tasks import (
    TaskLine,
    done_tasks,
    get_task,
    open_tasks,
    tasks_of_record,
    tasks_seen_by,
    view_task,
)
from tongxin.records.queries.versions import Compared, compare_versions
from tongxin.records.queries.view import RecordView, view_record

__all__ = [
    "Asked",
    "Attendance",
    "Compared",
    "Draft",
    "Found",
    "KindLine",
    "RecordLine",
    "RecordPage",
    "RecordView",
    "RulingView",
    "Somebody",
    "TaskLine",
    "WasAt",
    "attendance_of",
    "compare_versions",
    "done_tasks",
    "find_people",
    "get_attachment",
    "get_record",
    "get_task",
    "kind_titles",
    "kinds_to_write",
    "list_records",
    "may_write",
    "missing_at",
    "open_tasks",
    "own_attendance",
    "people_of",
    "planned_meetings",
    "proof_of",
    "proofs",
    "records_of",
    "records_seen_by",
    "spec_of",
    "tasks_of_record",
    "tasks_seen_by",
    "unfinished",
    "units_to_write",
    "view_draft",
    "view_record",
    "view_ruling",
    "view_task",
]
