"""The pictures of records, for whoever looks after them and asks whether they are genuine."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from tongxin.access.queries.reach import looked_after
from tongxin.files.places import Shot
from tongxin.kernel.actor import Actor
from tongxin.records.models import Attachment
from tongxin.records.queries.seen import DONE

Row = tuple[int, int, datetime, int, str, int, str, str, datetime, datetime | None]
COLUMNS = (
    "id", "file", "attached_at", "record", "record__title", "record__unit", "record__unit__name", "record__level",
    "record__held_at", "record__written_at",
)  # fmt: skip


def shots(*, viewer: Actor, thing_id: int | None = None, files: Collection[int] = ()) -> list[Shot]:
    """Those of one record, or those among some files."""
    rows = Attachment.objects.filter(
        looked_after(viewer, row="record", area="record"), record__state__in=DONE, removed_in=None
    )
    rows = rows.filter(file__in=files) if thing_id is None else rows.filter(record=thing_id)
    pictures = rows.filter(file__content_type__startswith="image/").order_by("id")
    return [_shot(row) for row in pictures.values_list(*COLUMNS)]


def _shot(row: Row) -> Shot:
    """What is shown of a meeting was taken on its day, before it was written up."""
    link, file, attached, record, title, unit, named, level, held, written = row
    morning = timezone.localtime(held).replace(hour=0, minute=0, second=0, microsecond=0)
    return Shot("record", record, title, unit, named, level, file, link, "附件", attached, morning, written)
