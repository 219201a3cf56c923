"""The pictures of cases, for whoever looks after them and asks whether they are genuine. Never who brought them."""

from collections.abc import Collection
from datetime import datetime

from tongxin.access.queries.reach import looked_after
from tongxin.cases.models import Evidence
from tongxin.files.places import Shot
from tongxin.kernel.actor import Actor

Row = tuple[int, int, int, str, datetime, int, str, int, str, str, datetime, datetime | None]
COLUMNS = (
    "id", "file", "deed__number", "deed__title", "deed__happened_at", "deed__case", "deed__case__title",
    "deed__case__unit", "deed__case__unit__name", "deed__case__level", "deed__case__opened_at",
    "deed__case__ended_at",
)  # fmt: skip


def shots(*, viewer: Actor, thing_id: int | None = None, files: Collection[int] = ()) -> list[Shot]:
    """Those of one case, or those among some files; of C3 none: there are none."""
    rows = Evidence.objects.filter(looked_after(viewer, row="deed__case", area="case"))
    rows = rows.filter(file__in=files) if thing_id is None else rows.filter(deed__case=thing_id)
    pictures = rows.filter(file__content_type__startswith="image/").order_by("id")
    return [_shot(row) for row in pictures.values_list(*COLUMNS)]


def _shot(row: Row) -> Shot:
    """What was reported was there before; what was done about it comes after, and before it was over."""
    link, file, number, step, done, case, title, unit, named, level, opened, ended = row
    return Shot(
        "case",
        case,
        title,
        unit,
        named,
        level,
        file,
        link,
        step,
        done,
        None if number == 1 else opened,
        ended,
    )
