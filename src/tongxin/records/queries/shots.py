"""The pictures of records, for whoever looks after them and asks whether they are genuine."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from tongxin.files.places import Shot
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import within
from tongxin.records.models import Attachment
from tongxin.records.queries.seen import DONE

Row = tuple[int, int, datetime, int, str, int, str, str, datetime, datetime | None]
COLUMNS = (
    "id", "file", "attached_at", "record", "record__title", "record__unit", "record__unit__name", "record__level",
    "record__held_at", "record__written_at",
)  # fmt: skip


def shots(*, viewer: Actor, thing_id: int | None = None, files: Collection[int] = ()) -> list[Shot]:
    """Those of one record, or those among some files."""
    rows = Attachment.objects.filter(_looked_after(viewer), record__state__in=DONE, removed_in=None)
    rows = rows.filter(file__in=files) if thing_id is None else rows.filter(record=thing_id)
    pictures = rows.filter(file__content_type__startswith="image/").order_by("id")
    return [_shot(row) for row in pictures.values_list(*COLUMNS)]


def _looked_after(viewer: Actor) -> Q:
    if viewer.person_id is None or viewer.administrator:
        return Q(id__in=())
    open_ = Q(record__level__in=("C0", "C1")) & within(viewer.scope("record_view"), "record__unit")
    few = Q(record__level="C2") & within(viewer.scope("record_confidential"), "record__unit")
    return Q(record__company=viewer.company_id) & (open_ | few)


def _shot(row: Row) -> Shot:
    """What is shown of a meeting was taken on its day, before it was written up."""
    link, file, attached, record, title, unit, named, level, held, written = row
    morning = timezone.localtime(held).replace(hour=0, minute=0, second=0, microsecond=0)
    return Shot("record", record, title, unit, named, level, file, link, "附件", attached, morning, written)
