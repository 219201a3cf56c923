"""What one viewer may see of records and tasks."""

from tongxin.records.queries.attendance import Attendance, attendance_of, own_attendance
from tongxin.records.queries.lists import (
    Asked,
    RecordLine,
    RecordPage,
    kind_titles,
    list_records,
    planned_meetings,
)
from tongxin.records.queries.person import WasAt, records_of
from tongxin.records.queries.seen import get_record, may_write, records_seen_by, spec_of
from tongxin.records.queries.tasks import (
    TaskLine,
    done_tasks,
    get_task,
    open_tasks,
    tasks_of_record,
    tasks_seen_by,
)
from tongxin.records.queries.versions import Compared, compare_versions
from tongxin.records.queries.view import RecordView, view_record

__all__ = [
    "Asked",
    "Attendance",
    "Compared",
    "RecordLine",
    "RecordPage",
    "RecordView",
    "TaskLine",
    "WasAt",
    "attendance_of",
    "compare_versions",
    "done_tasks",
    "get_record",
    "get_task",
    "kind_titles",
    "list_records",
    "may_write",
    "open_tasks",
    "own_attendance",
    "planned_meetings",
    "records_of",
    "records_seen_by",
    "spec_of",
    "tasks_of_record",
    "tasks_seen_by",
    "view_record",
]
