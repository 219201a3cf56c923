"""What the records no longer keep: a record goes whole, never in part."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from tongxin.facts import retention
from tongxin.facts.retention import Rule
from tongxin.files.forgetting import forget_blobs, forget_files, unused
from tongxin.files.held import BROUGHT, FILES, PIECES
from tongxin.kernel.actor import Actor
from tongxin.records import held
from tongxin.records.models import Arrival, Attachment, Decision, Fitness, Presence, Record, Task, Version


def _end_records(ids: Sequence[int]) -> Mapping[str, int]:
    """Versions last: their trigger lets go of those whose record is gone, and the record's trigger lets
    go of it only once its time is over (decision 0006). What is still to do stays to be done."""
    Task.objects.filter(record__in=ids).update(record=None, decision=None)
    for part in (Attachment, Presence, Arrival, Fitness, Decision):
        part._base_manager.filter(record__in=ids).delete()
    records, versions = Record.objects.filter(id__in=ids), Version.objects.filter(record__in=ids)
    return {
        "records.Record": records._raw_delete(records.db),
        "records.Version": versions._raw_delete(versions.db),
    }


RULES = (
    Rule("records.Fitness", held.FITNESS, since="expires_at"),
    Rule("records.Task", held.TASKS, since="done_at"),
    Rule("records.Record", held.DROPPED, since="created_at", only=Q(state="dropped"), end=_end_records),
    Rule("records.Record", held.DRAFTS, since="created_at", only=Q(state="draft"), end=_end_records),
    Rule("records.Record", held.RECORDS, since="keep_until", end=_end_records),
    Rule("files.Blob", PIECES, since="touched_at", only=Q(done_at=None), end=forget_blobs),
    Rule("files.Blob", BROUGHT, since="done_at", end=forget_blobs),
    Rule(
        "files.StoredFile",
        FILES,
        since="uploaded_at",
        only=unused(),
        end=forget_files,
    ),
)


def apply_retention(*, by: Actor, at: datetime) -> int:
    return retention.apply(RULES, by=by, at=at)
