"""Records."""

from typing import Any

from ninja import Router

from tongxin.api.auth import ApiRequest, declares
from tongxin.api.problems import PROBLEMS
from tongxin.api.schemas.paging import Moment, PagingQuery, page_of
from tongxin.api.schemas.records import RecordOut, RecordPage
from tongxin.kernel.errors import NotFound
from tongxin.records.queries import records_seen_by

router = Router(tags=["台账"])


@router.get("/records", response={200: RecordPage, **PROBLEMS}, summary="记录")
@declares("member", model="records.Record", level="C1", scope="records:read")
def records(
    request: ApiRequest, paging: PagingQuery, since: Moment | None = None, kind: str = ""
) -> dict[str, Any]:
    """Closed and draft records; `since` is the earliest `held_at`."""
    rows = records_seen_by(request.actor)
    if since is not None:
        rows = rows.filter(held_at__gte=since)
    if kind:
        rows = rows.filter(kind=kind)
    found, after = page_of(rows, paging)
    return {"items": found, "next": after}


@router.get("/records/{record_id}", response={200: RecordOut, **PROBLEMS}, summary="一份记录")
@declares("member", model="records.Record", level="C1", scope="records:read")
def record(request: ApiRequest, record_id: int) -> Any:
    found = records_seen_by(request.actor).filter(id=min(record_id, 2**62)).first()
    if found is None:
        raise NotFound("没有找到这份记录")
    return found
